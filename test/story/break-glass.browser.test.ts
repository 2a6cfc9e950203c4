import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { HttpApiFunction } from '../../src/sandbox/servers/http-api.ts';
import { requestsIn } from '../../src/sandbox/story/play-ledger.ts';
import { sharedBrowser } from '../helpers/browser.ts';
import { axeFaults, overflowAt } from '../helpers/page-faults.ts';
import { sandboxAccount } from './sandbox-account.ts';
import { mailsTo, silentHooks, useSandbox } from './sandbox-in-test.ts';

const onCall = 'arn:aws:iam::123456789012:role/on-call';
const fay = 'arn:aws:sts::123456789012:assumed-role/on-call/fay';

const browser = await sharedBrowser();

/** The command line against a running sandbox, and the page that everybody sees afterwards in a real Chromium. */
describe.skipIf(browser === undefined)('break glass', { timeout: 90_000 }, () => {
  let desk: HttpApiFunction;
  let page: Page;
  const started = useSandbox(async (surroundings) => {
    const hooks = await silentHooks(surroundings);
    desk = hooks.desk;
    const { lifecycleHooks = [] } = hooks.deploymentConfiguration;
    const withBreakGlass = lifecycleHooks.map((hook) =>
      hook.hookTargetArn?.endsWith('approval-hook')
        ? { ...hook, hookDetails: { ...(hook.hookDetails as object), breakGlass: [onCall] } }
        : hook,
    );
    return { ...hooks, deploymentConfiguration: { ...hooks.deploymentConfiguration, lifecycleHooks: withBreakGlass } };
  });
  beforeAll(async () => {
    page = await (await (browser as Browser).newContext()).newPage();
  });

  test('lets the release through at once, tells everybody, and stands out on the page', async () => {
    const { sandbox, folder } = started();
    const { serviceDeploymentArn } = sandbox.deploy({});
    const [deploymentId = '', service = '', cluster = ''] = serviceDeploymentArn.split('/').toReversed();
    const requests = () => requestsIn(folder)(deploymentId);
    await expect.poll(async () => (await requests())[0]?.notifications[0]?.sentAt).toBeDefined();
    await expect.poll(() => mailsTo(sandbox)).toHaveLength(1);
    const [{ body = '' } = {}] = await mailsTo(sandbox);
    const stranger = await sandboxAccount({ sandbox, folder, desk }, 'arn:aws:iam::123456789012:user/dan');
    const account = await sandboxAccount({ sandbox, folder, desk }, fay);
    const breakGlass = ['break-glass', `${cluster}/${service}`, '--reason', 'payments are down', '--yes'];

    const refused = await stranger.run(...breakGlass);
    const { code, stdout } = await account.run(...breakGlass);
    const { status } = await sandbox.controller.waitForDeployment(serviceDeploymentArn);
    await Promise.all([stranger.stop(), account.stop()]);

    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('breakGlass of this gate does not name arn:aws:iam::123456789012:user/dan'),
    ]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('everybody who was asked is notified')]);
    expect(status).toBe('SUCCESSFUL');
    await expect.poll(async () => (await mailsTo(sandbox)).some((mail) => mail.body.includes('Read: '))).toBe(true);
    const [{ subject = '', text = '' } = {}] = (await mailsTo(sandbox))
      .filter((mail) => mail.body.includes('Read: '))
      .map((mail) => ({
        ...mail,
        text: mail.body,
      }));
    expect(subject).toContain('[BREAK GLASS]');
    expect(text).toContain('payments are down');

    await page.goto(/^Decide: +(\S+)$/m.exec(body)?.[1] ?? 'no link');
    const note = page.locator('.note.failed', { hasText: 'Approved by break glass' });
    await note.waitFor();
    expect(await note.textContent()).toContain('without what this gate needs: payments are down');
    expect(await page.locator('form').count()).toBe(0);
    expect(await axeFaults(page)).toEqual([]);
    expect(await overflowAt(page)).toBe(0);
  });
});
