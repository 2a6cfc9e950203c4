import { ApprovalError } from '../../approval-error.ts';
import type { Ledger } from '../../request/ledger.ts';
import type { ApprovalRequest, Subject } from '../../request/request.ts';

/** An open request that was made later than another one of its service. */
export type Newer = {
  key: string;
  request: ApprovalRequest;
  /**
   * Whether it is about another deployment. ECS has at most one in progress for each service, so there is nothing left to decide about the
   * earlier one.
   */
  isReplacement: boolean;
};

/** More open requests of one service only exist if nothing has closed those of earlier deployments. */
const maxReads = 100;

/**
 * The open request to which the reader of an earlier one has to go: that of a later deployment of the service, at the same stage if there is one,
 * and the latest of several. Otherwise a later one of the same deployment and stage, such as that of the next step. The desk cannot ask ECS, so this
 * is what the ledger shows: one list of what the service has open, and a read of each.
 *
 * @throws StorageError if it cannot be found out
 */
export async function findNewer(
  ledger: Pick<Ledger, 'listOpen' | 'read'>,
  key: string,
  { subject, createdAt }: ApprovalRequest,
  signal: AbortSignal,
): Promise<Newer | undefined> {
  const { account, region, cluster, service } = subject;
  const keys = await ledger.listOpen(signal, { account, region, cluster, service });
  const others = keys.filter((other) => other !== key).slice(0, maxReads);
  const found = await Promise.all(others.map(async (other) => readOpen(ledger, other, signal)));
  return found
    .flat()
    .filter(({ request }) => request.createdAt > createdAt)
    .map((other) => ({ ...other, isReplacement: other.request.subject.deploymentId !== subject.deploymentId }))
    .filter(({ request, isReplacement }) => isReplacement || request.subject.stage === subject.stage)
    .toSorted((left, right) => compare(rank(left, subject), rank(right, subject)))
    .at(-1);
}

/** Empty for an entry without an open request, and for one whose request was damaged by hand. */
async function readOpen(ledger: Pick<Ledger, 'read'>, key: string, signal: AbortSignal) {
  try {
    const stored = await ledger.read(key, signal);
    return stored?.request.status === 'PENDING' ? [{ key, request: stored.request }] : [];
  } catch (error) {
    if (error instanceof ApprovalError) return [];
    throw error;
  }
}

/** Sorts later deployments last, then the same stage, then the latest. */
function rank({ request, isReplacement, key }: Newer, { stage }: Subject): string {
  return `${Number(isReplacement)}${Number(request.subject.stage === stage)} ${request.createdAt} ${key}`;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : 1;
}
