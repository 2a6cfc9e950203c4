import { html } from 'hono/html';
import { expect, test } from 'vitest';
import { hookCalls } from '../../../../src/sandbox/dashboard/consult/hook-call-list.ts';
import type { MailOutcome } from '../../../../src/sandbox/mailbox/mail-outcome.ts';
import type { HookView } from '../../../../src/sandbox/view/service-view.ts';
import { deploymentArn, waitingSandbox, withDeployment } from '../sandbox-data.ts';

async function drawn(change: Partial<HookView>, outcome?: MailOutcome): Promise<string> {
  const [hook] = waitingSandbox().view.deployment?.hooks ?? [];
  const [asks] = waitingSandbox().mailbox.mails;
  const mails = asks && outcome ? [{ ...asks, body: `Deployment ${deploymentArn.split('/').at(-1)}`, outcome }] : [];
  const sandbox = waitingSandbox({ mailbox: { mails, unreadable: [] } });
  return String(await html`${hookCalls(withDeployment(sandbox, { hooks: [{ ...hook, ...change } as HookView] }))}`);
}

const wordsOf = (markup: string) => markup.replace(/<[^>]*>/g, '');

test.each([
  [1, 'called once, last at'],
  [2, 'called twice, last at'],
  [3, 'called 3 times, last at'],
])('%d calls are said in words', async (calls, words) => {
  expect(wordsOf(await drawn({ calls }))).toContain(words);
});

test('a call that is due comes now, and not in 0 s', async () => {
  const { now } = waitingSandbox();

  expect(wordsOf(await drawn({ nextCallAt: now }))).toContain('again now');
  expect(wordsOf(await drawn({ nextCallAt: new Date(+now + 20_000) }))).toContain('again in 20 s');
});

const rejected: MailOutcome = { kind: 'rejected', by: 'Bob', reason: 'the price is wrong', at: new Date() };
const failed = { state: 'failed', answered: 'FAILED', reason: 'rejected by bob@shop.example at 13:50 UTC' } as const;
const pause = { isPause: true, functionName: 'pause', calls: 0 } as const;
const smoke = { functionName: 'greenlight-smoke-hook', reason: 'GET / found status 500' };

test.each<[string, Partial<HookView>, MailOutcome | undefined, string, string]>([
  ['a rejection', {}, rejected, 'unknown">rejected<', 'Rejected by Bob: the price is wrong'],
  ['a rejection at a pause', pause, rejected, 'unknown">rejected<', 'Rejected by Bob: the price is wrong'],
  ['a pause at which somebody chose to roll back', pause, undefined, 'unknown">rolled back<', 'chose to roll back'],
])('%s is a decision and not a failure', async (_case, change, outcome, status, words) => {
  const markup = await drawn({ ...failed, ...change }, outcome);

  expect(markup).toContain(status);
  expect(wordsOf(markup)).toContain(words);
  expect(markup).not.toMatch(/FAILED|What this means/);
});

test.each<[string, Partial<HookView>, MailOutcome | undefined]>([
  ['a check that failed, after a rejection of something else', smoke, rejected],
  ['nobody decided in time', { reason: 'expired at 14:30 UTC' }, { kind: 'expired', at: new Date() }],
  ['a pause that timed out', { ...pause, answered: 'TIMED_OUT' }, undefined],
])('%s is a failure, with a link to its card', async (_case, change, outcome) => {
  const markup = await drawn({ ...failed, ...change }, outcome);

  expect(markup).toMatch(/status failed">(FAILED|TIMED_OUT)</);
  expect(markup).toContain('What this means');
});
