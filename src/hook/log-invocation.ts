import type { AnswerDecision } from './answer/answer.ts';
import type { HookOptions } from './hook-options.ts';
import type { Examination, Invocation } from './invocation.ts';
import { embedMetrics } from './log/metrics.ts';

/** Writes the one log line of an invocation, with its metrics in it. */
export function logInvocation<Config>(
  { check, clock, logger }: Pick<HookOptions<Config>, 'check' | 'clock' | 'logger'>,
  { startedAt, target, state }: Invocation,
  { verdict, kit, inRollback, rollbackError }: Examination,
  decision: AnswerDecision,
  reportError: string | undefined,
): void {
  const now = clock.now();
  const isError = verdict.kind === 'error';
  const attributes = {
    reason: decision.reason,
    verdict: verdict.kind,
    gate: kit.gate,
    cluster: target?.cluster,
    // Not `service`: Powertools reserves that key, drops ours and writes a second line to say so.
    ecsService: target?.service,
    deployment: target?.deploymentId,
    revision: target?.revisionId,
    stage: target?.stage,
    step: target?.productionWeight,
    polls: state.polls + 1,
    waitedSeconds: Math.max(0, Math.floor(now.getTime() / 1000) - state.since),
    delaySeconds: decision.status === 'IN_PROGRESS' ? decision.delaySeconds : undefined,
    inRollback,
    rollbackError,
    reportError,
    ...(isError && verdict.cause instanceof Error && { error: verdict.cause }),
    ...embedMetrics(
      now,
      { hook: check.name, hookStatus: decision.status },
      {
        invocations: { value: 1, unit: 'Count' },
        errors: { value: isError ? 1 : 0, unit: 'Count' },
        duration: { value: Math.max(0, now.getTime() - startedAt.getTime()), unit: 'Milliseconds' },
      },
    ),
  };
  const message = `${check.name} answers ${decision.status}`;
  try {
    if (isError || rollbackError || reportError) logger.warn(message, attributes);
    else logger.info(message, attributes);
  } catch {
    // A line that cannot be written does not change the answer.
  }
}
