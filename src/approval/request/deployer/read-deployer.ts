import type { ObjectStore } from '../../../storage/store.ts';
import { messageOf } from '../../../wording/values.ts';
import { ApprovalError } from '../../approval-error.ts';
import type { ApprovalRequest } from '../request.ts';
import { attached, deployerKey, readDeployerRecord } from './deployer-record.ts';

/**
 * The request with who started its deployment, from the record and never from the request itself, which more functions can write. Without it if the gate does not ask.
 *
 * @throws StorageError, or ApprovalError `UNREADABLE_REQUEST` if the record was damaged
 */
export async function withDeployer(
  { deployer: _stored, ...request }: ApprovalRequest,
  store: Pick<ObjectStore, 'read'>,
  signal: AbortSignal,
): Promise<ApprovalRequest> {
  if (!request.asked?.['selfApproval']) return request;
  const key = deployerKey(request.subject);
  const object = await store.read(key, signal);
  if (!object) return request;
  try {
    return { ...request, deployer: attached(readDeployerRecord(key, object.body).calls) };
  } catch (error) {
    throw new ApprovalError('UNREADABLE_REQUEST', `the request cannot be judged: ${messageOf(error)}`);
  }
}
