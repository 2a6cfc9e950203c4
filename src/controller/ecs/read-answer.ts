import { isJsonObject, type JsonObject, type JsonValue } from '../../hook/json.ts';
import type { Switches } from '../switches.ts';

/** How ECS reads the value that a hook's function returned. */
export type ReadAnswer =
  | { kind: 'succeeded' }
  | { kind: 'failed' }
  | { kind: 'in-progress'; callBackDelaySeconds: number }
  | { kind: 'unreadable'; problem: string };

/** "default 30" */
const defaultCallBackDelaySeconds = 30;

/**
 * @param answer the returned JSON; null if the function returned nothing
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
 */
export function readAnswer(answer: JsonValue, { invalidCallBackDelay }: Switches): ReadAnswer {
  if (!isJsonObject(answer)) {
    return { kind: 'unreadable', problem: `the answer is ${describe(answer)} and not an object` };
  }
  switch (answer['hookStatus']) {
    case 'SUCCEEDED':
      return { kind: 'succeeded' };
    case 'FAILED':
      return { kind: 'failed' };
    case 'IN_PROGRESS':
      return readInProgress(answer, invalidCallBackDelay);
    default:
      return { kind: 'unreadable', problem: formatWrongStatus(answer) };
  }
}

/** The `hookDetails` that an answer sets for the next call; undefined if it sets none. */
export function answeredDetails(answer: JsonValue): JsonValue | undefined {
  return isJsonObject(answer) ? (answer['hookDetails'] ?? undefined) : undefined;
}

function readInProgress(answer: JsonObject, invalidCallBackDelay: Switches['invalidCallBackDelay']): ReadAnswer {
  const delay = answer['callBackDelay'] ?? defaultCallBackDelaySeconds;
  const isUsable = typeof delay === 'number' && Number.isFinite(delay) && delay > 0;
  if (!isUsable && invalidCallBackDelay === 'rollback') {
    return { kind: 'unreadable', problem: `callBackDelay is ${describe(delay)} and not a number of seconds above 0` };
  }
  return { kind: 'in-progress', callBackDelaySeconds: isUsable ? delay : defaultCallBackDelaySeconds };
}

function formatWrongStatus(answer: JsonObject): string {
  const { hookStatus } = answer;
  if (hookStatus !== undefined) return `hookStatus is ${describe(hookStatus)} and not SUCCEEDED, FAILED or IN_PROGRESS`;
  return `hookStatus is missing; the answer has ${Object.keys(answer).join(', ') || 'no keys'}`;
}

function describe(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
