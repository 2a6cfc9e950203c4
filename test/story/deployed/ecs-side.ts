import {
  ContinueServiceDeploymentCommand,
  CreateServiceCommand,
  DescribeServiceDeploymentsCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type ServiceDeployment,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { ScaledClock } from '../../../src/controller/clock/scaled-clock.ts';
import { createController } from '../../../src/controller/controller.ts';
import type { Controller } from '../../../src/controller/controller-api.ts';
import { startEcsApi } from '../../../src/controller/ecs-api/start-ecs-api.ts';
import type { ControllerEvent } from '../../../src/controller/events.ts';
import type { HookHandler } from '../../../src/controller/lambda/hook-function.ts';
import type { Ministack } from '../../helpers/ministack.ts';
import { invokeDeployed } from './stack.ts';

/** One element of a service's `lifecycleHooks`, as the README has it. */
export type Hook = { hookTargetArn: string; roleArn: string; lifecycleStages: string[]; hookDetails: object };

export type Pause = { targetType: 'PAUSE'; lifecycleStages: string[] };

/** One service as an operator sees it, through the ECS API. */
export type PlayedService = {
  clock: ScaledClock;
  /** Everything that happened since the release began. */
  events: readonly ControllerEvent[];
  /** Releases a new version with these hooks attached. */
  release(hooks: readonly (Hook | Pause)[]): Promise<void>;
  /** Resolves once this is true; rejects with everything that happened if the deployment ends first. */
  until(what: string, isSo: (event: ControllerEvent) => boolean): Promise<void>;
  /** Continues the pause at which the deployment waits. */
  continuePause(): Promise<void>;
  /** Asks ECS to roll back. */
  stop(): Promise<void>;
  ended(): Promise<ServiceDeployment>;
};

export type EcsSide = {
  endpoint: string;
  service(name: string): PlayedService;
  stop(): Promise<void>;
};

/** Simulated seconds per second while nobody has to act. */
const quick = 60;

/**
 * ECS as Greenlight meets it: our controllers behind the ECS API. They call the deployed functions by Lambda's Invoke and tell EventBridge what
 * happens, as ECS does.
 */
export async function startEcsSide(ministack: Ministack, names: readonly string[]): Promise<EcsSide> {
  // What ECS does with the role of the hook.
  const invoke = (arn: string) => invokeDeployed(ministack, arn) as HookHandler;
  const parts = names.map((name) => newService(name, ministack, invoke));
  const api = await startEcsApi({ controllers: parts.map(({ controller }) => controller) });
  const client = new ECSClient({ ...ministack.clientConfig, endpoint: api.endpoint });
  const services = new Map(names.map((name, index) => [name, playedService(name, client, parts[index] as Part)]));
  return {
    endpoint: api.endpoint,
    service: (name) => services.get(name) as PlayedService,
    async stop() {
      for (const { controller } of parts) controller.close();
      // What is on its way to a bus that is about to be stopped may fail now.
      await Promise.allSettled(parts.flatMap(({ told }) => told));
      client.destroy();
      await api.stop();
    },
  };
}

type Part = {
  controller: Controller;
  clock: ScaledClock;
  events: ControllerEvent[];
  told: Promise<void>[];
  watchers: Set<(event: ControllerEvent) => void>;
};

function newService(service: string, ministack: Ministack, invoke: (arn: string) => HookHandler): Part {
  const clock = new ScaledClock({ factor: quick });
  const events: ControllerEvent[] = [];
  const told: Promise<void>[] = [];
  const watchers = new Set<(event: ControllerEvent) => void>();
  const controller = createController({
    service: {
      region: ministack.region,
      account: ministack.account,
      cluster: 'prod',
      service,
      desiredCount: 1,
      deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
    },
    functions: (arn) => ({ handler: invoke(arn), timeoutSeconds: 120 }),
    clock,
    seed: service,
    onEvent(event) {
      events.push(event);
      for (const watcher of watchers) watcher(event);
      if (event.type === 'eventbridge') told.push(ministack.publishEvent(event.event));
    },
  });
  return { controller, clock, events, told, watchers };
}

function playedService(name: string, client: ECSClient, { controller, clock, events, watchers }: Part): PlayedService {
  const service = { cluster: 'prod', taskDefinition: name };
  let arn = '';
  const register = (image: string) =>
    client.send(new RegisterTaskDefinitionCommand({ family: name, containerDefinitions: [{ name, image }] }));
  return {
    clock,
    events,
    async release(hooks) {
      await register(`${name}:1.41`);
      const created = await client.send(new CreateServiceCommand({ ...service, serviceName: name }));
      await controller.waitForDeployment(created.service?.currentServiceDeployment ?? '');
      await register(`${name}:1.42`);
      events.length = 0;
      const updated = await client.send(
        new UpdateServiceCommand({
          ...service,
          service: name,
          deploymentConfiguration: { lifecycleHooks: hooks as never },
        }),
      );
      arn = updated.service?.currentServiceDeployment ?? '';
    },
    until(what, isSo) {
      if (events.some(isSo)) return Promise.resolve();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const watcher = (event: ControllerEvent) => {
        if (isSo(event)) resolve();
        else if (event.type === 'deployment-status' && /SUCCESSFUL|FAILED|STOPPED/.test(event.status))
          reject(new Error(`the deployment of ${name} ended without ${what}: ${JSON.stringify(event)}`));
      };
      watchers.add(watcher);
      return promise.finally(() => watchers.delete(watcher));
    },
    async continuePause() {
      const waiting = events.findLast((event) => event.type === 'hook-awaiting');
      const hookId = waiting?.hookId ?? '';
      await client.send(
        new ContinueServiceDeploymentCommand({ serviceDeploymentArn: arn, hookId, action: 'CONTINUE' }),
      );
    },
    async stop() {
      await client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arn, stopType: 'ROLLBACK' }));
    },
    async ended() {
      await controller.waitForDeployment(arn);
      const { serviceDeployments = [] } = await client.send(
        new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }),
      );
      return serviceDeployments[0] ?? {};
    },
  };
}
