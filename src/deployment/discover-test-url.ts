import { describeError } from '../hook/describe.ts';
import type { Target } from '../hook/target.ts';
import type { EcsReader } from './ecs.ts';
import type { LoadBalancerReader } from './load-balancer.ts';
import { findTestUrl, type TestUrl, type TestUrlOptions } from './test-url.ts';

export type DeploymentReaders = { ecs: EcsReader; loadBalancers: LoadBalancerReader };

/** Finds where the test listener shows green, from the event's target alone: one call to ECS, then {@link findTestUrl}. Never rejects. */
export async function discoverTestUrl(
  target: Target,
  { ecs, loadBalancers }: DeploymentReaders,
  signal: AbortSignal,
  options: TestUrlOptions = {},
): Promise<TestUrl> {
  try {
    const [revision] = await ecs.describeServiceRevisions([target.revisionArn], signal);
    return revision === undefined
      ? couldNotLook(`ecs knows no service revision ${target.revisionId}, though the event names it`)
      : findTestUrl(revision, loadBalancers, signal, options);
  } catch (cause) {
    return couldNotLook(`service revision ${target.revisionId} could not be read: ${describeError(cause)}`, cause);
  }
}

function couldNotLook(reason: string, cause?: unknown): TestUrl {
  return { found: false, looked: false, reason, cause };
}
