import type { JsonValue } from '../../hook/json.ts';
import type { HookableStage } from '../../hook/target.ts';
import type { TrafficWeights } from './resources.ts';

/**
 * The event a Lambda hook receives. The order of the keys is that of the documented samples.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
 */
export type HookEvent = {
  executionId: string;
  lifecycleStage: HookableStage;
  /** The service deployment. */
  resourceArn: string;
  executionDetails: {
    serviceArn: string;
    /** Green; it stays green in a rollback. */
    targetServiceRevisionArn: string;
    testTrafficWeights: TrafficWeights;
    productionTrafficWeights: TrafficWeights;
  };
  hookDetails?: JsonValue;
};

/** What hooks learn about one listener: green's share in percent, the rest being blue's. Undefined becomes `{}`. */
export type ToldTraffic = number | undefined;

type HookEventFacts = {
  executionId: string;
  stage: HookableStage;
  serviceDeploymentArn: string;
  serviceArn: string;
  greenArn: string;
  /** Undefined in the first deployment of a service. */
  blueArn: string | undefined;
  test: ToldTraffic;
  production: ToldTraffic;
  hookDetails: JsonValue | undefined;
};

export function hookEvent(facts: HookEventFacts): HookEvent {
  return {
    executionId: facts.executionId,
    lifecycleStage: facts.stage,
    resourceArn: facts.serviceDeploymentArn,
    executionDetails: {
      serviceArn: facts.serviceArn,
      targetServiceRevisionArn: facts.greenArn,
      testTrafficWeights: toldWeights(facts, facts.test),
      productionTrafficWeights: toldWeights(facts, facts.production),
    },
    ...(facts.hookDetails !== undefined && { hookDetails: facts.hookDetails }),
  };
}

function toldWeights({ greenArn, blueArn }: HookEventFacts, green: ToldTraffic): TrafficWeights {
  if (green === undefined) return {};
  return blueArn === undefined ? { [greenArn]: green } : { [greenArn]: green, [blueArn]: restOf(green) };
}

/** The rest of 100 percent, in tenths: 100 - 33.3 is 66.7 and not 66.69999999999999. */
export function restOf(percent: number): number {
  return Math.round((100 - percent) * 10) / 10;
}
