import { lifecycleStages } from '../../../controller/ecs/stages.ts';
import { isGoingBack, type Snapshot } from './snapshot.ts';

/** One stage, and how far the deployment has come there. */
export type StagePlace = {
  stage: string;
  place: 'done' | 'running' | 'failed' | 'to come' | 'not reached' | 'was there';
};

/**
 * The stages of a deployment in their order. ECS reports only the current one. That earlier stages are done follows from the order, and
 * where it turned back follows from ECS's words. Stages of which nothing is known are left out, except those with gates.
 */
export function stagePlaces({ deployment, requests, reports }: Snapshot): readonly StagePlace[] {
  const { status, lifecycleStage: current } = deployment;
  const gated = new Set([
    ...requests.map(({ request }) => request.subject.stage),
    ...reports.map(({ stage }) => stage),
  ]);
  const isRolling = deployment.deploymentConfiguration?.strategy === 'ROLLING';
  const goesBack = isGoingBack(status);
  const turned = goesBack ? failedStage(deployment) : undefined;
  const here = goesBack ? turned : current;
  const index = order.indexOf(here ?? '');
  const all = [
    ...order,
    ...[...gated, ...(here === undefined ? [] : [here])].filter((stage) => !order.includes(stage)),
  ];

  const placeOf = (stage: string): StagePlace['place'] | undefined => {
    if (status === 'SUCCESSFUL') return isRolling && !gated.has(stage) ? undefined : 'done';
    if (stage === here) return goesBack ? 'failed' : 'running';
    // The current stage is missing or unknown.
    if (index === -1)
      return gated.has(stage) ? 'was there' : status === 'PENDING' && !isRolling ? 'to come' : undefined;
    if (isRolling) return gated.has(stage) ? 'was there' : undefined;
    if (order.indexOf(stage) < index) return 'done';
    return goesBack ? 'not reached' : 'to come';
  };
  return [...new Set(all)].flatMap((stage) => {
    const place = placeOf(stage);
    // It happens only if a deployment starts while two revisions are active.
    const isIdle = stage === 'RECONCILE_SERVICE' && stage !== here && !gated.has(stage);
    return place === undefined || isIdle ? [] : [{ stage, place }];
  });
}

const order: readonly string[] = lifecycleStages;

/** The stage that ECS names as the one that failed on the way forward. */
export function failedStage({ rollback, statusReason }: Snapshot['deployment']): string | undefined {
  return /(?:rolled back|stopped|failed) because (?:.* at the )?([A-Z][A-Z_]+[A-Z])\b(?! state)/.exec(
    rollback?.reason ?? statusReason ?? '',
  )?.[1];
}
