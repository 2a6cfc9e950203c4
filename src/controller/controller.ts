import { FaultSource } from './chance/faults.ts';
import { IdSource } from './chance/id-source.ts';
import type { ControllerClock } from './clock/controller-clock.ts';
import { VirtualClock } from './clock/virtual-clock.ts';
import type { Controller, ControllerControls, ControllerOptions, DeploymentInput } from './controller-api.ts';
import { ControllerError } from './controller-error.ts';
import { arnsOf, defaultLoadBalancer, defaultNames } from './ecs/arns.ts';
import { changeConfiguration, type DeploymentConfigurationInput } from './ecs/deployment-configuration.ts';
import { readLoadBalancers, requireAdvanced } from './ecs/load-balancers.ts';
import { continueErrors, hasFormOfHookId } from './ecs/pause-hooks.ts';
import {
  type DeploymentConfiguration,
  isFinal,
  type PlayedLoadBalancer,
  type ServiceDeployment,
  type ServiceDeploymentBrief,
  type ServiceRevision,
} from './ecs/resources.ts';
import { replacedBy } from './ecs/status-reason.ts';
import type { EventBody, PlayedAlarmState } from './events.ts';
import { addDeployment } from './play/add-deployment.ts';
import type { ControllerContext } from './play/controller-context.ts';
import { DeploymentRun } from './play/deployment.ts';
import { checkDesiredCount, Scaling } from './play/scaling.ts';
import { ServiceWork } from './play/service-work.ts';
import { inMemoryBackend } from './state/backend.ts';
import { type ControllerSnapshot, readSnapshot, takeSnapshot } from './state/controller-snapshot.ts';
import { briefOf, describeDeployment, describeRevision } from './state/descriptions.ts';
import { Observers } from './state/observers.ts';
import type { ServiceEvent } from './state/service-events.ts';
import { type DeploymentRecord, type Revision, ServiceState, taskCountsOf } from './state/service-state.ts';
import type { StoppedTask } from './state/stopped-tasks.ts';
import { defaultSwitches, listLagMs } from './switches.ts';

/**
 * Plays the ECS deployment controller for one service: all four strategies, Lambda hooks and pause hooks. BEHAVIOUR.md lists what is played and how,
 * with the source of each rule.
 *
 * @example
 * ```ts
 * import { createController } from 'ecs-greenlight/testing';
 *
 * const controller = createController({ service: {}, functions: () => undefined });
 * const { status } = await controller.deploy({
 *   taskDefinition: 'shop:1',
 *   containerImages: [{ containerName: 'shop', image: 'shop:1' }],
 *   deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
 * });
 * console.log(status); // prints: SUCCESSFUL
 * ```
 *
 * @throws {ControllerError} INVALID_CONFIGURATION, NOT_PLAYABLE, INVALID_SNAPSHOT
 */
export function createController(options: ControllerOptions): Controller {
  return new ServiceController(options);
}

