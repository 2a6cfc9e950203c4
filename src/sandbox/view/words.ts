import type { Strategy } from '../../controller/ecs/resources.ts';
import type { LifecycleStage } from '../../controller/ecs/stages.ts';

/** What ECS does in each stage, for a reader who sees one for the first time. */
const stageWords: Readonly<Record<LifecycleStage, string>> = {
  RECONCILE_SERVICE: 'More than one revision runs. ECS first brings the service back to one of them.',
  PRE_SCALE_UP: 'Nothing of the new revision runs yet. Hooks can check what is about to be deployed.',
  SCALE_UP: 'ECS starts the tasks of the new revision next to the old ones. Traffic stays where it is.',
  POST_SCALE_UP: 'Both revisions run. Hooks can check before any request reaches the new one.',
  TEST_TRAFFIC_SHIFT: 'The test listener switches to the new revision. Production is not affected.',
  POST_TEST_TRAFFIC_SHIFT:
    'The new revision answers only on the test listener. This is where automated checks and people test it.',
  PRE_PRODUCTION_TRAFFIC_SHIFT: 'The last check before production traffic moves.',
  PRODUCTION_TRAFFIC_SHIFT: 'The production listener switches to the new revision.',
  POST_PRODUCTION_TRAFFIC_SHIFT: 'The new revision serves production. The old tasks are still running.',
  BAKE_TIME: 'Both revisions keep running for a while, so that going back takes seconds.',
  CLEAN_UP: 'ECS stops the tasks of the revision that is no longer needed.',
};

/** The stages at which a rolling deployment differs. */
const rollingWords: Readonly<Partial<Record<LifecycleStage, string>>> = {
  PRE_SCALE_UP:
    'The only stage of a rolling deployment at which hooks are called: nothing of the new revision runs yet.',
  SCALE_UP:
    'New tasks take the place of old ones, one by one, and get their share of production as soon as they are healthy.',
  BAKE_TIME: 'The old tasks are gone. ECS keeps watching the alarms; going back starts new ones.',
  CLEAN_UP: 'Nothing is left to stop: the old tasks ended one by one.',
};

/** The stages when production moves in more than one step. */
const stepWords: Readonly<Partial<Record<LifecycleStage, string>>> = {
  PRE_PRODUCTION_TRAFFIC_SHIFT:
    'The last check before the next step. ECS calls the hooks of this stage before every step.',
  PRODUCTION_TRAFFIC_SHIFT:
    'Production has moved by one step and stays there for a while, so that a fault reaches few.',
};

/** The two stages that have a turn for every step of production traffic. */
export function isStepStage(stage: LifecycleStage): boolean {
  return stage === 'PRE_PRODUCTION_TRAFFIC_SHIFT' || stage === 'PRODUCTION_TRAFFIC_SHIFT';
}

/** What happens at a stage, for this kind of deployment. */
export function formatStageWords(
  stage: LifecycleStage,
  { strategy, productionSteps }: { strategy: Strategy; productionSteps: readonly number[] },
): string {
  if (strategy === 'ROLLING') return rollingWords[stage] ?? stageWords[stage];
  return (productionSteps.length > 1 ? stepWords[stage] : undefined) ?? stageWords[stage];
}
