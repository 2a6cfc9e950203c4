import { describe, expect, test } from 'vitest';
import type { Mail } from '../../src/sandbox/mailbox/mail.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { decideByLinks } from '../../src/sandbox/story/play-reviewer.ts';
import { useSandbox } from './sandbox-in-test.ts';

/** What the mailbox got about a deployment after people were asked, oldest first, by subject and recipient. */
async function resultsOf(sandbox: Sandbox, arn: string): Promise<Mail[]> {
  const id = arn.split('/').at(-1) ?? '';
  const { mails } = await sandbox.readMails();
  return mails
    .filter(({ body, attributes }) => body.includes(id) && attributes['event'] !== 'approval-requested')
    .toReversed();
}

/** The subjects without the name of the release, each once. */
const labels = (mails: readonly Mail[]) => [
  ...new Set(mails.map(({ subject }) => /^\[([^\]]+)\]/.exec(subject)?.[1] ?? subject)),
];

async function play(sandbox: Sandbox, act: (arn: string) => Promise<void> | void) {
  const { serviceDeploymentArn } = sandbox.deploy({});
  await act(serviceDeploymentArn);
  const { status } = await sandbox.controller.waitForDeployment(serviceDeploymentArn);
  return { status, arn: serviceDeploymentArn };
}

describe('the mailbox of the sandbox', { timeout: 90_000 }, () => {
  const started = useSandbox();

  test('learns that the release was approved and deployed, once for each person, and leads to the page of the deployment', async () => {
    const { sandbox } = started();
    const { arn, status } = await play(sandbox, () => decide(sandbox, 'approve', 'looks good'));

    expect(status).toBe('SUCCESSFUL');
    await expect.poll(async () => labels(await resultsOf(sandbox, arn))).toEqual(['APPROVED', 'DEPLOYED']);
    const mails = await resultsOf(sandbox, arn);
    for (const to of new Set(mails.map((mail) => mail.to))) {
      expect(mails.filter((mail) => mail.to === to)).toHaveLength(2);
    }
    expect(mails[0]?.body).toMatch(
      /^retail-ui \S+ at PRE_PRODUCTION_TRAFFIC_SHIFT \(release\): approved by ana@shop\.example at .*: looks good\.\nNext: +ECS continues/,
    );
    const page = `${sandbox.urls.desk}/deployments/prod-cluster/retail-ui/${arn.split('/').at(-1)}`;
    for (const { body } of mails) expect(body.match(/https?:\S+/g)).toEqual([page]);
  });

  test('learns that it was rejected, and rolled back because of that', async () => {
    const { sandbox } = started();
    const { arn, status } = await play(sandbox, () => decide(sandbox, 'reject', 'the price is wrong'));

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    await expect.poll(async () => labels(await resultsOf(sandbox, arn))).toEqual(['REJECTED', 'ROLLED BACK']);
    expect((await resultsOf(sandbox, arn)).at(-1)?.body).toMatch(
      /rolled back: rejected by ana@shop\.example at .*: the price is wrong\./,
    );
  });

  async function decide(sandbox: Sandbox, choice: 'approve' | 'reject', reason: string): Promise<void> {
    const form = { choice, reason, ...(choice === 'approve' && { looked: 'yes' as const }) };
    const until = new AbortController();
    // One decision: the reviewer does not wait for another mail.
    await decideByLinks([`${sandbox.urls.dashboard}/mailbox/ana`], form, () => until.abort(), until.signal);
  }
});
