import { describe, expect, test } from 'vitest';
import { sharedBrowser } from '../helpers/browser.ts';
import { axeFaults, overflowAt } from '../helpers/page-faults.ts';
import { mailsTo, useSandbox } from './sandbox-in-test.ts';

const browser = await sharedBrowser();

describe.skipIf(browser === undefined)('signing in on the sandbox, in a browser', { timeout: 90_000 }, () => {
  const started = useSandbox();

  test('somebody else can read but not decide, and the reviewer releases', async () => {
    const context = await browser?.newContext({ viewport: { width: 320, height: 640 }, colorScheme: 'dark' });
    const page = await context?.newPage();
    if (!page) throw new Error('no browser');
    const { sandbox } = started();
    await page.goto(sandbox.urls.dashboard);
    await page.getByText('Options').click();
    await page.getByRole('checkbox', { name: 'reviewers sign in' }).check();
    await page.getByRole('button', { name: /^Deploy/ }).click();
    await page
      .getByText(/\[ACTION\] Approve retail-ui/)
      .first()
      .waitFor();
    const [mail] = await mailsTo(sandbox);
    expect(mail?.body).toContain('To decide, sign in on the page behind the link');
    const link = /^Decide: +(\S+)$/m.exec(mail?.body ?? '')?.[1] ?? '';

    const signInAs = async (who: string) => {
      await page.goto(link);
      expect(await page.title()).toContain('Sign in to decide');
      expect([await axeFaults(page), await overflowAt(page)]).toEqual([[], 0]);
      await page.getByRole('link', { name: 'Sign in' }).click();
      expect([await axeFaults(page), await overflowAt(page)]).toEqual([[], 0]);
      await page.getByRole('button', { name: who }).click();
      await page.waitForURL(/\/[ar]\//);
      expect([await axeFaults(page), await overflowAt(page)]).toEqual([[], 0]);
    };
    await signInAs('eve@elsewhere.example');
    expect(await page.getByRole('status').textContent()).toContain('You are not asked about this');
    expect(await page.getByRole('radio').count()).toBe(0);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign out there, too' }).click();
    await page.getByRole('button', { name: /sign me out/i }).click();

    await signInAs('ana@shop.example');
    await page.getByRole('radio', { name: 'Approve' }).check();
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Record my decision' }).click();
    expect(await page.getByRole('status').textContent()).toContain('Your approval is recorded');

    const [newest] = sandbox.controller.listServiceDeployments();
    const deployment = await sandbox.controller.waitForDeployment(newest?.serviceDeploymentArn ?? '');
    expect(deployment.status).toBe('SUCCESSFUL');
  });
});
