import { formatError } from '../wording/values.ts';
import type { BridgeParts } from './bridge-parts.ts';
import type { PauseAction, Sighting } from './pause-record.ts';
import { didWords, type Ended, endOfSeen, type PauseState, stateOfPause } from './pause-state.ts';

export type Answered =
  /** ECS took the answer. */
  | { kind: 'answered' }
  /** It needed none any more. */
  | { kind: 'ended'; end: Ended };

/**
 * Answers exactly the pause that was asked about, with an explicit action. If ECS does not take the answer, or its response is lost, ECS is asked
 * for the state of the pause, and that settles it.
 *
 * @throws if ECS did not accept the answer although the pause still waits, or its state is not known: try again
 */
export async function answerPause(
  parts: BridgeParts,
  pause: Pick<Sighting, 'serviceDeploymentArn' | 'hookId' | 'stage'>,
  action: PauseAction,
  signal: AbortSignal,
): Promise<Answered> {
  const ecs = await parts.ecs();
  const { serviceDeploymentArn, hookId } = pause;
  const before = await lookAtPause(parts, pause, signal);
  if (before.kind === 'ended') return { kind: 'ended', end: before };
  try {
    await ecs.continueServiceDeployment({ serviceDeploymentArn, hookId, action }, signal);
    return { kind: 'answered' };
  } catch (error) {
    const after = await lookAtPause(parts, pause, signal);
    const end = endOfSeen(after) ?? (after.kind === 'unlisted' && isRefusal(error) ? unknownEnd : undefined);
    if (end) return { kind: 'ended', end };
    throw new Error(`ECS did not accept the answer ${action}: ${formatError(error)}`, { cause: error });
  }
}

/** What ECS says about a pause now. */
export async function lookAtPause(
  parts: Pick<BridgeParts, 'ecs'>,
  pause: Pick<Sighting, 'serviceDeploymentArn' | 'hookId' | 'stage'>,
  signal: AbortSignal,
): Promise<PauseState> {
  const ecs = await parts.ecs();
  return stateOfPause(await ecs.describeServiceDeployment(pause.serviceDeploymentArn, signal), pause);
}

const unknownEnd: Ended = {
  kind: 'ended',
  did: undefined,
  happened: 'ECS no longer accepts an answer for the pause, and does not say how it ended',
};

/**
 * Whether ECS says that there is nothing to answer. Its words are documented; which of its error classes has them is not, so the classes that only
 * such an error can have count as well.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
 */
function isRefusal(error: unknown): boolean {
  const { name = '', message = '' } = error as Partial<Error>;
  return (
    name === 'ServiceDeploymentNotFoundException' ||
    /completed, unavailable, or not associated|deployment in terminal states|deployment does not exist/.test(message)
  );
}

/**
 * What people read about the end of a pause that was not answered by the bridge, or not known to be: a clause without a full stop.
 *
 * @param planned - the answer that ECS was to get, and the clause that says why
 */
export function formatPauseEnd(
  { action, reason }: { action: PauseAction; reason: string },
  { did, happened }: Ended,
): string {
  if (did === undefined) return `${reason}, but ${happened}`;
  if (did === action) return `${reason}, and ECS ${didWords[did]}: ${happened}`;
  return `${reason}, but ECS ${didWords[did]}, because ${happened}`;
}

export const decidedWords: Record<PauseAction, string> = { CONTINUE: 'approved', ROLLBACK: 'not approved' };
