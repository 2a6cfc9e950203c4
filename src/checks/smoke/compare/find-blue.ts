import type { EcsReader } from '../../../deployment/ecs.ts';
import { readFirstDeployment } from '../../../deployment/first-deployment.ts';
import type { CheckContext } from '../../../hook/check.ts';
import type { Target } from '../../../hook/target.ts';
import type { Finding, Verdict } from '../../../hook/verdict.ts';
import type { SmokeConfig } from '../config/smoke-config.ts';
import { nameOfRequest } from '../judge/judge-response.ts';
import type { PlannedRequest } from '../send/send-request.ts';
import { nameOfComparison } from './comparisons.ts';
import { planBlue } from './plan-blue.ts';

type Found = { requests: readonly PlannedRequest[]; findings: readonly Finding[] } | { verdict: Verdict };

/**
 * Plans the requests to blue. If it is not certain that blue would answer one of them, nothing is compared and the verdict is a fail, because the
 * comparison was asked for. Only in the first deployment of a service, as ECS says, is there nothing to compare with.
 */
export async function findBlue(
  requests: readonly PlannedRequest[],
  target: Target,
  { config, signal }: Pick<CheckContext<SmokeConfig>, 'config' | 'signal'>,
  ecs: Pick<EcsReader, 'describeServiceDeployment'> | undefined,
): Promise<Found> {
  const obstacles: Finding[] = [];
  const planned = requests.map((request) => {
    if (request.request.compare === undefined) return request;
    const blue = planBlue(request, config, target);
    if (!('why' in blue)) return { ...request, blue };
    obstacles.push(findingOf(request, blue.why));
    return request;
  });
  const [first] = obstacles;
  if (first === undefined) return { requests: planned, findings: [] };
  if (ecs !== undefined && (await readFirstDeployment(target, ecs, signal)).answer === true) {
    const because = 'this is the first deployment of the service';
    return { requests, findings: obstacles.map((finding) => ({ ...finding, found: `not compared: ${because}` })) };
  }
  return { verdict: { kind: 'fail', reason: `${first.name} ${first.found}`, findings: obstacles } };
}

function findingOf({ request, at }: PlannedRequest, why: string): Finding {
  return {
    name: nameOfComparison(nameOfRequest(request, at)),
    outcome: 'unknown',
    found: `not compared: ${why}`,
    allowed: 'production traffic reaches blue and nothing else',
  };
}
