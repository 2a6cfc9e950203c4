import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { HookEvent } from '../controller/ecs/payload.ts';
import type { HookHandler } from '../controller/lambda/hook-function.ts';
import { isJsonObject, type JsonValue } from '../hook/json.ts';
import { parseJson } from '../hook/parse-json.ts';
import { SimulateError } from './simulate-error.ts';

/** One call of a hook's function: its event and its answer. */
export type RecordedCall = {
  schemaVersion: 1;
  /** The function's name. */
  hook: string;
  /** The seed of the simulation, which the ids in the events depend on. */
  seed: string | number;
  event: HookEvent;
} & ({ answer: JsonValue } | { error: { name: string; message: string } });

/**
 * The handler, with every call passed to `record` once it has settled, in the order in which the calls began: a function that is invoked
 * twice at once may settle in any order.
 */
export function recorded(
  handler: HookHandler,
  { hook, seed, record }: { hook: string; seed: string | number; record: (call: RecordedCall) => void },
): HookHandler {
  const open: { call?: RecordedCall }[] = [];
  const settle = (entry: { call?: RecordedCall }, call: RecordedCall) => {
    entry.call = call;
    for (let first = open[0]?.call; first; first = open[0]?.call) {
      open.shift();
      record(first);
    }
  };
  return async (event, context) => {
    const head = { schemaVersion: 1, hook, seed, event: copy(event) } as const;
    const entry = {};
    open.push(entry);
    let answer: unknown;
    try {
      answer = await handler(event, context);
    } catch (cause) {
      const { name, message } = cause instanceof Error ? cause : { name: 'Error', message: String(cause) };
      settle(entry, { ...head, error: { name, message } });
      throw cause;
    }
    settle(entry, { ...head, answer: copy((answer ?? null) as JsonValue) });
    return answer;
  };
}

/** Answers from a recording, hook by hook in the order of its calls. */
export class Replay {
  readonly #left = new Map<string, RecordedCall[]>();
  readonly #played = new Map<string, number>();
  /** The first difference from the recording. */
  mismatch: SimulateError | undefined;

  constructor(calls: readonly RecordedCall[]) {
    for (const call of calls) this.#left.set(call.hook, [...(this.#left.get(call.hook) ?? []), call]);
  }

  /** @param onMismatch called if the replay cannot continue */
  handlerFor(hook: string, onMismatch: () => void): HookHandler {
    return (event) => {
      try {
        return this.#answer(hook, event);
      } finally {
        if (this.mismatch) onMismatch();
      }
    };
  }

  /** @throws {SimulateError} REPLAY_MISMATCH if a call differs from the recording, or calls are left over */
  finish(): void {
    if (this.mismatch) throw this.mismatch;
    for (const [hook, left] of this.#left) {
      const [next] = left;
      if (!next) continue;
      const number = (this.#played.get(hook) ?? 0) + 1;
      throw mismatch(`call ${number} of ${hook}, at ${next.event.lifecycleStage}, was recorded and never made`);
    }
  }

  #answer(hook: string, event: HookEvent): JsonValue {
    const number = (this.#played.get(hook) ?? 0) + 1;
    this.#played.set(hook, number);
    const call = this.#left.get(hook)?.shift();
    const which = `call ${number} of ${hook}, at ${event.lifecycleStage},`;
    if (!call) throw this.#fail(`${which} is not in the recording, which has ${number - 1}`);
    const difference = firstDifference(call.event, event, 'event');
    if (difference) throw this.#fail(`${which} is not as recorded: ${difference}`);
    if ('answer' in call) return call.answer;
    throw Object.assign(new Error(call.error.message), { name: call.error.name });
  }

  #fail(what: string): SimulateError {
    this.mismatch ??= mismatch(what);
    return this.mismatch;
  }
}

/**
 * Reads a recording, one JSON object per line. A first line with `arguments`, which the command line writes, is left out.
 *
 * @throws {SimulateError} INVALID_RECORDING
 */
export function parseRecording(text: string): readonly RecordedCall[] {
  const calls = text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' || isHead(line, index) ? [] : [parseCall(line, index + 1)]));
  if (calls.length > 0) return calls;
  throw new SimulateError('INVALID_RECORDING', 'the recording has no calls; make one with --record');
}

function isHead(line: string, index: number): boolean {
  return index === 0 && v.is(headSchema, parseJson(line));
}

const headSchema = v.strictObject({ schemaVersion: v.literal(1), arguments: v.array(v.string()) });

export function writeCall(call: RecordedCall): string {
  return `${JSON.stringify(call)}\n`;
}

const eventSchema = v.custom<HookEvent>(
  (input) => isJsonObject(input) && typeof input['lifecycleStage'] === 'string',
  'is not an event of ECS',
);
const head = {
  schemaVersion: v.literal(1),
  hook: v.string(),
  seed: v.union([v.string(), v.number()]),
  event: eventSchema,
};
const callSchema = v.union([
  v.strictObject({ ...head, answer: v.custom<JsonValue>((input) => input !== undefined) }),
  v.strictObject({ ...head, error: v.strictObject({ name: v.string(), message: v.string() }) }),
]);

function parseCall(line: string, number: number): RecordedCall {
  try {
    return v.parse(callSchema, JSON.parse(line));
  } catch (cause) {
    const what = `line ${number} of the recording is not a recorded call: ${line.slice(0, 80)}`;
    throw new SimulateError('INVALID_RECORDING', `${what}; make it again with --record`, { cause });
  }
}

function mismatch(what: string): SimulateError {
  return new SimulateError('REPLAY_MISMATCH', `${what}; play with the flags of the recording, or record again`);
}

/** The first difference of two JSON values, in a sentence. */
function firstDifference(was: unknown, is: unknown, path: string): string | undefined {
  if (isDeepStrictEqual(was, is)) return undefined;
  if (isJsonObject(was) && isJsonObject(is)) {
    for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) {
      const found = firstDifference(was[key], is[key], `${path}.${key}`);
      if (found) return found;
    }
  }
  return `${path} is ${show(is)}, but ${show(was)} was recorded`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value) ?? 'null');
}
