import type { Target } from '../../hook/target.ts';
import { formatError } from '../../wording/values.ts';
import type { EcsReader } from '../ecs.ts';
import type { LoadBalancerReader } from '../load-balancer.ts';
import {
  type CertificateReader,
  findTestListeners,
  type TestListenerOptions,
  type TestListenersFound,
} from './find-test-listeners.ts';

export type DeploymentReaders = {
  ecs: EcsReader;
  loadBalancers: LoadBalancerReader;
  /** Without it the names of certificates stay unknown. */
  certificates?: CertificateReader | undefined;
};

/**
 * Finds the test listeners of what is being deployed, from the event's target alone: one call to ECS, then {@link findTestListeners}.
 * Never rejects.
 */
export async function discoverTestListeners(
  target: Target,
  { ecs, ...readers }: DeploymentReaders,
  signal: AbortSignal,
  options: Omit<TestListenerOptions, 'moment'> = {},
): Promise<TestListenersFound> {
  try {
    const [revision] = await ecs.describeServiceRevisions([target.revisionArn], signal);
    const { stage, productionWeight } = target;
    return revision === undefined
      ? couldNotAsk(`ECS knows no service revision ${target.revisionId}, though the event names it`)
      : await findTestListeners(revision, readers, signal, { ...options, moment: { stage, productionWeight } });
  } catch (cause) {
    return couldNotAsk(`service revision ${target.revisionId} could not be read: ${formatError(cause)}`, cause);
  }
}

function couldNotAsk(reason: string, cause?: unknown): TestListenersFound {
  return { found: false, looked: false, reason, cause };
}
