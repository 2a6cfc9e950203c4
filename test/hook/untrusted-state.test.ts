import { describe, expect, test, vi } from 'vitest';
import { createLedger } from '../../src/approval/request/ledger.ts';
import { approvalCheck } from '../../src/checks/approval/approval-check.ts';
import { createApprovalLifecycle } from '../../src/checks/approval/approval-lifecycle.ts';
import type { Check } from '../../src/hook/check.ts';
import { all, sequence } from '../../src/hook/compose/compose.ts';
import { createHook } from '../../src/hook/create-hook.ts';
import { placeOf } from '../../src/hook/event/gate-state.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import {
  asDescribed,
  countedIds,
  decideAt,
  deskOver,
  deskUrl,
  facts,
  gateOf,
  keyOf,
  linkTo,
  recordingNotifier,
  signingKeys,
} from '../helpers/approval.ts';
import { ecsEvent, lambdaContext, recordingLogger, SteppableClock, targetOf } from '../helpers/hook.ts';
import { memoryStore } from '../helpers/memory-store.ts';

const passed = { since: 1795356000, polls: 4, passed: { reason: 'content' } };
const place = placeOf(targetOf());
const otherPlace = place.replace('EZe5RNVLH6PPzHXINuP28', 'another');

describe('M2 state under hookDetails.greenlight', () => {
  test.each([
    ['another deployment', otherPlace],
    ['no deployment, as it was before November 2026', 'POST_TEST_TRAFFIC_SHIFT'],
    ['another stage', place.replace('POST_TEST', 'PRE_PRODUCTION')],
  ])('M2 of %s is not taken over', async (_what, at) => {
    const { call, smoke } = setUp((...checks) => sequence('release', ...checks));

    const answer = await call(seeded({ smoke: passed, approval: passed }, at));

    expect(smoke.run).toHaveBeenCalledOnce();
    expect(answer).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: 'approval: 0 of 1 approval, until 18:00 UTC' });
  });

  test('M2 that was forged for this very deployment skips no approval', async () => {
    const { call, notifier } = setUp((...checks) => sequence('release', ...checks));

    expect(await call(seeded({ smoke: passed, approval: passed }, place))).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: 'approval: 0 of 1 approval, until 18:00 UTC',
    });
    expect(notifier.sent).toHaveLength(1);
  });

  test.each([
    ['a sequence in a sequence', { inner: { ...passed, state: { smoke: passed, approval: passed } } }, sequence],
    ['all in a sequence', { inner: passed }, all],
  ])('M2 that was forged for %s skips no approval', async (_what, state, inner) => {
    const { call } = setUp((...checks) => sequence('release', inner('inner', ...checks)));

    expect(await call(seeded(state, place))).toMatchObject({ hookStatus: 'IN_PROGRESS' });
  });

  test('M2 of the gate itself still saves work: a check that has passed is not run again', async () => {
    const { gate, smoke, store, clock } = setUp((...checks) => sequence('release', ...checks));
    const poll = gate();
    await poll();
    await poll();
    await decideAt(deskOver(deskParts(store, clock)), linkTo('link holder', { key: keyOf({ gate: '.approval' }) }));

    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect(smoke.run).toHaveBeenCalledOnce();
  });
});

describe('RL2 names of gates', () => {
  test('RL2 are never equal: a gate `release-approval`, and the part `approval` of the gate `release` or of none', async () => {
    const { gate, approval, store } = setUp((...checks) => sequence('release', ...checks));
    const plain = (name: string) => gateOf(hookOf(approval), ecsEvent(), { gate: name });
    await gate({ gate: 'release' })();
    await gate()();
    await plain('release-approval')();
    await plain('approval')();

    expect(Object.keys(store.contents()).filter((name) => name.startsWith('approvals/'))).toEqual([
      keyOf({ gate: 'release.approval' }),
      keyOf({ gate: '.approval' }),
      keyOf({ gate: 'release-approval' }),
      keyOf({ gate: 'approval' }),
    ]);
  });

  test.each(['release.approval', '.approval', 'a.'])('RL2 cannot be written with a dot by hand: %s', async (name) => {
    const { approval } = setUp((...checks) => sequence('release', ...checks));

    expect(await gateOf(hookOf(approval), ecsEvent(), { gate: name })()).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('hookDetails.gate: expected a letter'),
    });
  });
});

/** The event of a service with this state in its configuration. */
function seeded(state: JsonObject, at: string): Record<string, unknown> {
  const greenlight = { v: 1, at, since: 1795356000, polls: 4, errors: 0, state };
  return ecsEvent({ hookDetails: { greenlight } });
}

function deskParts(store: ReturnType<typeof memoryStore>, clock: SteppableClock) {
  const logger = recordingLogger();
  return { store, clock, logger, signingKeys: async () => signingKeys, newId: countedIds('desk') };
}

function hookOf(check: Check<unknown>) {
  const hook = createHook({ check, clock: new SteppableClock(), logger: recordingLogger() });
  return (event: unknown) => hook(event, lambdaContext());
}

function setUp(compose: (...checks: Check<unknown>[]) => Check<unknown>) {
  const clock = new SteppableClock();
  const store = memoryStore(clock);
  const ledger = createLedger(store);
  const notifier = recordingNotifier();
  const rareSteps = createApprovalLifecycle({
    ...{ ledger, store, notifier, deskUrl, newId: countedIds(), signingKeys: async () => signingKeys },
    reports: { read: async () => [] },
    describe: async () => facts,
    deployed: asDescribed(),
  });
  const approval = approvalCheck({ ledger, rareSteps: async () => rareSteps }) as Check<unknown>;
  const smoke = { name: 'smoke', run: vi.fn<Check<unknown>['run']>(() => ({ kind: 'pass', reason: 'content' })) };
  const call = hookOf(compose(smoke, approval));
  return {
    ...{ call, smoke, approval, store, clock, notifier },
    gate: (hookDetails: JsonObject = {}) => gateOf(call, ecsEvent(), hookDetails),
  };
}
