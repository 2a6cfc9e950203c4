import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHook } from '../../src/hook/create-hook.ts';
import {
  ecsEvent,
  lambdaContext,
  recordingLogger,
  recordingReports,
  rollbackEvent,
  SteppableClock,
} from '../helpers/hook.ts';

/** One call of a hook with a check that passes, and what it did meanwhile. */
async function call(event: unknown, context: Context, runsInRollback = false) {
  let [checked, asked] = [0, 0];
  const [logger, reports] = [recordingLogger(), recordingReports()];
  const hook = createHook({
    check: { name: 'probe', run: () => ({ kind: 'pass', reason: `${++checked} of 1` }) },
    clock: new SteppableClock(),
    asksRollback: async () => ++asked === 0,
    ...{ logger, reports, runsInRollback },
  });
  const answer = await hook(event, context);
  return { answer, did: { checked, asked, reports: reports.written.length }, logged: logger.lines.length };
}

const functionIn = (place: string): Context => ({
  ...lambdaContext(),
  invokedFunctionArn: `arn:${place.replace('::', ':lambda:')}:function:greenlight-hook`,
});

describe('RL3 an event of an account or Region other than that of the function', () => {
  const places = fc.record({
    partition: fc.constantFrom('aws', 'aws-cn', 'aws-us-gov'),
    region: fc.constantFrom('us-west-2', 'eu-west-1', 'cn-north-1'),
    account: fc.constantFrom('123456789012', '111122223333'),
  });

  test('RL3 is refused with both places named, and nothing is called; an event of the same place is accepted', async () => {
    await fc.assert(
      fc.asyncProperty(places, async ({ partition, region, account }) => {
        const { answer, did, logged } = await call(ecsEvent(), functionIn(`${partition}::${region}:${account}`));
        const isOwn = `${partition}:${region}:${account}` === 'aws:us-west-2:123456789012';

        expect(logged).toBe(1);
        if (isOwn) {
          expect(answer.hookStatus).toBe('SUCCEEDED');
          expect(did).toEqual({ checked: 1, asked: 0, reports: 1 });
        } else {
          expect(answer.hookStatus).toBe('FAILED');
          expect(answer.reason).toContain('account 123456789012 in aws:us-west-2');
          expect(answer.reason).toContain(`account ${account} in ${partition}:${region}`);
          expect(did).toEqual({ checked: 0, asked: 0, reports: 0 });
        }
      }),
    );
  });

  const elsewhere = functionIn('aws::us-west-2:111122223333');

  test('RL3 passes at once in a rollback, even if the check runs in rollbacks', async () => {
    for (const runsInRollback of [false, true]) {
      const { answer, did } = await call(rollbackEvent(), elsewhere, runsInRollback);

      expect(answer.hookStatus).toBe('SUCCEEDED');
      expect(did).toEqual({ checked: 0, asked: 0, reports: 0 });
    }
  });

  test('RL3 is refused without a call to ECS at a stage that may be a rollback, no matter what its hookDetails are', async () => {
    for (const event of [ecsEvent({ lifecycleStage: 'A_NEW_STAGE' }), ecsEvent({ hookDetails: 'release' })]) {
      const { answer, did } = await call(event, elsewhere);

      expect(answer).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining('account 111122223333') });
      expect(did).toEqual({ checked: 0, asked: 0, reports: 0 });
    }
  });

  test('RL3 is refused even if a middleware throws', async () => {
    const check = { name: 'probe', run: () => ({ kind: 'pass', reason: 'fine' }) as const };
    const hook = createHook({ check, clock: new SteppableClock(), logger: recordingLogger() });
    hook.before(() => {
      throw new Error('no tracing today');
    });

    expect(await hook(ecsEvent(), elsewhere)).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringMatching(/^the event is from account 123456789012 .*; the hook crashed: no tracing today$/),
    });
  });

  test.each(['greenlight-hook', '', undefined, 'local:arn:aws:lambda:us-west-2:111122223333:function:greenlight-hook'])(
    'RL3 is not detected if the function ARN is %j',
    async (invokedFunctionArn) => {
      const context = { ...lambdaContext(), invokedFunctionArn } as Context;

      expect((await call(ecsEvent(), context)).answer.hookStatus).toBe('SUCCEEDED');
    },
  );

  test.each(['greenlight-hook:live', 'greenlight-hook:3'])(
    'RL3 is detected with a qualified function ARN: %s',
    async (name) => {
      const arn = `arn:aws:lambda:us-west-2:111122223333:function:${name}`;

      expect((await call(ecsEvent(), { ...lambdaContext(), invokedFunctionArn: arn })).answer.hookStatus).toBe(
        'FAILED',
      );
    },
  );
});
