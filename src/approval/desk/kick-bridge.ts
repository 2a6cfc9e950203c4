import { untilAborted } from '../../hook/time-budget.ts';
import { nameRequest } from '../../storage/name-request.ts';
import { formatError } from '../../wording/values.ts';
import type { ApprovalRequest } from '../request/request.ts';
import type { DeskParts } from './desk-parts.ts';

/**
 * Notifies the pause bridge that a pause's request is decided, and waits for that: a function that has answered does nothing more. It is only for
 * speed. If it fails, the reviewer's decision is still recorded, and the bridge learns of it from the bucket.
 */
export async function kickBridge(
  { kick, logger }: Pick<DeskParts, 'kick' | 'logger'>,
  key: string,
  { pause, decision }: ApprovalRequest,
): Promise<void> {
  if (!kick || !pause || !decision) return;
  try {
    const signal = AbortSignal.timeout(maxKickMs);
    await untilAborted(kick(key, signal), signal);
  } catch (error) {
    logger.warn('the pause bridge could not be notified', { ...nameRequest(key), error: formatError(error) });
  }
}

/** The page waits no longer than this. */
const maxKickMs = 3000;
