import type { Context } from 'aws-lambda';
import { formatError, formatValue } from '../wording/values.ts';
import type { AnswerDecision, HookAnswer } from './answer/answer.ts';
import { decide } from './answer/decide.ts';
import { readConfiguration, readKitConfiguration } from './configuration.ts';
import { parseEvent } from './event/event.ts';
import { type GateState, writeGateState } from './event/gate-state.ts';
import { isRollback } from './event/is-rollback.ts';
import type { HookOptions } from './hook-options.ts';
import { type Examination, type Invocation, readInvocation } from './invocation.ts';
import { isJsonObject, weigh } from './json.ts';
import { logInvocation } from './log-invocation.ts';
import { maxStateBytes, runCheck } from './run-check.ts';
import { hookableStages, type Target } from './target.ts';
import { timeBudget, untilAborted } from './time-budget.ts';
import type { Verdict } from './verdict.ts';

/** Turns an event into an answer in one path: parse, rollback, configuration, check, decision, report, log. Never rejects. */
export async function answerInvocation<Config>(
  options: HookOptions<Config>,
  event: unknown,
  context: Context,
): Promise<HookAnswer> {
  const budget = timeBudget(context);
  try {
    const invocation = readInvocation(event, options.clock, context.invokedFunctionArn);
    const examination = await examine(options, invocation, budget);
    const decision = conclude(options, invocation, examination);
    const reportError = await report(options, invocation, examination, decision, budget.signal);
    logInvocation(options, invocation, examination, decision, reportError);
    return toAnswer(invocation, examination, decision, reportError);
  } catch (error) {
    return answerCrash(options, event, context, error);
  } finally {
    budget.release();
  }
}

/**
 * The answer when our own code or a middleware has thrown: an error like any other, so it costs budget and never approves. A rollback
 * continues regardless, and an invalid event is refused as invalid.
 */
export function answerCrash<Config>(
  options: HookOptions<Config>,
  event: unknown,
  context: Context,
  error: unknown,
): HookAnswer {
  const reason = `the hook crashed: ${formatError(error)}`;
  const inRollback = showsRollback(event);
  try {
    const invocation = readInvocation(event, options.clock, context?.invokedFunctionArn);
    const kind = invocation.problem ? 'fail' : 'error';
    const verdict: Verdict = inRollback
      ? { kind: 'pass', reason: `${rollbackReason}; ${reason}` }
      : { kind, reason: invocation.problem ? `${invocation.problem}; ${reason}` : reason, cause: error };
    const examination = { ...unread(invocation), verdict, inRollback };
    const decision = conclude(options, invocation, examination);
    logInvocation(options, invocation, examination, decision, undefined);
    return toAnswer(invocation, examination, decision, undefined);
  } catch {
    // Not even the clock works, but the answer still has to be explicit.
    return { hookStatus: inRollback ? 'SUCCEEDED' : 'FAILED', reason };
  }
}

function showsRollback(event: unknown): boolean {
  const parsed = parseEvent(event);
  return parsed.ok && isRollback(parsed.target) === true;
}

/** The settings when the check's own have not been read. */
function unread({ configured, state }: Invocation): Pick<Examination, 'kit' | 'defaults'> {
  return { kit: readKitConfiguration({ ...state.defaults, ...configured }), defaults: state.defaults };
}

type Budget = Pick<ReturnType<typeof timeBudget>, 'signal' | 'remainingMs'>;

async function examine<Config>(
  options: HookOptions<Config>,
  invocation: Invocation,
  budget: Budget,
): Promise<Examination> {
  const { target, problem = 'the event could not be read' } = invocation;
  if (!target) return { ...unread(invocation), verdict: { kind: 'fail', reason: problem }, inRollback: false };

  const rollback = await rollsBack(options, target, invocation, budget.signal);
  if (rollback.rollbackError !== undefined) {
    // In doubt, ask nobody and test nothing: a rollback must not wait, and a release must not pass as a rollback.
    const doubt = `could not check whether the deployment is rolling back: ${rollback.rollbackError}`;
    const reason = invocation.problem ? `${invocation.problem}; ${doubt}` : doubt;
    return { ...unread(invocation), ...rollback, verdict: { kind: 'error', reason } };
  }
  if (!rollback.inRollback) {
    const { verdict, ...read } = await look(options, target, invocation, budget);
    return { ...read, ...rollback, verdict };
  }

  const passed: Verdict = { kind: 'pass', reason: rollbackReason };
  if (!options.runsInRollback) return { ...unread(invocation), ...rollback, verdict: passed };

  const { verdict, ...read } = await look(options, target, invocation, budget);
  return { ...read, ...rollback, verdict: { ...passed, reason: `${rollbackReason}; ${verdict.reason}` } };
}

const rollbackReason = 'the deployment is rolling back, and a rollback is never held up';

