import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ScaledClock } from '../controller/clock/scaled-clock.ts';
import { createController } from '../controller/controller.ts';
import type { Controller, ControllerOptions } from '../controller/controller-api.ts';
import { ControllerError } from '../controller/controller-error.ts';
import type { DeploymentConfigurationInput } from '../controller/ecs/deployment-configuration.ts';
import { isFinal, type LoadBalancer, type TimeoutAction } from '../controller/ecs/resources.ts';
import type { ControllerEvent } from '../controller/events.ts';
import type { FunctionResolver } from '../controller/lambda/hook-function.ts';
import type { ControllerSnapshot } from '../controller/state/controller-snapshot.ts';
import { defaultSwitches, type Switches } from '../controller/switches.ts';
import { LocalAlarms } from './aws/local-alarms.ts';
import type { Traffic } from './load-balancer/create-traffic.ts';
import { localBackend, versionOfImage } from './local-backend.ts';
import { foundService, nextVersion, release, retailAlarms, retailNames } from './retail-service.ts';
import type { ServiceStore } from './service-store.ts';
import { DeploymentHistory } from './view/deployment-history.ts';
import { functionNameOf } from './view/format-event.ts';
import { RefusedError } from './view/refused-error.ts';
import type { ServiceData } from './view/sandbox-data.ts';
import { faultsOf, isOverAfter, type SandboxFault, sandboxFaultKinds } from './view/sandbox-faults.ts';
import type { DeployChoice } from './view/strategies.ts';
import { viewFactsOf } from './view/view-facts.ts';
import { applyEvent, emptyView } from './view/view-state.ts';

type LocalServiceOptions = {
  store: ServiceStore;
  /** What the store held; without it, a new service is created. */
  kept: ControllerSnapshot | undefined;
  clock: ScaledClock;
  /** As in ECS, including the second one if there are two. */
  loadBalancers: readonly LoadBalancer[];
  switches: Partial<Switches>;
  production: Traffic;
  test: Traffic;
  /** Requests production once. */
  visit: () => Promise<void>;
  /** Resolves once somebody who watches has noticed something. */
  notice: () => Promise<void>;
  /** Called with every event of the controller, once the view shows it. */
  onEvent: (event: ControllerEvent) => void;
  /** Called when something other than the controller changed the result of {@link LocalService.read}. */
  onChange: () => void;
  /** Called when the service could not be saved. */
  onError: (error: unknown) => void;
};

type StartOptions = {
  configurationOf: (choice: DeployChoice) => DeploymentConfigurationInput;
  functions: FunctionResolver;
};

export type LocalService = {
  controller: Controller;
  alarms: LocalAlarms;
  /** Restores what ran last. */
  start(options: StartOptions): Promise<void>;
  read(): ServiceData;
  /** @throws {RefusedError} while a deployment runs */
  deploy(choice?: Partial<DeployChoice>): { serviceDeploymentArn: string; serviceRevisionArn: string };
  /** @throws {RefusedError} while no deployment runs */
  rollBack(): void;
  /** @throws {RefusedError} if no such pause hook awaits an answer */
  answerPause(hookId: string, action: TimeoutAction): void;
  /** @throws {RefusedError} if there is no such alarm */
  setAlarm(name: string, state: 'OK' | 'ALARM'): void;
  setFault(kind: SandboxFault, isOn: boolean): void;
  /** Breaks or fixes the version being deployed, or otherwise the next one. Never the version that serves production alone. */
  setBroken(isBroken: boolean): void;
  /** Makes the same version slow, or fast again. */
  setSlow(isSlow: boolean): void;
  stop(): Promise<void>;
};

