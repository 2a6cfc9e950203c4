import { VirtualClock } from '../controller/clock/virtual-clock.ts';
import { createController } from '../controller/controller.ts';
import type { Controller, DeploymentInput } from '../controller/controller-api.ts';
import { ControllerError } from '../controller/controller-error.ts';
import type { DeploymentConfigurationInput } from '../controller/ecs/deployment-configuration.ts';
import { isFinal } from '../controller/ecs/resources.ts';
import type { ControllerEvent } from '../controller/events.ts';
import { attachSimulatedHooks } from './attach-hooks.ts';
import { DeploymentLog } from './deployment-log.ts';
import { Replay, recorded } from './recording.ts';
import { SimulateError } from './simulate-error.ts';
import type { SimulatedHook, SimulateOptions, Simulation } from './simulation.ts';

/**
 * Plays one service deployment of ECS with these hooks, as BEHAVIOUR.md says, and returns the result. On the virtual clock a
 * deployment of 24 hours takes milliseconds.
 *
 * @example
 * ```ts
 * import { defineHook } from 'ecs-greenlight';
 * import { simulateDeployment } from 'ecs-greenlight/testing';
 *
 * const check = { name: 'smoke', run: () => ({ kind: 'fail', reason: 'the cart is empty' }) as const };
 *
 * const logger = { debug() {}, info() {}, warn() {}, error() {} };
 * const { status } = await simulateDeployment({
 *   strategy: 'BLUE_GREEN',
 *   hooks: ({ clock }) => [{ handler: defineHook({ check, clock, logger }), at: 'POST_TEST_TRAFFIC_SHIFT' }],
 * });
 * console.log(status); // prints: ROLLBACK_SUCCESSFUL
 * ```
 *
 * @throws {ControllerError} INVALID_CONFIGURATION, NOT_PLAYABLE
 * @throws {SimulateError} INVALID_OPTIONS, REPLAY_MISMATCH
 * @throws the reason of `signal`
 */
export async function simulateDeployment(options: SimulateOptions): Promise<Simulation> {
  const { strategy, seed = 1, desiredCount, switches, onCall, clock = new VirtualClock(), service } = options;
  const activeRevisions = readActiveRevisions(options);
  const replay = options.replay && new Replay(options.replay);
  const hooks = typeof options.hooks === 'function' ? options.hooks({ clock }) : (options.hooks ?? []);
  const { lifecycleHooks, functions } = attachSimulatedHooks(hooks, (handler, hook) => {
    const answering = replay ? replay.handlerFor(hook, () => controller.close()) : handler;
    return onCall ? recorded(answering, { hook, seed, record: onCall }) : answering;
  });
  const configuration: DeploymentConfigurationInput = {
    bakeTimeInMinutes: 10,
    ...options.deploymentConfiguration,
    strategy,
  };

  const over = new AbortController();
  let see: (event: ControllerEvent) => void = () => {};
  const controller = createController({
    service: {
      ...(desiredCount !== undefined && { desiredCount }),
      ...(service && { service: service.name, loadBalancers: service.loadBalancers }),
      deploymentConfiguration: withoutAlarms(configuration),
    },
    functions,
    clock,
    seed,
    ...(switches && { switches }),
    onEvent: (event) => see(event),
  });
  const end = () => controller.close();
  options.signal?.addEventListener('abort', end, { once: true });
  try {
    options.signal?.throwIfAborted();
    await runRevisions(controller, activeRevisions, (onEvent) => {
      see = onEvent;
    });

    if (options.faults) controller.controls.setFaults(options.faults);
    const events: ControllerEvent[] = [];
    see = (event) => events.push(event);
    const startedAt = clock.now();
    const weights = controller.controls.trafficWeights();
    const input = { ...version(activeRevisions + 1), deploymentConfiguration: { ...configuration, lifecycleHooks } };
    const { serviceDeploymentArn, serviceRevisionArn } = controller.startDeployment(input);
    const log = new DeploymentLog({
      strategy,
      clusterArn: controller.clusterArn,
      serviceArn: controller.serviceArn,
      serviceDeploymentArn,
      targetRevisionArn: serviceRevisionArn,
      sourceRevisionArn: controller.controls.primaryRevisionArn() ?? null,
      deploymentConfiguration: controller.describeServiceDeployment(serviceDeploymentArn).deploymentConfiguration,
      startedAt,
      weights,
    });
    const follow = (event: ControllerEvent) => {
      // Events of the replaced deployment are dropped.
      if (event.serviceDeploymentArn !== undefined && event.serviceDeploymentArn !== serviceDeploymentArn) return;
      log.add(event);
      if (event.type === 'hook-awaiting') void answerPause(controller, event, hooks[event.hookIndex], over.signal);
      options.onEvent?.(event, log);
    };
    for (const event of events) follow(event);
    see = (event) => {
      events.push(event);
      follow(event);
    };
    const deployment = await controller.waitForDeployment(serviceDeploymentArn).catch((cause: unknown) => {
      options.signal?.throwIfAborted();
      throw replay?.mismatch ?? cause;
    });
    replay?.finish();
    const { status } = deployment;
    if (!isFinal(status)) throw new Error(`the deployment was left ${status}`);
    return { status, ...progressOf(log), seed, events, deployment };
  } finally {
    options.signal?.removeEventListener('abort', end);
    over.abort('the simulation is over');
    controller.close();
  }
}

