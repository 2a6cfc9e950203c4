import { extname } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { JsonObject } from '../hook/json.ts';
import type { HookConfiguration } from '../service-hooks/hook-configuration.ts';
import type { StackAbilities } from '../service-hooks/hook-directory.ts';
import type { HookKind } from '../service-hooks/hook-kinds.ts';

/** `hookDetails` to read, what is under them, and what the stack allows. */
type HookDetails = { kind: HookKind; details: JsonObject; defaults: JsonObject; stack: StackAbilities };

export type DetailsQuestion = HookDetails & { answers: MessagePort; answered: Int32Array<SharedArrayBuffer> };

const program = new URL(`./details-reader${extname(import.meta.url)}`, import.meta.url);

/** Loading everything takes a moment, on a busy machine several seconds. */
const maxWaitMs = 120_000;

let reader: Worker | undefined;

/**
 * Reads `hookDetails` with what the hook itself reads them with, and waits for the result: a construct cannot be made asynchronously.
 *
 * @throws Error if the thread that reads does not answer
 */
export function readDetailsNow(question: HookDetails): HookConfiguration {
  // Without the flags of this process, such as a loader of TypeScript. It does not keep the process alive.
  reader ??= new Worker(program, { execArgv: [] });
  reader.unref();
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  reader.postMessage({ ...question, answers: port2, answered } satisfies DetailsQuestion, [port2]);
  const ended = Atomics.wait(answered, 0, 0, maxWaitMs);
  const answer = receiveMessageOnPort(port1);
  port1.close();
  if (answer === undefined)
    throw new Error(`the hookDetails could not be checked: ${program.pathname} did not answer (${ended})`);
  return answer.message as HookConfiguration;
}