/** The shop as an ECS service: its controller, its tasks and what is known about them. Continues from the saved state. */
export async function openService(options: LocalServiceOptions): Promise<LocalService> {
  const { store, kept, clock, loadBalancers, production, test, visit, notice, onEvent, onChange, onError } = options;
  const switches = { ...defaultSwitches, ...options.switches };
  const snapshot = kept ?? (await foundService(clock.now(), loadBalancers));
  const alarms = new LocalAlarms(Object.values(retailAlarms), clock);
  let isUp = false;
  let functions: FunctionResolver = () => undefined;
  let configurationOf: StartOptions['configurationOf'] = ({ strategy }) => ({ strategy });
  let lastChoice: DeployChoice = { strategy: 'BLUE_GREEN', pauses: false };
  const faults = new Set<SandboxFault>();
  let view = emptyView;
  let isBroken = false;
  let isSlow = false;

  // What a restart restores was healthy before, so there is no wait for it.
  const backend = localBackend({
    ...{ production, test, visit },
    notice: async () => await (isUp ? notice() : undefined),
    taskSeconds: (index) => (isUp ? 20 + 5 * index : 0),
  });
  const controller = restore(store.path, {
    service: { ...retailNames, loadBalancers },
    functions: (arn) => functions(arn),
    clock,
    backend,
    switches,
    snapshot,
    onEvent: (event) => {
      const { weights } = view;
      view = applyEvent(view, event, (arn) => viewFactsOf(controller.describeServiceDeployment(arn), switches));
      history.add(event, view, weights);
      if (event.type === 'deployment-status' && isFinal(event.status)) isBroken = isSlow = false;
      if (event.type === 'fault' && isOverAfter(event.fault)) setFault(event.fault, false);
      if (isUp) save().catch(onError);
      onEvent(event);
    },
  });

  // Only once the controller has found that what was kept is a service.
  let interruptedArn = kept?.deployments.find(({ status }) => !isFinal(status))?.serviceDeploymentArn;
  const history = new DeploymentHistory({
    folder: join(dirname(store.path), 'deployments'),
    describe: (arn) => controller.describeServiceDeployment(arn),
    versionOf,
    onError,
  });
  await history.load();

  const save = () => store.save(() => controller.snapshot());

  function setFault(kind: SandboxFault, isOn: boolean): void {
    if (isOn) faults.add(kind);
    else faults.delete(kind);
    controller.controls.setFaults(faultsOf(faults));
    onChange();
  }

  function runningDeployment() {
    return controller.listServiceDeployments().find(({ status }) => !isFinal(status));
  }

  function versionOf(serviceRevisionArn: string): string {
    return versionOfImage(controller.describeServiceRevision(serviceRevisionArn).containerImages[0]?.image);
  }

  /** The hook's alarm only if that hook is attached: otherwise nothing would happen. */
  function alarmsSeen(): ServiceData['alarms'] {
    const isAsked = attachedTo(configurationOf).some((name) => name.endsWith('-alarm-hook'));
    const seen = (watcher: 'hook' | 'ecs') => {
      const name = retailAlarms[watcher];
      return { name, watcher, isRaised: alarms.isRaised(name) };
    };
    return isAsked ? [seen('hook'), seen('ecs')] : [seen('ecs')];
  }

  function versionToDeploy(): string {
    const [newest] = controller.listServiceDeployments();
    return nextVersion(newest === undefined ? '1.40' : versionOf(newest.targetServiceRevisionArn));
  }

  function interrupted(): Pick<ServiceData, 'interrupted'> {
    const stopped = controller.listServiceDeployments().find((one) => one.serviceDeploymentArn === interruptedArn);
    if (stopped?.finishedAt === undefined) return {};
    return { interrupted: { version: versionOf(stopped.targetServiceRevisionArn), at: stopped.finishedAt } };
  }

  return {
    controller,
    alarms,

    async start(options) {
      ({ functions, configurationOf } = options);
      await controller.start();
      isUp = true;
      await save();
    },

    read: () => ({
      service: retailNames.service,
      cluster: retailNames.cluster,
      view,
      deployments: controller.listServiceDeployments(),
      ...interrupted(),
      history: history.list(),
      primaryRevisionArn: controller.controls.primaryRevisionArn(),
      versionOf,
      nextVersion: versionToDeploy(),
      attached: attachedTo(configurationOf),
      weights: controller.controls.trafficWeights(),
      choice: lastChoice,
      alarms: alarmsSeen(),
      faults: sandboxFaultKinds.filter((kind) => faults.has(kind)),
      isBroken,
      isSlow,
    }),

    deploy(choice = {}) {
      const running = runningDeployment();
      if (running !== undefined) {
        throw new RefusedError(`A deployment is ${running.status}. Wait until it has ended, or roll it back.`);
      }
      const version = versionToDeploy();
      const { strategy, approvals = 1 } = lastChoice;
      lastChoice = { strategy, approvals, pauses: false, ...choice };
      const deploymentConfiguration = configurationOf(lastChoice);
      const started = controller.startDeployment({ ...release(version), deploymentConfiguration });
      interruptedArn = undefined;
      backend.paint(started.serviceRevisionArn);
      backend.setBroken(started.serviceRevisionArn, isBroken);
      backend.setSlow(started.serviceRevisionArn, isSlow);
      return started;
    },

    rollBack() {
      const running = runningDeployment();
      if (running === undefined) {
        throw new RefusedError('Nothing is being deployed. Only a new deployment changes a deployment that has ended.');
      }
      controller.stopServiceDeployment({ serviceDeploymentArn: running.serviceDeploymentArn });
    },

    answerPause(hookId, action) {
      const serviceDeploymentArn = runningDeployment()?.serviceDeploymentArn ?? '';
      try {
        controller.continueServiceDeployment({ serviceDeploymentArn, hookId, action });
      } catch (cause) {
        if (!(cause instanceof ControllerError)) throw cause;
        throw new RefusedError(`Nothing waits for that answer any more. ECS says: ${cause.message}`);
      }
    },

    setAlarm(name, state) {
      if (!Object.values<string>(retailAlarms).includes(name)) throw new RefusedError(`There is no alarm ${name}.`);
      alarms.set(name, state);
      controller.controls.setAlarmState(name, state);
      onChange();
    },

    setFault,

    setBroken(next) {
      isBroken = next;
      const running = runningDeployment();
      if (running !== undefined) backend.setBroken(running.targetServiceRevisionArn, next);
      onChange();
    },

    setSlow(next) {
      isSlow = next;
      const running = runningDeployment();
      if (running !== undefined) backend.setSlow(running.targetServiceRevisionArn, next);
      onChange();
    },

    async stop() {
      controller.close();
      await history.close();
      if (isUp) await save();
      await backend.stop();
    },
  };
}

