import { nameRequest } from '../../../storage/name-request.ts';
import { formatError } from '../../../wording/values.ts';
import type { ApprovalRequest, Vote } from '../../request/request.ts';
import type { DeskParts } from '../desk-parts.ts';
import { isDecidable } from '../why-not-here.ts';
import { findNewer, type Newer } from './find-newer.ts';

/**
 * The open request of a later deployment that makes a vote, or more time, pointless; undefined if none is known. An approval is recorded only if
 * that could be found out. A rejection, a withdrawal or an extension never waits for it.
 *
 * @throws StorageError for an approval, if it cannot be found out
 */
export async function findReplacement(
  { ledger, logger }: Pick<DeskParts, 'ledger' | 'logger'>,
  { key, request }: { key: string; request: ApprovalRequest },
  { choice, at }: { choice: Vote['choice'] | 'EXTEND'; at: string },
  signal: AbortSignal,
): Promise<Newer | undefined> {
  if (!isDecidable(request, new Date(at))) return undefined;
  try {
    const newer = await findNewer(ledger, key, request, signal);
    return newer?.isReplacement ? newer : undefined;
  } catch (error) {
    if (choice === 'APPROVE') throw error;
    logger.warn('newer requests could not be read', { ...nameRequest(key), error: formatError(error) });
    return undefined;
  }
}
