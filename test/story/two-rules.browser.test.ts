import { describe, expect, test } from 'vitest';
import { sharedBrowser } from '../helpers/browser.ts';
import { axeFaults, overflowAt } from '../helpers/page-faults.ts';
import { useSandbox } from './sandbox-in-test.ts';

const browser = await sharedBrowser();

/** One of QA and one of security have to approve, each on a page of their own in a real Chromium. */
describe.skipIf(browser === undefined)('two rules in a browser', { timeout: 90_000 }, () => {
  const started = useSandbox();

  async function deploy() {
    const { sandbox } = started();
    const context = await browser?.newContext({ viewport: { width: 320, height: 640 } });
    const page = await context?.newPage();
    if (!page) throw new Error('no browser');
    await page.goto(sandbox.urls.dashboard);
    await page.getByText('Options').click();
    await page.getByLabel('QA and security').check();
    const newest = () => sandbox.controller.listServiceDeployments()[0]?.serviceDeploymentArn;
    const earlier = newest();
    const linkOf = async (who: string) => {
      const { mails } = await sandbox.readMails();
      // A mail of an earlier deployment has another link.
      const own = mails.filter(({ to, body }) => to === who && body.includes('Decide: '));
      return /^Decide: +(\S+)$/m.exec(own[0]?.body ?? '')?.[1];
    };
    const before = await Promise.all([linkOf('ana@shop.example'), linkOf('ben@shop.example')]);
    await page.getByRole('button', { name: /^Deploy/ }).click();
    // The click does not wait for the sandbox.
    await expect.poll(newest).not.toBe(earlier);
    const serviceDeploymentArn = newest() ?? '';
    const newLinkOf = async (who: string) => {
      const link = await linkOf(who);
      return before.includes(link) ? undefined : link;
    };
    const decide = async (who: string, choice: 'Approve' | 'Reject') => {
      await expect.poll(() => newLinkOf(who)).toBeDefined();
      await page.goto((await newLinkOf(who)) ?? 'no link');
      expect([await axeFaults(page), await overflowAt(page)]).toEqual([[], 0]);
      await page.getByRole('radio', { name: choice }).check();
      if (choice === 'Approve') await page.getByLabel(/I looked at/).check();
      await page.getByLabel(/Reason/).fill('decided on my phone');
      await page.getByRole('button', { name: 'Record my decision' }).click();
      return (await page.getByRole('main').textContent()) ?? '';
    };
    return { decide, ended: () => sandbox.controller.waitForDeployment(serviceDeploymentArn) };
  }

  test('release once both have approved, and the first approval is not enough', async () => {
    const { decide, ended } = await deploy();

    const afterOne = await decide('ana@shop.example', 'Approve');
    const afterBoth = await decide('ben@shop.example', 'Approve');

    expect(afterOne).toMatch(/QA.*security/s);
    expect(afterOne).not.toContain('Approved: retail-ui');
    expect(afterBoth).toContain('Approved: retail-ui');
    expect((await ended()).status).toBe('SUCCESSFUL');
  });

  test('roll back if security rejects what QA has approved', async () => {
    const { decide, ended } = await deploy();

    await decide('ana@shop.example', 'Approve');
    const page = await decide('ben@shop.example', 'Reject');

    expect(page).toContain('Rejected: retail-ui');
    expect((await ended()).status).toBe('ROLLBACK_SUCCESSFUL');
  });
});