/** Names of the functions that a deployment calls. */
function attachedTo(configurationOf: StartOptions['configurationOf']): string[] {
  const { lifecycleHooks = [] } = configurationOf({ strategy: 'BLUE_GREEN', pauses: false });
  return lifecycleHooks.flatMap(({ hookTargetArn }) =>
    hookTargetArn === undefined ? [] : functionNameOf(hookTargetArn),
  );
}

function restore(path: string, options: ControllerOptions): Controller {
  try {
    const controller = createController(options);
    refuseOtherLoadBalancers(path, controller, options.service.loadBalancers);
    return controller;
  } catch (cause) {
    if (!(cause instanceof ControllerError && cause.code === 'INVALID_SNAPSHOT')) throw cause;
    throw new Error(`${path} does not hold a service (${cause.message}); remove it to start again`, { cause });
  }
}

/** A revision keeps the listeners that it was deployed with, so they have to be the same. */
function refuseOtherLoadBalancers(
  path: string,
  controller: Controller,
  wanted: ControllerOptions['service']['loadBalancers'],
) {
  const primary = controller.controls.primaryRevisionArn();
  if (primary === undefined) return;
  const { loadBalancers } = controller.describeServiceRevision(primary);
  if (isDeepStrictEqual(loadBalancers, wanted)) return;
  throw new Error(`${path} has a service with other listeners; choose another folder, or remove this one`);
}
