import { idOf } from '../controller/arns.ts';
import type { DeploymentConfigurationInput } from '../controller/configuration.ts';
import { createController } from '../controller/controller.ts';
import { ControllerError } from '../controller/errors.ts';
import type { ControllerEvent } from '../controller/events.ts';
import { isFinal } from '../controller/resources.ts';
import type { ScaledClock } from '../controller/scaled-clock.ts';
import type { ControllerSnapshot } from '../controller/snapshot.ts';
import type { Controller, ControllerOptions, FunctionResolver } from '../controller/types.ts';
import { LocalAlarms } from './aws/local-alarms.ts';
import { RefusedError } from './dashboard/refused-error.ts';
import type { ServiceData } from './dashboard/stage-data.ts';
import { applyEvent, emptyView } from './dashboard/view-state.ts';
import type { Listener } from './listener.ts';
import { localBackend, versionOfImage } from './local-backend.ts';
import { foundService, nextVersion, release, retailAlarm, retailLoadBalancer, retailNames } from './retail-service.ts';
import type { ServiceStore } from './service-store.ts';

export type LocalServiceOptions = {
  store: ServiceStore;
  /** What the store held; the service is founded where there is nothing. */
  kept: ControllerSnapshot | undefined;
  clock: ScaledClock;
  production: Listener;
  test: Listener;
  /** Called with everything the controller does, once the view shows it. */
  onEvent: (event: ControllerEvent) => void;
  /** Called when something else than the controller changed what {@link LocalService.read} gives. */
  onChange: () => void;
  /** Told when the service could not be kept. */
  onError: (error: unknown) => void;
};

export type StartOptions = { deploymentConfiguration: DeploymentConfigurationInput; functions: FunctionResolver };

export type LocalService = {
  controller: Controller;
  alarms: LocalAlarms;
  /** Brings up what ran last. */
  start(options: StartOptions): Promise<void>;
  read(): ServiceData;
  /** @throws {RefusedError} while a deployment runs */
  deploy(): { serviceDeploymentArn: string; serviceRevisionArn: string };
  /** @throws {RefusedError} while none runs */
  rollBack(): void;
  setAlarm(state: 'OK' | 'ALARM'): void;
  /** Breaks or mends the version that is being deployed, else the one that will be next. Never what serves production alone. */
  setBroken(isBroken: boolean): void;
  /** The target group that a service revision uses now. */
  targetGroupOf(revisionId: string): string | undefined;
  stop(): Promise<void>;
};

/** The shop as an ECS service: its controller, its tasks and what is known about them. Goes on from what was kept. */
export async function openService(options: LocalServiceOptions): Promise<LocalService> {
  const { store, kept, clock, production, test, onEvent, onChange, onError } = options;
  const snapshot = kept ?? (await foundService(clock.now()));
  const alarms = new LocalAlarms([retailAlarm], clock);
  let isUp = false;
  let functions: FunctionResolver = () => undefined;
  let view = emptyView;
  let isBroken = false;

  // What a restart brings back has been healthy before: nobody wants to wait for it.
  const backend = localBackend({ production, test, taskSeconds: (index) => (isUp ? 20 + 5 * index : 0) });
  const controller = restore(store.path, {
    service: { ...retailNames, loadBalancers: [retailLoadBalancer] },
    functions: (arn) => functions(arn),
    clock,
    backend,
    snapshot,
    onEvent: (event) => {
      view = applyEvent(view, event, factsOf);
      if (event.type === 'deployment-status' && isFinal(event.status)) isBroken = false;
      if (isUp) save().catch(onError);
      onEvent(event);
    },
  });

  const save = () => store.save(() => controller.snapshot());

  function factsOf(serviceDeploymentArn: string) {
    const { sourceServiceRevisions, targetServiceRevision } =
      controller.describeServiceDeployment(serviceDeploymentArn);
    const source = sourceServiceRevisions.at(-1)?.arn;
    return { ...(source !== undefined && { sourceRevisionArn: source }), targetRevisionArn: targetServiceRevision.arn };
  }

  function runningDeployment() {
    return controller.listServiceDeployments().find(({ status }) => !isFinal(status));
  }

  function versionOf(serviceRevisionArn: string): string {
    return versionOfImage(controller.describeServiceRevision(serviceRevisionArn).containerImages[0]?.image);
  }

  return {
    controller,
    alarms,

    async start({ deploymentConfiguration, functions: resolver }) {
      functions = resolver;
      controller.updateDeploymentConfiguration(deploymentConfiguration);
      await controller.start();
      isUp = true;
      await save();
    },

    read: () => ({
      service: retailNames.service,
      cluster: retailNames.cluster,
      view,
      deployments: controller.listServiceDeployments(),
      primaryRevisionArn: controller.controls.primaryRevisionArn(),
      versionOf,
      weights: controller.controls.trafficWeights(),
      alarm: { name: retailAlarm, isRaised: alarms.isRaised(retailAlarm) },
      isBroken,
    }),

    deploy() {
      const running = runningDeployment();
      if (running !== undefined) {
        throw new RefusedError(`A deployment is ${running.status}. Wait until it has ended, or roll it back.`);
      }
      const [newest] = controller.listServiceDeployments();
      const version = nextVersion(newest === undefined ? '1.40' : versionOf(newest.targetServiceRevisionArn));
      const started = controller.startDeployment(release(version));
      backend.paint(started.serviceRevisionArn);
      backend.setBroken(started.serviceRevisionArn, isBroken);
      return started;
    },

    rollBack() {
      const running = runningDeployment();
      if (running === undefined) {
        throw new RefusedError('Nothing is being deployed. What has ended is changed by a new deployment only.');
      }
      controller.stopServiceDeployment({ serviceDeploymentArn: running.serviceDeploymentArn });
    },

    setAlarm(state) {
      alarms.set(retailAlarm, state);
      controller.controls.setAlarmState(retailAlarm, state);
      onChange();
    },

    setBroken(next) {
      isBroken = next;
      const running = runningDeployment();
      if (running !== undefined) backend.setBroken(running.targetServiceRevisionArn, next);
      onChange();
    },

    targetGroupOf(revisionId) {
      const arn = controller
        .listServiceDeployments()
        .map(({ targetServiceRevisionArn }) => targetServiceRevisionArn)
        .find((target) => idOf(target) === revisionId);
      if (arn === undefined) return undefined;
      return controller.describeServiceRevision(arn).resolvedConfiguration?.loadBalancers[0]?.targetGroupArn;
    },

    async stop() {
      controller.close();
      await save();
      await backend.stop();
    },
  };
}

function restore(path: string, options: ControllerOptions): Controller {
  try {
    return createController(options);
  } catch (cause) {
    if (!(cause instanceof ControllerError && cause.code === 'INVALID_SNAPSHOT')) throw cause;
    throw new Error(`${path} holds no service (${cause.message}); remove it to begin anew`, { cause });
  }
}
