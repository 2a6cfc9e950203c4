import type { Ledger } from '../../../approval/request/ledger.ts';
import type { ApprovalRequest } from '../../../approval/request/request.ts';
import {
  confirmationOf,
  type StoredConfirmation,
  withConfirmation,
} from '../../../approval/request/stale/confirmation.ts';
import type { CheckContext } from '../../../hook/check.ts';
import { requestKey } from '../../../storage/keys.ts';
import { formatError } from '../../../wording/values.ts';
import { askEcs } from './ask-ecs.ts';
import { compareDeployed, type DeployedComparison } from './compare-deployed.ts';
import type { DeployedTarget } from './deployed-target.ts';
import type { Deployed } from './find-deployed.ts';

export type Confirmed = {
  /** What ECS says now. */
  found: DeployedComparison;
  /** What is recorded, perhaps by another invocation that was faster; undefined if nothing is. */
  stored?: StoredConfirmation | undefined;
};

export type ConfirmContext = Pick<CheckContext<unknown>, 'clock' | 'signal'>;

type ConfirmParts = {
  ledger: Pick<Ledger, 'change'>;
  deployed: (target: DeployedTarget, signal: AbortSignal) => Promise<Deployed>;
};

/**
 * Compares an approved request with what ECS deploys now, and records the result unless one is recorded. What ECS does not say is not recorded,
 * and neither is a rollback, which no gate holds up.
 *
 * @throws Error if ECS could not be asked, and as `Ledger.change`
 */
export async function confirmDeployed(
  { ledger, deployed }: ConfirmParts,
  { subject }: Pick<ApprovalRequest, 'subject'>,
  target: DeployedTarget,
  { clock, signal }: ConfirmContext,
): Promise<Confirmed> {
  const now = await readDeployed(deployed, target, signal);
  const found = compareDeployed(subject, now);
  if (found.kind === 'unknown' || (found.kind === 'over' && found.isRollingBack)) return { found };
  const confirmation: StoredConfirmation = {
    at: clock.now().toISOString(),
    ...(now.images && { images: now.images.map(({ container, after }) => ({ container, after })) }),
    outdated: found.reason,
  };
  const changed = await ledger.change(
    requestKey(subject),
    ({ request }) =>
      request.confirmation || request.decision?.status !== 'APPROVED'
        ? { result: undefined }
        : { write: withConfirmation(request, confirmation), result: undefined },
    signal,
  );
  return { found, stored: changed && confirmationOf(changed.stored.request) };
}

async function readDeployed(
  deployed: ConfirmParts['deployed'],
  target: DeployedTarget,
  signal: AbortSignal,
): Promise<Deployed> {
  try {
    return await askEcs((inTime) => deployed(target, inTime), signal);
  } catch (error) {
    throw new Error(`ECS could not be asked what it deploys now: ${formatError(error)}`, { cause: error });
  }
}
