import { readdirSync, readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import type { HookAnswer } from '../../src/hook/answer/answer.ts';
import type { CheckContext } from '../../src/hook/check.ts';
import type { Clock } from '../../src/hook/clock.ts';
import { parseEvent } from '../../src/hook/event/event.ts';
import type { JsonObject, JsonValue } from '../../src/hook/json.ts';
import type { HookLogger } from '../../src/hook/log/hook-logger.ts';
import type { DeploymentRef, Report, ReportSink } from '../../src/hook/report.ts';
import type { Target } from '../../src/hook/target.ts';

const eventsFolder = new URL('../../events/', import.meta.url);

/** The names of all files in `events/`. */
export const eventFiles: readonly string[] = readdirSync(eventsFolder).filter((name) => name.endsWith('.json'));

/**
 * A fresh copy of a file in `events/`; the ending may be left out. AWS's documentation shortens the account to ten digits here and there; it is
 * written out, because a function answers for its own account only.
 */
export function readEvent(name: string): Record<string, unknown> {
  const file = name.endsWith('.json') ? name : `${name}.json`;
  const text = readFileSync(new URL(file, eventsFolder), 'utf8').replaceAll(':1234567890:', ':123456789012:');
  return JSON.parse(text) as Record<string, unknown>;
}

export const greenArn = 'arn:aws:ecs:us-west-2:123456789012:service-revision/my-cluster/my-service/9313423515462893900';
export const blueArn = 'arn:aws:ecs:us-west-2:123456789012:service-revision/my-cluster/my-service/1920498462936580504';

/** What ECS sends at POST_TEST_TRAFFIC_SHIFT, with some of its top-level keys replaced. */
export function ecsEvent(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { ...readEvent('POST_TEST_TRAFFIC_SHIFT.doc'), ...changes };
}

/** What ECS sends when it rolls back at PRODUCTION_TRAFFIC_SHIFT, with some of its top-level keys replaced. */
export function rollbackEvent(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { ...readEvent('PRODUCTION_TRAFFIC_SHIFT.doc-rollback'), ...changes };
}

/** An event of a stage with weights, all else as in the documentation. */
export function weightedEvent(
  lifecycleStage: string,
  weights: { test?: unknown; production?: unknown },
): Record<string, unknown> {
  const event = ecsEvent({ lifecycleStage });
  const executionDetails = event['executionDetails'] as Record<string, unknown>;
  return {
    ...event,
    executionDetails: {
      ...executionDetails,
      testTrafficWeights: weights.test ?? {},
      productionTrafficWeights: weights.production ?? {},
    },
  };
}

/** The target that an event is about. */
export function targetOf(event: unknown = ecsEvent()): Target {
  const parsed = parseEvent(event);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.target;
}

/** A clock that stands still until it is stepped. */
export class SteppableClock implements Clock {
  #tookMs: number;

  constructor(iso = '2026-11-22T14:00:00.000Z') {
    this.#tookMs = Date.parse(iso);
  }

  now(): Date {
    return new Date(this.#tookMs);
  }

  step(seconds: number): void {
    this.#tookMs += seconds * 1000;
  }
}

export type LogLine = {
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  attributes: Record<string, unknown>;
};

export type RecordingLogger = HookLogger & { readonly lines: readonly LogLine[] };

export function recordingLogger(): RecordingLogger {
  const lines: LogLine[] = [];
  const write = (level: LogLine['level']) => (message: string, attributes: Record<string, unknown>) => {
    lines.push({ level, message, attributes });
  };
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

export type RecordingReports = ReportSink & {
  readonly written: readonly { deployment: DeploymentRef; report: Report }[];
};

export function recordingReports(): RecordingReports {
  const written: { deployment: DeploymentRef; report: Report }[] = [];
  return {
    written,
    async write(deployment, report) {
      written.push({ deployment, report });
    },
  };
}

/** What Lambda passes to a handler in addition to the event. `remainingMs` is what the function still has; 500 ends its time budget at once. */
export function lambdaContext(remainingMs = 60_000): Context {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'greenlight-hook',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-west-2:123456789012:function:greenlight-hook',
    memoryLimitInMB: '128',
    awsRequestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
    logGroupName: '/aws/lambda/greenlight-hook',
    logStreamName: '2026/11/22/[$LATEST]58419525dade4d17a495dceeeed44708',
    getRemainingTimeInMillis: () => remainingMs,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

/** The same for a function in the account and Region of an event's service, or of the fixtures if the event names no service. */
export function contextBeside(event: unknown, remainingMs?: number): Context {
  const parsed = parseEvent(event);
  if (!parsed.ok) return lambdaContext(remainingMs);
  const { partition, region, account } = parsed.target;
  return {
    ...lambdaContext(remainingMs),
    invokedFunctionArn: `arn:${partition}:lambda:${region}:${account}:function:greenlight-hook`,
  };
}

/** What a check gets in addition to the target, for running it without the kit. */
export function checkContext<Config>(
  config: Config,
  changes: Partial<CheckContext<Config>> = {},
): CheckContext<Config> {
  const clock = changes.clock ?? new SteppableClock();
  return {
    config,
    state: undefined,
    signal: new AbortController().signal,
    remainingMs: () => 60_000,
    clock,
    logger: recordingLogger(),
    gate: { name: undefined, since: clock.now(), polls: 0, errors: 0 },
    ...changes,
  };
}

export type Handler = (event: unknown, context: Context) => Promise<HookAnswer>;

/** One call of a gate, as ECS made it. */
export type Call = { atSeconds: number; answer: HookAnswer };

/**
 * Calls a hook as ECS does until it is done or `maxCalls` are made: after each IN_PROGRESS the clock steps by its `callBackDelay`, and the next event
 * carries the `hookDetails` of that answer and nothing else (ECS replaces), after a trip through JSON.
 */
export async function playGate(
  handler: Handler,
  clock: SteppableClock,
  event: Record<string, unknown>,
  maxCalls: number,
): Promise<readonly Call[]> {
  const startedAt = clock.now().getTime();
  const calls: Call[] = [];
  let next = event;
  while (calls.length < maxCalls) {
    const answer = await handler(next, lambdaContext());
    calls.push({ atSeconds: (clock.now().getTime() - startedAt) / 1000, answer });
    if (answer.hookStatus !== 'IN_PROGRESS') break;
    clock.step(answer.callBackDelay);
    next = { ...event, hookDetails: throughJson(answer.hookDetails) };
  }
  return calls;
}

export function throughJson(value: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

/** The kit's own part of the `hookDetails` that an answer gives back. */
export function stateOf(answer: HookAnswer): Record<string, JsonValue> {
  if (answer.hookStatus !== 'IN_PROGRESS') throw new Error(`the answer is ${answer.hookStatus} and carries no state`);
  return answer.hookDetails['greenlight'] as Record<string, JsonValue>;
}
