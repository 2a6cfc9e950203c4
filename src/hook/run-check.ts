import { formatError, formatValue, shorten } from '../wording/values.ts';
import type { Check, CheckContext } from './check.ts';
import { weigh } from './json.ts';
import type { Target } from './target.ts';
import type { Verdict } from './verdict.ts';

/**
 * Runs a check so that there is always a verdict: an exception, a return value that is not a verdict, and no answer by the time the
 * signal aborts all become an `error`, which says nothing about the release.
 *
 * @param isPart - whether it is part of a composed check, which after the abort still has to combine the verdicts of its parts. Other checks
 * get one turn of the event loop, so that a check that heeds the signal can report what it was doing
 */
export async function runCheck<Config>(
  check: Check<Config>,
  target: Target,
  context: CheckContext<Config>,
  isPart = false,
): Promise<Verdict> {
  const silence = Promise.withResolvers<Verdict>();
  const giveUp = () =>
    silence.resolve({ kind: 'error', reason: `${check.name} did not answer within its time budget` });
  const onAbort = () => (isPart ? giveUp() : setImmediate(giveUp));
  context.signal.addEventListener('abort', onAbort);
  if (context.signal.aborted) onAbort();
  try {
    const verdict = await Promise.race([Promise.resolve(check.run(target, context)), silence.promise]);
    return inspect(check.name, verdict);
  } catch (error) {
    return { kind: 'error', reason: `${check.name} could not check: ${formatError(error)}`, cause: error };
  } finally {
    context.signal.removeEventListener('abort', onAbort);
  }
}

/** The maximum size of a check's state: ECS carries it, and ECS's own limit is unknown. */
export const maxStateBytes = 16 * 1024;

const maxReason = 500;

function inspect(name: string, verdict: Verdict): Verdict {
  const problem = formatProblem(verdict);
  if (problem) return { kind: 'error', reason: `${name} returned ${problem}` };

  const reason = shorten(verdict.reason, maxReason);
  return { ...verdict, reason: reason.trim() === '' ? `${name} gave no reason` : reason };
}

/** A check may be plain JavaScript, so its types prove nothing. */
function formatProblem(verdict: Verdict): string | undefined {
  if (!isVerdict(verdict)) return "no verdict; return { kind: 'pass' | 'wait' | 'error' | 'fail', reason }";
  if (verdict.findings !== undefined && !Array.isArray(verdict.findings)) return 'findings that are not a list';
  if (verdict.kind === 'wait' && verdict.deadline !== undefined && !((verdict.deadline as unknown) instanceof Date)) {
    return `the deadline ${formatValue(verdict.deadline)}, which is not a Date`;
  }
  return verdict.state === undefined ? undefined : formatStateProblem(weigh(verdict.state));
}

function isVerdict(value: unknown): value is Verdict {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, reason } = value as Record<string, unknown>;
  return ['pass', 'wait', 'error', 'fail'].includes(kind as string) && typeof reason === 'string';
}

function formatStateProblem(bytes: number | undefined): string | undefined {
  if (bytes === undefined) return 'state that is not valid JSON';
  return bytes > maxStateBytes ? `state that takes ${bytes} bytes; at most ${maxStateBytes} are allowed` : undefined;
}
