import { VirtualClock } from '../../src/controller/clock/virtual-clock.ts';
import { createController } from '../../src/controller/controller.ts';
import type { Controller, ControllerOptions, DeploymentInput } from '../../src/controller/controller-api.ts';
import type {
  DeploymentConfigurationInput,
  LifecycleHookInput,
} from '../../src/controller/ecs/deployment-configuration.ts';
import type { DeploymentStateChange } from '../../src/controller/ecs/event-bridge.ts';
import type { HookStateChange } from '../../src/controller/ecs/hook-state-change.ts';
import type { HookEvent } from '../../src/controller/ecs/payload.ts';
import type { ControllerEvent } from '../../src/controller/events.ts';
import type { HookHandler } from '../../src/controller/lambda/hook-function.ts';
import type { HookableStage } from '../../src/hook/target.ts';

export const hookArn = 'arn:aws:lambda:us-west-2:123456789012:function:my-hook';
export const otherHookArn = 'arn:aws:lambda:us-west-2:123456789012:function:other-hook';
export const roleArn = 'arn:aws:iam::123456789012:role/ecs-lambda-invoke-role';

/** A service on a virtual clock that records everything that happens. */
export type Played = { controller: Controller; clock: VirtualClock; events: ControllerEvent[] };

export type PlayOptions = Partial<Omit<ControllerOptions, 'service' | 'clock'>> & {
  configuration?: DeploymentConfigurationInput;
  service?: ControllerOptions['service'];
  clock?: VirtualClock;
  /** Gets every event too, after it was recorded. */
  watch?: (event: ControllerEvent, played: Played) => void;
};

/** A service that was never deployed. */
export function newService({ configuration, watch, ...options }: PlayOptions = {}): Played {
  const events: ControllerEvent[] = [];
  const clock = options.clock ?? new VirtualClock();
  const controller = createController({
    functions: () => () => ({ hookStatus: 'SUCCEEDED' }),
    ...options,
    clock,
    service: {
      deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5, ...configuration },
      ...options.service,
    },
    onEvent: (event) => {
      events.push(event);
      watch?.(event, played);
    },
  });
  const played = { controller, clock, events };
  return played;
}

/** A service that runs its first version; `configuration` applies from the second deployment on, and `events` starts empty. */
export async function runningService({ configuration = {}, watch, ...options }: PlayOptions = {}): Promise<Played> {
  let isDeployed = false;
  const played = newService({
    ...options,
    watch: (event, itself) => {
      if (isDeployed) watch?.(event, itself);
    },
  });
  await played.controller.deploy(version(1));
  played.controller.updateDeploymentConfiguration(configuration);
  played.events.length = 0;
  isDeployed = true;
  return played;
}

/** A deployment of the shop. */
export function version(number: number): DeploymentInput {
  const image = `123456789012.dkr.ecr.us-west-2.amazonaws.com/shop:1.${number}`;
  return { taskDefinition: `shop:${number}`, containerImages: [{ containerName: 'shop', image }] };
}

export function hookAt(
  stages: HookableStage | readonly HookableStage[],
  more: Partial<LifecycleHookInput> = {},
): LifecycleHookInput {
  const lifecycleStages = typeof stages === 'string' ? [stages] : stages;
  return { targetType: 'AWS_LAMBDA', hookTargetArn: hookArn, roleArn, lifecycleStages, ...more };
}

/** A function that returns these answers one after the other and then always the last, and records its events. */
export function answering(...answers: readonly unknown[]): { handler: HookHandler; calls: HookEvent[] } {
  const calls: HookEvent[] = [];
  const handler: HookHandler = (event) => {
    calls.push(event);
    return answers[Math.min(calls.length, answers.length) - 1];
  };
  return { handler, calls };
}

/** The EventBridge events about the deployment itself. */
export function stateChanges(events: readonly ControllerEvent[]): DeploymentStateChange[] {
  const published = only(events, 'eventbridge').map(({ event }) => event);
  return published.filter((event) => event['detail-type'] === 'ECS Deployment State Change');
}

/** The EventBridge events about its hooks. */
export function hookChanges(events: readonly ControllerEvent[]): HookStateChange[] {
  const published = only(events, 'eventbridge').map(({ event }) => event);
  return published.filter((event) => event['detail-type'] === 'ECS Hook State Change');
}

/** The events of one type. */
export function only<T extends ControllerEvent['type']>(
  events: readonly ControllerEvent[],
  type: T,
): Extract<ControllerEvent, { type: T }>[] {
  return events.filter((event): event is Extract<ControllerEvent, { type: T }> => event.type === type);
}

/** The stages entered, those of a rollback with an arrow before. */
export function stagesOf(events: readonly ControllerEvent[]): string[] {
  return only(events, 'stage-entered').map(({ stage, isRollback }) => (isRollback ? `← ${stage}` : stage));
}

export function statusesOf(events: readonly ControllerEvent[], serviceDeploymentArn?: string): string[] {
  return only(events, 'deployment-status')
    .filter((event) => serviceDeploymentArn === undefined || event.serviceDeploymentArn === serviceDeploymentArn)
    .map(({ status }) => status);
}

/** Seconds between two moments. */
export function secondsBetween(one: Date | undefined, other: Date | undefined): number {
  return ((other?.getTime() ?? Number.NaN) - (one?.getTime() ?? Number.NaN)) / 1000;
}
