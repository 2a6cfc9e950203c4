import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { requestsIn } from '../../src/sandbox/story/play-ledger.ts';
import { sharedBrowser } from '../helpers/browser.ts';
import { axeFaults, overflowAt } from '../helpers/page-faults.ts';
import { mailsTo, useSandbox } from './sandbox-in-test.ts';

const browser = await sharedBrowser();

/** People decide about a pause on the same page as at a gate, in a real Chromium, and ECS gets their answer without a poll. */
describe.skipIf(browser === undefined)('a pause in a browser', { timeout: 90_000 }, () => {
  const started = useSandbox();
  let page: Page;
  beforeAll(async () => {
    page = await (await (browser as Browser).newContext()).newPage();
  });

  test.each([
    ['approved', 'SUCCESSFUL', 'CONTINUE'],
    ['rejected', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK'],
  ] as const)('that is %s on the page behind the mailed link ends as %s', async (choice, ending, action) => {
    const { sandbox, folder } = started();
    await page.goto(sandbox.urls.dashboard);
    await page.getByText('Options').click();
    await page.getByLabel('ask at a pause').check();
    const newest = () => sandbox.controller.listServiceDeployments()[0]?.serviceDeploymentArn;
    const earlier = newest();
    await page.getByRole('button', { name: /^Deploy/ }).click();
    // The click does not wait for the sandbox.
    await expect.poll(newest).not.toBe(earlier);
    const serviceDeploymentArn = newest() ?? '';
    const deploymentId = serviceDeploymentArn.split('/').at(-1) ?? '';
    const requests = () => requestsIn(folder)(deploymentId);
    await expect.poll(async () => (await requests())[0]?.notifications[0]?.sentAt).toBeDefined();
    const [{ body = '' } = {}] = await mailsTo(sandbox);

    await page.goto(/^Decide: +(\S+)$/m.exec(body)?.[1] ?? 'no link');
    await page.getByRole('heading', { level: 1, name: /^Approve retail-ui 1\.4\d → 1\.4\d\?$/ }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(await overflowAt(page)).toBe(0);
    await page.getByRole('radio', { name: choice === 'approved' ? 'Approve' : 'Reject' }).check();
    if (choice === 'approved') await page.getByLabel(/I looked at/).check();
    await page.getByLabel(/Reason/).fill('decided on my phone');
    await page.getByRole('button', { name: 'Record my decision' }).click();
    await page.getByRole('heading', { level: 1, name: /^(Approved|Rejected): retail-ui/ }).waitFor();

    const { status } = await sandbox.controller.waitForDeployment(serviceDeploymentArn);
    expect(status).toBe(ending);
    await expect
      .poll(async () => (await requests())[0]?.pause?.['outcome'])
      .toMatch(action === 'CONTINUE' ? /^approved; ECS accepted CONTINUE/ : /^not approved; ECS accepted ROLLBACK/);
    await page.reload();
    expect(await page.locator('main').textContent()).toContain(`ECS accepted ${action}`);
  });
});
