import { describe, expect, test } from 'vitest';
import { situationOf } from '../../../../src/sandbox/dashboard/hero/situation.ts';
import type { AskedNow } from '../../../../src/sandbox/mailbox/asking.ts';
import type { MailOutcome } from '../../../../src/sandbox/mailbox/mail-outcome.ts';
import type { SandboxData } from '../../../../src/sandbox/view/sandbox-data.ts';
import type { DeploymentView, HookView } from '../../../../src/sandbox/view/service-view.ts';
import { quietSandbox, waitingSandbox, withDeployment } from '../sandbox-data.ts';

const until = new Date('2026-11-22T17:52:00Z');
const at = new Date('2026-11-22T13:50:00Z');
const deploymentId = 'EZe5RNVLH6PPzHXINuP28';

/** The waiting sandbox with the mail of one reviewer, and its outcome. */
function asked(
  outcome: MailOutcome,
  change: Partial<DeploymentView> = {},
  { waitingFor = ['Ana'], given = 0, needed = 1 }: Partial<AskedNow> = {},
): SandboxData {
  const [mail] = waitingSandbox().mailbox.mails;
  const shown = {
    ...mail,
    body: `Deployment  ${deploymentId} (blue/green)`,
    link: 'http://127.0.0.1:8091/r/x',
    outcome,
  };
  const asking = {
    deploymentId,
    stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT',
    deadline: until,
    waitingFor,
    given,
    needed,
  };
  const isOpen = outcome.kind === 'waiting' || outcome.kind === 'voted';
  return withDeployment(
    waitingSandbox({ mailbox: { mails: [shown as never], unreadable: [], ...(isOpen && { asking }) } }),
    change,
  );
}

const rolledBack = (change: Partial<DeploymentView>): Partial<DeploymentView> => ({
  status: 'ROLLBACK_SUCCESSFUL',
  finishedAt: at,
  hooks: [],
  ...change,
});

describe('while people are asked', () => {
  test('one sentence says who is waited for and until when, and one button leads there', () => {
    const { title, until: end, review, signal } = situationOf(asked({ kind: 'waiting', until }));

    expect({ title, end, signal }).toEqual({ title: 'Waiting for Ana to approve 1.42', end: until, signal: 'wait' });
    expect(review).toMatchObject({ name: 'Ana', mail: { link: 'http://127.0.0.1:8091/r/x' } });
  });

  test.each([
    [{ waitingFor: ['Ana', 'Ben', 'Chi'] }, 'Waiting for Ana, Ben or Chi to approve 1.42'],
    [{ waitingFor: ['Ben', 'Chi'], given: 1, needed: 2 }, 'Waiting for Ben or Chi to approve 1.42 (1 of 2)'],
    [{ waitingFor: ['Ana', 'Ben'], needed: 2 }, 'Waiting for Ana and Ben to approve 1.42 (0 of 2)'],
    [{ waitingFor: ['Ana', 'Chi'], given: 1, needed: 3 }, 'Waiting for Ana and Chi to approve 1.42 (1 of 3)'],
  ])('names everybody who can still help in %j, and whether all of them have to', (asking, title) => {
    expect(situationOf(asked({ kind: 'waiting', until }, {}, asking)).title).toBe(title);
  });

  test('says what customers see meanwhile', () => {
    expect(situationOf(asked({ kind: 'waiting', until })).details).toContain('Customers still see 1.41.');
  });

  test('an approval that ECS has not read yet says so', () => {
    const approved = asked({ kind: 'approved', by: 'Ana', at });

    expect(situationOf(approved)).toMatchObject({ title: 'Ana approved 1.42', signal: 'go' });
  });
});

describe('a rollback gives the human reason first', () => {
  test('a rejection is nobody’s failure', () => {
    const rejected = asked({ kind: 'rejected', by: 'Ana', reason: 'the price is wrong', at }, rolledBack({}));

    expect(situationOf(rejected)).toMatchObject({
      title: 'Ana rejected 1.42: the price is wrong',
      signal: 'rest',
      isAsked: true,
      details: expect.arrayContaining(['Production stayed on 1.41 the whole time.']),
    });
  });

  test.each([
    [
      'a person',
      'Service deployment rolled back because a stop with ROLLBACK was requested.',
      '1.42 rolled back to 1.41, as you asked',
      'rest',
    ],
    [
      'an alarm',
      'Service deployment rolled back because of alarm(s) in ALARM state: retail-ui-latency.',
      'The alarm retail-ui-latency stopped 1.42',
      'fail',
    ],
    ['an unknown cause', 'Service deployment rolled back because of something new.', '1.42 was rolled back', 'fail'],
  ])('by %s', (_, statusReason, title, signal) => {
    expect(situationOf(withDeployment(waitingSandbox(), rolledBack({ statusReason })))).toMatchObject({
      title,
      signal,
    });
  });

  test('by a hook, whose finding follows', () => {
    const [hook] = waitingSandbox().view.deployment?.hooks ?? [];
    const failed = {
      ...hook,
      functionName: 'greenlight-smoke-hook',
      state: 'failed',
      reason: 'GET / found status 500',
    } as HookView;

    expect(situationOf(withDeployment(waitingSandbox(), rolledBack({ hooks: [failed] })))).toMatchObject({
      title: 'The smoke test stopped 1.42',
      details: expect.arrayContaining(['GET / found status 500.']),
    });
  });

  test.each([
    ['greenlight-smoke-hook', 'not invoked', 'ECS could not call the smoke hook'],
    ['greenlight-smoke-hook', 'function error', 'The smoke hook crashed; 1.42 was not tested'],
    ['greenlight-approval-hook', 'function error', 'The approval hook crashed'],
    ['our-own-hook', 'function error', 'our-own-hook crashed'],
  ])('by %s without an answer (%s), which found nothing', (functionName, answered, title) => {
    const [hook] = waitingSandbox().view.deployment?.hooks ?? [];
    const failed = { ...hook, functionName, state: 'failed', answered, reason: 'Rate Exceeded' } as HookView;

    expect(situationOf(withDeployment(waitingSandbox(), rolledBack({ hooks: [failed] })))).toMatchObject({ title });
  });

  test('nobody decided', () => {
    expect(situationOf(asked({ kind: 'expired', at }, rolledBack({})))).toMatchObject({
      title: 'Nobody approved 1.42 in time',
      signal: 'fail',
    });
  });

  test('says how much of production was on the new version', () => {
    const shifts = [{ at, listener: 'production' as const, targetPercent: 25 }];

    expect(situationOf(withDeployment(waitingSandbox(), rolledBack({ shifts }))).details).toContain(
      '25 % of production was on 1.42 for a while; it is on 1.41 again.',
    );
  });
});

describe('with nothing under way', () => {
  test('says what is in production and what Deploy would release', () => {
    expect(situationOf(quietSandbox())).toMatchObject({
      title: '1.41 is in production',
      details: [expect.stringContaining('Deploy releases 1.43.')],
    });
  });

  test('says that the end of the sandbox stopped a deployment', () => {
    expect(situationOf(quietSandbox({ interrupted: { version: '1.42', at } })).details[0]).toBe(
      '1.42 was stopped when the sandbox ended at 13:50 UTC.',
    );
  });
});