class ServiceController implements Controller {
  readonly clusterArn: string;
  readonly serviceArn: string;
  readonly loadBalancers: readonly PlayedLoadBalancer[];
  readonly clock: ControllerClock;
  readonly controls: ControllerControls = {
    setFaults: (faults) => {
      this.#world.faults = new FaultSource(faults, this.#world.ids);
    },
    setAlarmState: (alarmName, state) => this.#setAlarmState(alarmName, state),
    trafficWeights: () => ({ ...this.#service.weights }),
    taskCounts: (serviceRevisionArn) => taskCountsOf(this.#revision(serviceRevisionArn)),
    taskTimes: (serviceRevisionArn) => this.#observers.stoppedTasks.timesOf(serviceRevisionArn),
    primaryRevisionArn: () => this.#service.primaryArn,
  };
  readonly #world: ControllerContext;
  readonly #service: ServiceState;
  readonly #isRestored: boolean;
  readonly #runs = new Map<string, DeploymentRun>();
  readonly #closed = new AbortController();
  readonly #scaling: Scaling;
  readonly #observers: Observers;
  #desiredCount: number;
  #sequence: number;

  constructor(options: ControllerOptions) {
    const { desiredCount = 3, loadBalancers, deploymentConfiguration, ...givenNames } = options.service;
    const names = { ...defaultNames, ...givenNames };
    const arns = arnsOf(names);
    const restored = options.snapshot === undefined ? undefined : readSnapshot(options.snapshot, arns.service);
    this.clusterArn = arns.cluster;
    this.serviceArn = arns.service;
    this.clock = options.clock ?? new VirtualClock();
    this.#service = restored?.service ?? new ServiceState();
    this.loadBalancers = readLoadBalancers(loadBalancers ?? [defaultLoadBalancer(names)]);
    this.#desiredCount = desiredCount;
    this.#isRestored = restored !== undefined;
    this.#sequence = restored?.sequence ?? 0;
    const ids = restored?.ids ?? IdSource.fromSeed(options.seed ?? 1);
    this.#world = {
      names,
      arns,
      clock: this.clock,
      ids,
      backend: options.backend ?? inMemoryBackend(),
      functions: options.functions,
      faults: new FaultSource(options.faults ?? {}, ids),
      switches: { ...defaultSwitches, ...options.switches },
      service: this.#service,
      alarms: new Map(),
      inBackground: (work) => this.#scaling.run(work),
      stopBackground: () => this.#scaling.stop(),
      desiredCount: () => this.#desiredCount,
      taskFailed: (arn, fault) => this.#observers.taskFailed(arn, fault, this.clock.now()),
      emit: (body, serviceDeploymentArn) => this.#emit(body, serviceDeploymentArn),
    };
    this.#scaling = new Scaling(this.#world);
    this.#observers = new Observers(options, this.#world);
    if (deploymentConfiguration && !this.#service.configuration)
      this.updateDeploymentConfiguration(deploymentConfiguration);
  }

  get desiredCount(): number {
    return this.#desiredCount;
  }

  get deploymentConfiguration(): DeploymentConfiguration | undefined {
    return this.#service.configuration;
  }

  get deploymentCount(): number {
    return this.#service.deployments.size;
  }

  async start(): Promise<void> {
    this.#refuseIfClosed();
    if (this.#isRestored) await this.clock.run(new ServiceWork(this.#world).bringUpRestored(this.#closed.signal));
  }

  startDeployment(input: DeploymentInput): { serviceDeploymentArn: string; serviceRevisionArn: string } {
    this.#refuseIfClosed();
    checkDesiredCount(input.desiredCount);
    const configuration = this.#change(input.deploymentConfiguration ?? {});
    const replaced = this.#whatANewDeploymentReplaces();
    this.#service.configuration = configuration;
    this.#desiredCount = input.desiredCount ?? this.#desiredCount;
    const record = addDeployment(this.#world, input, this);
    const { serviceDeploymentArn } = record;
    replaced?.replace(replacedBy(serviceDeploymentArn));
    const previous = Promise.all([replaced?.ended, this.#scaling.stop()]).then(() => {});
    this.#runs.set(serviceDeploymentArn, new DeploymentRun(this.#world, record, this.desiredCount, previous));
    return { serviceDeploymentArn, serviceRevisionArn: record.targetArn };
  }

  async waitForDeployment(serviceDeploymentArn: string): Promise<ServiceDeployment> {
    this.#record(serviceDeploymentArn);
    await this.clock.run(this.#runs.get(serviceDeploymentArn)?.ended ?? Promise.resolve());
    this.#refuseIfClosed();
    return this.describeServiceDeployment(serviceDeploymentArn);
  }

  deploy(input: DeploymentInput): Promise<ServiceDeployment> {
    return this.waitForDeployment(this.startDeployment(input).serviceDeploymentArn);
  }

  updateDeploymentConfiguration(change: DeploymentConfigurationInput): void {
    this.#refuseIfClosed();
    this.#service.configuration = this.#change(change);
  }

  updateService({ deploymentConfiguration = {}, desiredCount = this.#desiredCount }: Partial<DeploymentInput>): void {
    this.#refuseIfClosed();
    checkDesiredCount(desiredCount);
    this.updateDeploymentConfiguration(deploymentConfiguration);
    if (desiredCount !== this.#desiredCount) this.#changeDesiredCount(desiredCount);
  }

  stopServiceDeployment(input: Parameters<Controller['stopServiceDeployment']>[0]): { serviceDeploymentArn: string } {
    const { serviceDeploymentArn, stopType = 'ROLLBACK' } = input;
    this.#refuseIfClosed();
    const { status } = this.#record(serviceDeploymentArn);
    if (stopType !== 'ROLLBACK') {
      throw new ControllerError('NOT_PLAYABLE', `stopType is ${stopType}, which ECS does not support; write ROLLBACK`);
    }
    if (isFinal(status)) {
      throw new ControllerError('DEPLOYMENT_FINISHED', `${serviceDeploymentArn} is ${status} and cannot be stopped`);
    }
    this.#runs.get(serviceDeploymentArn)?.stop();
    return { serviceDeploymentArn };
  }

  continueServiceDeployment(input: Parameters<Controller['continueServiceDeployment']>[0]): {
    serviceDeploymentArn: string;
  } {
    const { serviceDeploymentArn, hookId, action = 'CONTINUE' } = input;
    this.#refuseIfClosed();
    if (!hasFormOfHookId(hookId)) throw continueErrors.invalidHookId();
    const record = this.#service.deployments.get(serviceDeploymentArn);
    if (!record) throw continueErrors.noDeployment();
    if (isFinal(record.status)) throw continueErrors.finished();
    const run = this.#runs.get(serviceDeploymentArn);
    if (!run?.isGoingForward || !run.answerPause(hookId, action))
      throw continueErrors.unavailable(this.#world.switches.refusedAnswer);
    return { serviceDeploymentArn };
  }

  describeServiceDeployment(serviceDeploymentArn: string): ServiceDeployment {
    const activeHooks = this.#runs.get(serviceDeploymentArn)?.activeHooks ?? [];
    return describeDeployment(this.#record(serviceDeploymentArn), this.#service, this.#world, activeHooks);
  }

  describeServiceRevision(serviceRevisionArn: string): ServiceRevision {
    return describeRevision(this.#revision(serviceRevisionArn), this.#world.arns);
  }

  listServiceDeployments(): readonly ServiceDeploymentBrief[] {
    return [...this.#service.deployments.values()].reverse().map((record) => briefOf(record, this.#world.arns));
  }

  listedServiceDeployments(): readonly ServiceDeploymentBrief[] {
    const latest = this.clock.now().getTime() - listLagMs[this.#world.switches.newDeploymentListed];
    return this.listServiceDeployments().filter(({ createdAt }) => createdAt.getTime() <= latest);
  }

  serviceEvents(): readonly ServiceEvent[] {
    return this.#observers.serviceEvents.list();
  }

  stoppedTasks(): readonly StoppedTask[] {
    return this.#observers.stoppedTasks.list(this.clock.now());
  }

  snapshot(): ControllerSnapshot {
    return takeSnapshot({
      service: this.#service,
      serviceArn: this.serviceArn,
      sequence: this.#sequence,
      ids: this.#world.ids,
      at: this.clock.now(),
    });
  }

  close(): void {
    this.#closed.abort(new ControllerError('CLOSED', 'the controller was closed'));
    void this.#scaling.stop();
    for (const run of this.#runs.values()) run.close();
  }

  #change(change: DeploymentConfigurationInput): DeploymentConfiguration {
    const configuration = changeConfiguration(this.#service.configuration, change);
    requireAdvanced(this.loadBalancers, configuration.strategy);
    return configuration;
  }

  #changeDesiredCount(count: number, running = this.#runningDeployment()): void {
    this.#desiredCount = count;
    if (running) running.changeDesiredCount(count);
    else if (this.#service.primaryArn !== undefined) this.#scaling.to(this.#service.primaryArn, count);
  }

  #runningDeployment(): DeploymentRun | undefined {
    const last = [...this.#runs.values()].at(-1);
    return last?.hasEnded ? undefined : last;
  }

  #whatANewDeploymentReplaces(): DeploymentRun | undefined {
    const last = this.#runningDeployment();
    if (!last) return undefined;
    if (last.isGoingForward && this.#world.switches.deploymentWhileRunning === 'replace') return last;
    const what = `${last.serviceDeploymentArn} is ${last.status}; wait until it has ended`;
    throw new ControllerError('DEPLOYMENT_IN_PROGRESS', what);
  }

  #revision(serviceRevisionArn: string): Revision {
    const found = this.#service.revisions.get(serviceRevisionArn);
    if (!found) throw new ControllerError('NOT_FOUND', `there is no service revision ${serviceRevisionArn}`);
    return found;
  }

  #record(serviceDeploymentArn: string): DeploymentRecord {
    const found = this.#service.deployments.get(serviceDeploymentArn);
    if (!found) throw new ControllerError('NOT_FOUND', `there is no service deployment ${serviceDeploymentArn}`);
    return found;
  }

  #setAlarmState(alarmName: string, state: PlayedAlarmState): void {
    if ((this.#world.alarms.get(alarmName) ?? 'OK') === state) return;
    this.#world.alarms.set(alarmName, state);
    this.#emit({ type: 'alarm-changed', alarmName, state });
    if (state === 'ALARM') for (const run of this.#runs.values()) run.alarmFires(alarmName);
  }

  #emit(body: EventBody, serviceDeploymentArn?: string): void {
    if (this.#closed.signal.aborted) return;
    const head = { sequence: ++this.#sequence, at: this.clock.now() };
    this.#observers.record({ ...head, ...(serviceDeploymentArn !== undefined && { serviceDeploymentArn }), ...body });
  }

  #refuseIfClosed(): void {
    if (!this.#closed.signal.aborted) return;
    throw new ControllerError('CLOSED', 'the controller was closed; create another one from its snapshot');
  }
}
