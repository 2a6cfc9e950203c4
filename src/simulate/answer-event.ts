import { VirtualClock } from '../controller/clock/virtual-clock.ts';
import type { HookEvent } from '../controller/ecs/payload.ts';
import { readAnswer } from '../controller/ecs/read-answer.ts';
import type { HookHandler } from '../controller/lambda/hook-function.ts';
import { invokeFunction } from '../controller/lambda/invoke-function.ts';
import { defaultSwitches } from '../controller/switches.ts';
import { parseEvent } from '../hook/event/event.ts';
import type { JsonValue } from '../hook/json.ts';
import { functionArn } from './attach-hooks.ts';

/** A hook's answer to one event, and how ECS would treat it. */
export type AnsweredEvent =
  | { verdict: 'succeeded' | 'failed' | 'in-progress'; answer: JsonValue }
  /** ECS would roll back: the function threw, or its answer cannot be read. */
  | { verdict: 'unusable'; problem: string; answer?: JsonValue };

/**
 * Invokes a hook once, as Lambda would. The event is passed unchanged, even if ECS would never send it. The function is in the account and Region of
 * the event's service.
 */
export async function answerEvent(handler: HookHandler, event: JsonValue, name = 'hook'): Promise<AnsweredEvent> {
  const parsed = parseEvent(event);
  const arn = functionArn(name, parsed.ok ? parsed.target : undefined);
  const invocation = await invokeFunction(arn, event as unknown as HookEvent, crypto.randomUUID(), {
    functions: () => handler,
    // The clock does not move: the function has Lambda's maximum time.
    clock: new VirtualClock(),
  });
  if (invocation.kind !== 'returned') return { verdict: 'unusable', problem: invocation.problem };
  const { answer } = invocation;
  const read = readAnswer(answer, defaultSwitches);
  if (read.kind === 'unreadable') return { verdict: 'unusable', problem: read.problem, answer };
  return { verdict: read.kind, answer };
}
