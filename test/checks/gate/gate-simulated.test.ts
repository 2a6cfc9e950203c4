import { describe, expect, test } from 'vitest';
import { createLedger } from '../../../src/approval/request/ledger.ts';
import { approvalCheck } from '../../../src/checks/approval/approval-check.ts';
import { createApprovalLifecycle } from '../../../src/checks/approval/approval-lifecycle.ts';
import { type GateCheck, gateCheck } from '../../../src/checks/gate/gate-check.ts';
import { withTerms } from '../../../src/checks/terms/with-terms.ts';
import type { Clock } from '../../../src/hook/clock.ts';
import { createHook } from '../../../src/hook/create-hook.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';
import { simulateDeployment } from '../../../src/simulate/simulate-deployment.ts';
import { createReports } from '../../../src/storage/reports.ts';
import { asDescribed, countedIds, facts, recordingNotifier, signingKeys } from '../../helpers/approval.ts';
import { recordingLogger } from '../../helpers/hook.ts';
import { memoryStore } from '../../helpers/memory-store.ts';

/** A gate with a real approval, played by the controller of ECS. `said` is what the automated check says, one verdict after the other. */
async function play(said: readonly Verdict[], hookDetails: JsonObject) {
  const notifier = recordingNotifier();
  let runs = 0;
  const handler = (clock: Clock) => {
    const store = memoryStore(clock);
    const [ledger, reports, logger] = [createLedger(store), createReports(store), recordingLogger()];
    const lifecycle = createApprovalLifecycle({
      ...{ ledger, store, reports, notifier, newId: countedIds(), deskUrl: 'https://desk.example.com' },
      ...{ signingKeys: async () => signingKeys, describe: async () => facts, deployed: asDescribed() },
    });
    const alarms: GateCheck = {
      name: 'alarms',
      run: () => said[Math.min(runs++, said.length - 1)] ?? { kind: 'pass', reason: 'OK' },
    };
    const registry = {
      alarms: async () => withTerms(alarms, true),
      approval: async (): Promise<GateCheck> => ({
        ...(approvalCheck({ ledger, rareSteps: async () => lifecycle }) as GateCheck),
        asksPeople: 'always',
      }),
    };
    return createHook({ check: gateCheck(registry, reports), clock, logger, reports });
  };
  const { status } = await simulateDeployment({
    strategy: 'BLUE_GREEN',
    hooks: ({ clock }) => [
      { handler: handler(clock), at: 'POST_TEST_TRAFFIC_SHIFT', hookDetails, timeoutMinutes: 600 },
    ],
  });
  return { status, mails: notifier.sent.length, runs };
}

const ok: Verdict = { kind: 'pass', reason: '3 OK' };
const wait: Verdict = { kind: 'wait', reason: 'no data yet' };
const unclear: Verdict = { kind: 'fail', inconclusive: true, reason: 'no data' };
const asks = { deadlineMinutes: 60 };

describe('a gate in a deployment of ECS', () => {
  test('asks once, and rolls back if nobody decides', async () => {
    const played = await play([wait, wait, ok], { checks: [{ alarms: {} }, { approval: asks }] });

    expect(played).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL', mails: 1, runs: 3 });
  });

  test('asks nobody if a check fails', async () => {
    const played = await play([{ kind: 'fail', reason: '1 in ALARM' }], {
      checks: [{ alarms: {} }, { approval: asks }],
    });

    expect(played).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL', mails: 0, runs: 1 });
  });

  test('lets the deployment through with automated checks alone', async () => {
    const played = await play([ok], { checks: [{ any: [{ alarms: {} }, { alarms: { dryRun: true } }] }] });

    expect(played).toMatchObject({ status: 'SUCCESSFUL', mails: 0 });
  });

  test('is not let through by a check that could not tell, if nobody decides about it', async () => {
    const played = await play([unclear], { checks: [{ alarms: { onInconclusive: 'ask' } }], ask: asks });

    expect(played).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL', mails: 1, runs: 1 });
  });
});
