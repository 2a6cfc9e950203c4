import type { JsonValue } from '../../hook/json.ts';
import type { FaultKind } from '../chance/faults.ts';
import type { HookEvent } from '../ecs/payload.ts';
import type { LambdaHook } from '../ecs/resources.ts';
import { couldNotAssume, invokeDenied } from '../ecs/status-reason.ts';
import { type InvocationResult, invokeFunction, killed, maxSecondsOf } from '../lambda/invoke-function.ts';
import type { ControllerContext } from './controller-context.ts';

/** The faults of an invocation that exclude each other: only the first one happens. */
const exclusive = [
  'throttled',
  'service-error',
  'invoke-denied',
  'role-not-assumed',
  'crashed',
  'timed-out',
  'lost-answer',
  'lying',
] as const;

/**
 * Invokes a function as Lambda would on a bad day.
 *
 * @param emit called for each fault that happens
 * @throws the signal's reason, if it aborts while a killed function's time runs out
 */
export async function invokeWithFaults(
  { hookTargetArn: functionArn, roleArn }: Pick<LambdaHook, 'hookTargetArn' | 'roleArn'>,
  event: HookEvent,
  world: ControllerContext,
  signal: AbortSignal,
  emit: (fault: FaultKind) => void,
): Promise<InvocationResult> {
  const { faults, ids, clock, functions } = world;
  const struck = faults.strike(...exclusive, 'slow', 'repeated');
  const fault = exclusive.find((kind) => struck.has(kind));
  const isSlow = struck.has('slow');
  const isRepeated = struck.has('repeated');
  if (fault) emit(fault);
  if (isSlow) emit('slow');
  if (isRepeated) emit('repeated');

  switch (fault) {
    case 'throttled':
      return { kind: 'not-invoked', cause: fault, problem: 'Rate Exceeded. (Service: Lambda, Status Code: 429)' };
    case 'service-error':
      return { kind: 'not-invoked', cause: fault, problem: 'Service Exception. (Service: Lambda, Status Code: 500)' };
    case 'invoke-denied':
      return { kind: 'not-invoked', cause: fault, problem: invokeDenied(functionArn, roleArn) };
    case 'role-not-assumed':
      return { kind: 'not-invoked', cause: fault, problem: couldNotAssume(roleArn) };
    case 'crashed':
      return { kind: 'function-error', problem: 'Runtime exited with error: signal: killed' };
  }

  const options = { slowSeconds: isSlow ? faults.slowSeconds : 0 };
  const invoke = () => invokeFunction(functionArn, event, ids.uuid(), world, options);
  const invocations = await Promise.all(isRepeated ? [invoke(), invoke()] : [invoke()]);
  const invocation = invocations.at(-1) ?? killed(0);
  switch (fault) {
    case 'timed-out': {
      const maxSeconds = maxSecondsOf(functions(functionArn));
      await clock.sleep(maxSeconds * 1000, signal);
      return killed(maxSeconds);
    }
    case 'lost-answer':
      return { kind: 'not-invoked', cause: fault, problem: 'the connection was closed before an answer arrived' };
    case 'lying':
      return invocation.kind === 'returned' ? { kind: 'returned', answer: faults.pick(junk) } : invocation;
    default:
      return invocation;
  }
}

/** Answers seen from real hooks, none of which ECS can read. */
const junk: readonly [JsonValue, ...JsonValue[]] = [
  null,
  {},
  'SUCCEEDED',
  ['SUCCEEDED'],
  { hookStatus: 'succeeded' },
  { hookStatus: 'DONE' },
  { statusCode: 200, body: '{"hookStatus":"SUCCEEDED"}' },
];
