import type { EcsReader } from '../deployment/ecs.ts';
import { readFirstDeployment } from '../deployment/first-deployment.ts';
import type { Target } from '../hook/target.ts';
import type { Verdict } from '../hook/verdict.ts';

/** What a check does in a service's first deployment: check as always, which is the default, or pass. */
export type OnFirstDeployment = 'check' | 'pass';

/**
 * The passing verdict for a first deployment, if it is configured and ECS confirms that this is one; otherwise undefined, and the check
 * continues. Not knowing counts as no.
 */
export async function passFirstDeployment(
  option: OnFirstDeployment,
  target: Target,
  ecs: Pick<EcsReader, 'describeServiceDeployment'> | undefined,
  signal: AbortSignal,
): Promise<Verdict | undefined> {
  if (option !== 'pass' || ecs === undefined) return undefined;
  const { answer, because } = await readFirstDeployment(target, ecs, signal);
  if (answer !== true) return undefined;
  const reason = `the first deployment of this service (${because}) passes unchecked, as set in hookDetails.firstDeployment`;
  return { kind: 'pass', reason };
}
