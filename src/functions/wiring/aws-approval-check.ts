import { createLedger } from '../../approval/request/ledger.ts';
import { approvalCheck } from '../../checks/approval/approval-check.ts';
import { loadOnce } from '../../hook/load-once.ts';
import type { ObjectStore } from '../../storage/store.ts';
import type { ApprovalEnvironment } from './environment.ts';

/** The approval check on the ledger's bucket. */
export function awsApprovalCheck(environment: ApprovalEnvironment, store: ObjectStore) {
  const rareSteps = async () =>
    (await import('./loaded-approval-lifecycle.ts')).loadedApprovalLifecycle(environment, store);
  return approvalCheck({
    ledger: createLedger(store),
    rareSteps: loadOnce(rareSteps),
    refusesHandDecisions: environment.HAND_DECISIONS === 'no',
  });
}