/** Answers a pause hook, as somebody would. */
async function answerPause(
  controller: Controller,
  { hookId, serviceDeploymentArn = '' }: Extract<ControllerEvent, { type: 'hook-awaiting' }>,
  hook: SimulatedHook | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (hook?.pause === undefined || hook.pause === 'unanswered') return;
  const { action, afterMinutes = 0 } = hook.pause;
  try {
    await controller.clock.sleep(afterMinutes * 60_000, signal);
    controller.continueServiceDeployment({ serviceDeploymentArn, hookId, action });
  } catch (cause) {
    // The pause, or the whole deployment, was already over.
    if (!signal.aborted && !(cause instanceof ControllerError)) throw cause;
  }
}

function readActiveRevisions({ firstDeployment = false, activeRevisions }: SimulateOptions): number {
  const count = activeRevisions ?? (firstDeployment ? 0 : 1);
  if (!Number.isInteger(count) || count < 0 || count > 2) {
    throw new SimulateError('INVALID_OPTIONS', `activeRevisions is ${count}; write 0, 1 or 2`);
  }
  if (firstDeployment && count > 0) {
    const what = `a first deployment finds no revision, and activeRevisions is ${count}; leave one of them out`;
    throw new SimulateError('INVALID_OPTIONS', what);
  }
  return count;
}

/** Deploys until this many revisions of the service are running, without hooks. */
async function runRevisions(
  controller: Controller,
  count: number,
  listen: (onEvent: (event: ControllerEvent) => void) => void,
): Promise<void> {
  if (count >= 1) await controller.deploy(version(1));
  if (count < 2) return;
  const isScaledUp = new Promise<void>((resolve) => {
    listen((event) => {
      if (event.type === 'stage-left' && event.stage === 'SCALE_UP') resolve();
    });
  });
  controller.startDeployment(version(2));
  await controller.clock.run(isScaledUp);
  listen(() => {});
}

/** No alarm affects the deployments before the simulated one. */
function withoutAlarms({ alarms: _, ...configuration }: DeploymentConfigurationInput): DeploymentConfigurationInput {
  return configuration;
}

function version(number: number): DeploymentInput {
  const image = `123456789012.dkr.ecr.us-west-2.amazonaws.com/my-service:${number}`;
  return { taskDefinition: `my-service:${number}`, containerImages: [{ containerName: 'my-service', image }] };
}

/** The log as plain data. */
function progressOf(log: DeploymentLog) {
  const { strategy, clusterArn, serviceArn, serviceDeploymentArn, targetRevisionArn, sourceRevisionArn } = log;
  const { deploymentConfiguration, statusReason, stages, hooks, weights, faults, virtualSeconds } = log;
  return {
    ...{ statusReason, strategy, stages, hooks, weights, faults, virtualSeconds },
    ...{ clusterArn, serviceArn, serviceDeploymentArn, targetRevisionArn, sourceRevisionArn, deploymentConfiguration },
  };
}
