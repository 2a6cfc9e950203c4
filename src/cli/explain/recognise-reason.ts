/** Why a deployment does not go on, or has gone back. */
export type CauseKind =
  | 'hook-failed'
  | 'hook-unreadable'
  | 'hook-not-allowed'
  | 'hook-not-invoked'
  | 'role-not-assumed'
  | 'hook-timed-out'
  | 'ecs-not-allowed'
  | 'pause-timed-out'
  | 'pause-refused'
  | 'stage-too-long'
  | 'deployment-too-long'
  | 'circuit-breaker'
  | 'alarms'
  | 'stopped'
  | 'replaced'
  | 'no-rollback-candidate'
  | 'rollback-failed'
  | 'unknown';

/** One cause in what ECS says. */
export type ReasonCause = {
  kind: CauseKind;
  stage?: string | undefined;
  /** The hook's function. */
  hookArn?: string | undefined;
  /** The role, the deployment, or the action that is not allowed. */
  what?: string | undefined;
};

/**
 * Finds the causes in ECS's `statusReason`, and in the reason of its rollback. AWS documents the texts about hooks, roles and pauses; those about
 * alarms, the circuit breaker, time-outs, stops and replacement are not documented, and recognised by their keywords. A text of which
 * nothing is recognised is one unknown cause.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
 */
export function recogniseReason(text: string): readonly ReasonCause[] {
  const stage = stagePattern.exec(text)?.[1];
  const found = patterns.flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)].map(
      ({ groups = {} }): ReasonCause => ({
        kind,
        ...(stage !== undefined && { stage }),
        ...(groups['hook'] !== undefined && { hookArn: groups['hook'] }),
        ...(groups['what'] !== undefined && { what: groups['what'] }),
      }),
    ),
  );
  const known = found.filter(
    ({ kind }) => kind !== 'hook-not-invoked' || !found.some((other) => other.kind === 'hook-not-allowed'),
  );
  const once = new Map(known.map((cause) => [`${cause.kind} ${cause.hookArn}`, cause]));
  return known.length > 0 ? [...once.values()] : [{ kind: 'unknown', ...(stage !== undefined && { stage }) }];
}

/** `RECONCILE_SERVICE`, `BAKE_TIME`; a word of capitals without an underscore is none. */
const stagePattern = /\b([A-Z]+(?:_[A-Z]+)+)\b(?=.{0,12}?(?: lifecycle hook| pause hook| took longer))/;

const patterns: readonly [CauseKind, RegExp][] = [
  ['rollback-failed', /rollback failed because/g],
  ['hook-failed', /hook target (?<hook>\S+) returned FAILED/g],
  ['hook-unreadable', /unable to parse the response from (?<hook>\S+) due to/g],
  [
    'hook-not-allowed',
    /unable to invoke hook target (?<hook>\S+) due to User: \S*?assumed-role\/(?<what>[^/\s]+)\/\S* is not authorized/g,
  ],
  ['hook-not-invoked', /unable to invoke hook target (?<hook>\S+) due to (?<what>.+)/g],
  ['role-not-assumed', /unable to assume role (?<what>\S+?)\.?(?=\s|$)/g],
  ['ecs-not-allowed', /(?<!due to )User: \S*assumed-role\/\S+ is not authorized to perform: (?<what>\S+)/g],
  ['hook-timed-out', /hook target (?<hook>\S+) timed out/g],
  ['pause-timed-out', /pause hook timed out/g],
  ['pause-refused', /ROLLBACK was chosen at the/g],
  ['stage-too-long', /took longer than 24 hours/g],
  ['deployment-too-long', /took longer than 30 days/g],
  ['circuit-breaker', /circuit breaker/gi],
  // A hook's function may be called after alarms.
  ['alarms', /(?<![\w:/-])alarms?(?![\w:/-])/gi],
  ['stopped', /stop with ROLLBACK was requested|StopServiceDeployment/gi],
  ['replaced', /because (?<what>\S+) replaced it/g],
  ['no-rollback-candidate', /No rollback candidate was found/g],
];
