import middy, { type PluginExecutionMode, type Request } from '@middy/core';
import { executionModeStandard } from '@middy/core/executionModeStandard';
import type { Context } from 'aws-lambda';
import { formatValue } from '../wording/values.ts';
import type { HookAnswer } from './answer/answer.ts';
import { answerCrash, answerInvocation } from './answer-invocation.ts';
import type { HookOptions } from './hook-options.ts';
import { isJsonObject } from './json.ts';
import { timeBudget, untilAborted } from './time-budget.ts';

/** A hook from a check, a clock and a logger. The public `defineHook` has defaults for the latter two, which this folder must not know. */
export function createHook<Config>(options: HookOptions<Config>) {
  const answerFor: AnswerFor = (request, run) => answerWhateverHappens(options, request, run);
  // middy's own early timeout would throw, so it is off: the kit's time budget leaves time for an answer.
  return middy<unknown, HookAnswer, Error, Context>({
    timeoutEarlyInMillis: 0,
    executionMode: runThrough(answerFor),
  }).handler((event, context) => answerInvocation(options, event, context));
}

/** A middleware, or its `onError`, may throw, hang, or replace the answer with something else. */
async function answerWhateverHappens<Config>(
  options: HookOptions<Config>,
  request: Request,
  run: () => Promise<unknown>,
): Promise<HookAnswer> {
  const { event } = request;
  // Later than the check's, so that it fires only if a middleware hangs.
  const { signal, release } = timeBudget(request.context, 1 / 2);
  try {
    const answer = await untilAborted(run(), signal);
    if (isAnswer(answer)) return answer;
    throw new TypeError(`a middleware answered ${formatValue(answer)}, which is not an answer to ECS`);
  } catch (error) {
    return answerCrash(options, event, request.context, error);
  } finally {
    release();
  }
}

function isAnswer(value: unknown): value is HookAnswer {
  return isJsonObject(value) && ['SUCCEEDED', 'FAILED', 'IN_PROGRESS'].includes(value['hookStatus'] as string);
}

type AnswerFor = (request: Request, run: () => Promise<unknown>) => Promise<HookAnswer>;

/**
 * middy's standard execution mode, supervised from outside all middlewares: an `onError` of ours would run after the others' and would not
 * be reached if one of them throws.
 */
function runThrough(answerFor: AnswerFor): PluginExecutionMode {
  const standard = executionModeStandard as unknown as ExecutionMode;
  const mode: ExecutionMode = (core, ...parts) =>
    standard(
      { ...core, runRequest: (request, ...rest) => answerFor(request, () => core.runRequest(request, ...rest)) },
      ...parts,
    );
  return mode as unknown as PluginExecutionMode;
}

/** What middy passes to an execution mode; its own types say only that it is a function. */
type ExecutionMode = (
  core: { runRequest(request: Request, ...rest: unknown[]): Promise<unknown> },
  ...parts: unknown[]
) => unknown;
