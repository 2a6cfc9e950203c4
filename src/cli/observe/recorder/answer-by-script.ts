/**
 * What the recorder function answers. Its script comes in the `hookDetails` of each call, so the function has no state. Uses nothing
 * outside this function, because its source is deployed as the function's code.
 *
 * @param {unknown} event as ECS sends it
 */
export function answerByScript(event: unknown): { hookStatus: string; callBackDelay?: unknown; hookDetails?: object } {
  type Details = { calls?: number; forward?: unknown[]; rollback?: unknown[] };
  const { lifecycleStage, executionDetails, hookDetails } = (event ?? {}) as {
    lifecycleStage?: string;
    executionDetails?: Record<string, unknown>;
    hookDetails?: unknown;
  };
  const details = (typeof hookDetails === 'string' ? JSON.parse(hookDetails) : (hookDetails ?? {})) as Details;
  const member = { PRODUCTION_TRAFFIC_SHIFT: 'productionTrafficWeights', TEST_TRAFFIC_SHIFT: 'testTrafficWeights' }[
    String(lifecycleStage)
  ];
  const weights = (executionDetails?.[member ?? ''] ?? {}) as Record<string, number>;
  const green = String(executionDetails?.['targetServiceRevisionArn']);
  // These two stages are called again in a rollback, with nothing for green.
  const direction = member !== undefined && !((weights[green] ?? 0) > 0) ? 'rollback' : 'forward';
  const [next, ...rest] = (details[direction] ?? []) as { status: string; delay?: unknown; passes?: string }[];
  if (next?.status !== 'IN_PROGRESS') return { hookStatus: next?.status ?? 'SUCCEEDED' };
  const answer = { hookStatus: 'IN_PROGRESS', ...('delay' in next && { callBackDelay: next.delay }) };
  if (next.passes === 'nothing') return answer;
  const passed: Record<string, unknown> = { ...details, [direction]: rest, calls: (details.calls ?? 0) + 1 };
  if (next.passes === 'without-kept') delete passed['kept'];
  return { ...answer, hookDetails: passed };
}
