import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { askingNow, mailboxesOf } from '../../../src/sandbox/view/sandbox-data.ts';
import { useSandbox } from '../../story/sandbox-in-test.ts';

/** Each reviewer has a mailbox, and each mail says how it was answered. */
describe('the mailboxes of the reviewers', { timeout: 60_000 }, () => {
  const started = useSandbox();

  test('say who is waited for, who has voted, and who approved', async () => {
    const { sandbox } = started();
    const arn = deploy(sandbox, 2);
    await expect.poll(() => outcomes(sandbox)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(askingNow(sandbox.read())).toMatchObject({
      ...{ given: 0, needed: 2, stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT' },
      waitingFor: ['Ana', 'Ben', 'Chi'],
    });

    await decide(sandbox, 'chi', 'approve');
    await expect.poll(() => outcomes(sandbox)).toEqual(['waiting', 'waiting', 'voted']);
    expect(askingNow(sandbox.read())).toMatchObject({ given: 1, needed: 2, waitingFor: ['Ana', 'Ben'] });

    await decide(sandbox, 'ana', 'approve');
    await sandbox.controller.waitForDeployment(arn);
    await expect.poll(() => outcomes(sandbox)).toEqual(['approved', 'approved', 'approved']);
    expect(askingNow(sandbox.read())).toBeUndefined();
  });

  test('say that a rejection ended it, no matter how many approvals were needed', async () => {
    const { sandbox } = started();
    const arn = deploy(sandbox, 3);
    await expect.poll(() => outcomes(sandbox)).toEqual(['waiting', 'waiting', 'waiting']);

    await decide(sandbox, 'ben', 'reject');
    const { status } = await sandbox.controller.waitForDeployment(arn);

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    await expect.poll(() => outcomes(sandbox)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  test('say that the deployment ended before anybody decided', async () => {
    const { sandbox } = started();
    const arn = deploy(sandbox, 1);
    await expect.poll(() => outcomes(sandbox)).toEqual(['waiting', 'waiting', 'waiting']);

    sandbox.rollBack();
    await sandbox.controller.waitForDeployment(arn);

    await expect.poll(() => outcomes(sandbox), { timeout: 10_000 }).toEqual(['over', 'over', 'over']);
  });

  test('say how many have to approve at a pause, too', async () => {
    const { sandbox } = started();
    const { serviceDeploymentArn } = sandbox.deploy({ asksByPause: true, approvals: 3 });
    await expect.poll(() => outcomes(sandbox)).toEqual(['waiting', 'waiting', 'waiting']);

    expect(askingNow(sandbox.read())).toMatchObject({ given: 0, needed: 3 });

    sandbox.rollBack();
    await sandbox.controller.waitForDeployment(serviceDeploymentArn);
  });

  test('have a page each, which shows nobody else’s mail', async () => {
    const { sandbox } = started();

    const pages = await Promise.all(['ana', 'eve'].map((id) => fetch(`${sandbox.urls.dashboard}/mailbox/${id}`)));

    expect(pages.map(({ status }) => status)).toEqual([200, 404]);
    const ana = await pages[0]?.text();
    expect(ana).toContain('Mailbox of Ana');
    expect(ana).toContain('to ana@shop.example');
    expect(ana).not.toContain('to ben@shop.example');
  });
});

function deploy(sandbox: Sandbox, approvals: 1 | 2 | 3): string {
  return sandbox.deploy({ approvals }).serviceDeploymentArn;
}

/** The outcome of the newest mail with a link to each of the three. */
function outcomes(sandbox: Sandbox): (string | undefined)[] {
  return mailboxesOf(sandbox.read()).map(({ mails }) => mails.find(({ link }) => link !== undefined)?.outcome?.kind);
}

async function decide({ urls }: Sandbox, who: string, choice: 'approve' | 'reject'): Promise<void> {
  const form = { choice, reason: 'looked at it', ...(choice === 'approve' && { looked: 'yes' as const }) };
  const page = await (await fetch(`${urls.dashboard}/mailbox/${who}`)).text();
  const [, link = ''] = /href="([^"]+\/r\/[^"]+)"/.exec(page) ?? [];
  const sent = await fetch(link).then((response) => response.text());
  const nonce = /name="nonce" value="([^"]+)"/.exec(sent)?.[1] ?? '';
  const response = await fetch(link, {
    method: 'POST',
    headers: { origin: new URL(link).origin },
    body: new URLSearchParams({ ...form, nonce }),
  });
  expect(response.status).toBe(200);
}