async function look<Config>(
  options: HookOptions<Config>,
  target: Target,
  invocation: Invocation,
  { signal, remainingMs }: Budget,
): Promise<Pick<Examination, 'verdict' | 'kit' | 'defaults'>> {
  const { problem, configured, state } = invocation;
  if (problem) return { ...unread(invocation), verdict: { kind: 'fail', reason: problem } };

  let { defaults } = state;
  if (!defaults && options.defaults) {
    try {
      defaults = await untilAborted(options.defaults(signal, target), signal);
    } catch (cause) {
      const reason = `the defaults could not be read: ${formatError(cause)}`;
      return { ...unread(invocation), verdict: { kind: 'error', reason, cause } };
    }
    const reason = formatDefaultsProblem(defaults);
    if (reason) return { ...unread(invocation), verdict: { kind: 'fail', reason } };
  }
  const read = await readConfiguration(configured, defaults ?? {}, options.check.configSchema);
  if (!read.ok) {
    return { ...unread(invocation), verdict: { kind: 'fail', reason: `wrong configuration: ${read.reason}` } };
  }

  const { clock, logger } = options;
  const gate = { name: read.kit.gate, since: new Date(state.since * 1000), polls: state.polls, errors: state.errors };
  const context = { config: read.config, state: state.state, signal, remainingMs, clock, logger, gate };
  return { verdict: await runCheck(options.check, target, context), kit: read.kit, defaults };
}

/** The defaults come from outside and travel in `hookDetails` for the life of the gate. */
function formatDefaultsProblem(defaults: unknown): string | undefined {
  if (!isJsonObject(defaults))
    return `wrong configuration: the defaults are ${formatValue(defaults)}, not a JSON object`;
  const bytes = weigh(defaults);
  if (bytes !== undefined && bytes <= maxStateBytes) return undefined;
  return `wrong configuration: the defaults take ${bytes ?? 'too many'} bytes; at most ${maxStateBytes} are allowed`;
}

async function rollsBack<Config>(
  options: HookOptions<Config>,
  target: Target,
  { isElsewhere }: Pick<Invocation, 'isElsewhere'>,
  signal: AbortSignal,
): Promise<Pick<Examination, 'inRollback' | 'rollbackError'>> {
  const told = isRollback(target);
  if (told !== undefined || isElsewhere || !options.asksRollback) return { inRollback: told ?? false };
  try {
    const answer = await untilAborted(options.asksRollback(target, signal), signal);
    const isUnclear = answer === undefined && (hookableStages as readonly string[]).includes(target.stage);
    return { inRollback: answer === true, ...(isUnclear && { rollbackError: 'ECS does not say' }) };
  } catch (error) {
    return { inRollback: false, rollbackError: formatError(error) };
  }
}

function conclude<Config>(
  { clock }: HookOptions<Config>,
  { state }: Invocation,
  { verdict, kit }: Examination,
): AnswerDecision {
  const since = new Date(state.since * 1000);
  return decide(verdict, { now: clock.now(), since, errors: state.errors, errorBudget: kit.errorBudget });
}

/**
 * Writes a report when the verdict has changed, and at the end. A rollback writes none: it would replace what was learned about the release.
 * Neither does a service of another account or Region. Resolves to the reason if the report could not be written.
 */
async function report<Config>(
  { reports, check, clock }: HookOptions<Config>,
  { target, state, isElsewhere }: Invocation,
  { verdict, kit, inRollback }: Examination,
  decision: AnswerDecision,
  signal: AbortSignal,
): Promise<string | undefined> {
  const changed = verdict.kind !== state.last || decision.status !== 'IN_PROGRESS';
  if (!reports || !target?.deploymentId || !changed || inRollback || isElsewhere) return undefined;
  try {
    const { storedReport } = await import('./log/stored-report.ts');
    const { reason } = decision;
    // It has a deployment, as was checked above.
    const of = target as Target & { deploymentId: string };
    const at = clock.now();
    const written = reports.write(
      ...storedReport({ check: check.name, gate: kit.gate, target: of, verdict, reason, at }),
      signal,
    );
    await untilAborted(written, signal);
    return undefined;
  } catch (error) {
    return formatError(error);
  }
}

function toAnswer(
  { configured, state }: Invocation,
  { verdict, defaults }: Examination,
  decision: AnswerDecision,
  reportError: string | undefined,
): HookAnswer {
  const { status: hookStatus, reason } = decision;
  if (hookStatus !== 'IN_PROGRESS') return { hookStatus, reason };

  const kept = verdict.state === undefined ? state.state : verdict.state;
  // A report that could not be written is due again on the next call.
  const last = reportError ? state.last : verdict.kind;
  const next: GateState = {
    at: state.at,
    since: state.since,
    polls: state.polls + 1,
    errors: decision.errors,
    ...(last !== undefined && { last }),
    ...(defaults && { defaults }),
    ...(kept !== undefined && { state: kept }),
  };
  return { hookStatus, callBackDelay: decision.delaySeconds, hookDetails: writeGateState(configured, next), reason };
}
