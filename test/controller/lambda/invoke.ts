import { readFileSync } from 'node:fs';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import type { HookEvent } from '../../../src/controller/ecs/payload.ts';
import type { HookFunction } from '../../../src/controller/lambda/hook-function.ts';
import { type InvocationResult, invokeFunction } from '../../../src/controller/lambda/invoke-function.ts';
import type { JsonValue } from '../../../src/hook/json.ts';

const functionArn = 'arn:aws:lambda:eu-central-1:123456789012:function:my-hook';

/** Invokes a function as the controller does, with the documented event of POST_TEST_TRAFFIC_SHIFT. */
export function invoke(hook: HookFunction, hookDetails?: JsonValue): Promise<InvocationResult> {
  const event = { ...hookEvent(), ...(hookDetails !== undefined && { hookDetails }) };
  const world = { functions: () => hook, clock: new VirtualClock() };
  return invokeFunction(functionArn, event, '8476a536-e9f4-11e8-9739-2dfe598c3fcd', world);
}

export function hookEvent(): HookEvent {
  const file = new URL('../../../events/POST_TEST_TRAFFIC_SHIFT.doc.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}
