import { knownReasons, type ReasonId } from './known-reasons.ts';

/** Why a deployment does not proceed, or has rolled back. */
export type CauseKind = ReasonId | 'unknown';

/** One cause in a message of ECS. */
export type ReasonCause = {
  kind: CauseKind;
  stage?: string | undefined;
  /** The hook's function. */
  hookArn?: string | undefined;
  /** What varies in ECS's words: the role, the target group, the deployment, or the action that is not allowed. */
  what?: string | undefined;
  /** The name of a role. */
  role?: string | undefined;
};

/**
 * Finds the causes in ECS's `statusReason`, and in the reason of its rollback. A message without a known cause is one unknown cause.
 *
 * @see ./known-reasons.ts for what is recognized
 */
export function recognizeReason(text: string): readonly ReasonCause[] {
  const stage = stagePattern.exec(text)?.[1];
  const of = (kind: CauseKind, { hook, what, role }: Partial<Record<string, string>> = {}): ReasonCause => ({
    kind,
    ...(stage !== undefined && { stage }),
    ...(hook !== undefined && { hookArn: hook }),
    ...(what !== undefined && { what }),
    ...(role !== undefined && { role }),
  });
  const found = knownReasons
    .flatMap(({ id, patterns }) =>
      patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => ({ id, match }))),
    )
    .toSorted((left, right) => left.match.index - right.match.index)
    .map(({ id, match }) => of(id, match.groups));
  const known = found.filter(({ kind }) => !isContained(kind, found));
  const once = new Map(known.map((cause) => [`${cause.kind} ${cause.hookArn}`, cause]));
  return known.length > 0 ? [...once.values()] : [of('unknown')];
}

/**
 * The messages in the text that have a card, in their order.
 *
 * @example cardsFor('… Lifecycle hook target arn:… returned FAILED status.') // ['hook-failed']
 */
export function cardsFor(text: string): ReasonId[] {
  return [...new Set(recognizeReason(text).flatMap(({ kind }) => (kind === 'unknown' ? [] : [kind])))];
}

/** `RECONCILE_SERVICE`, `BAKE_TIME`, and the one word PROVISIONING; any other word in capitals without an underscore is not a stage. */
const stagePattern = /\b([A-Z]+(?:_[A-Z]+)+|PROVISIONING)\b(?=.{0,12}?(?: lifecycle hook| pause hook| took longer))/;

/** Whether another cause says the same in more detail. */
function isContained(kind: CauseKind, found: readonly ReasonCause[]): boolean {
  if (kind === 'networking-invalid') return found.some((other) => other.kind !== kind);
  return kind === 'hook-not-invoked' && found.some((other) => other.kind === 'hook-not-allowed');
}
