import type { Service } from '@aws-sdk/client-ecs';
import type { ControllerClock } from '../clock/controller-clock.ts';
import type { Controller } from '../controller-api.ts';
import type { PlayedLoadBalancer } from '../ecs/resources.ts';
import { EcsApiError } from './ecs-api-error.ts';
import { ResourceTags } from './resource-tags.ts';
import { SettingsOfServices } from './service-settings.ts';
import type { RegisteredTaskDefinition, TaskDefinitionInput, TaskDefinitions } from './task-definitions.ts';

/** The service that CreateService asks for. */
export type NewService = {
  cluster: string;
  service: string;
  /** Undefined if the request names none. */
  desiredCount: number | undefined;
  /** Missing if the request names none. */
  loadBalancers?: readonly PlayedLoadBalancer[];
};

/** The clusters and services behind one endpoint: one account in one Region. A request about one service reads no other. */
export class EcsRegion {
  readonly taskDefinitions: TaskDefinitions;
  readonly tags = new ResourceTags();
  readonly settings = new SettingsOfServices();
  /** The time of the services. */
  readonly clock: ControllerClock;
  /** By the ARN of their service, oldest first. */
  readonly #controllers: Map<string, Controller>;
  /** ARNs by name. */
  readonly #clusters: ReadonlyMap<string, string>;
  /** Those of CreateService. */
  readonly #created = new Set<Controller>();
  readonly #deleted = new Map<string, Service>();
  /** How many deployments of each have been read for their task definitions. */
  readonly #adopted = new WeakMap<Controller, number>();
  readonly #makeController: ((service: NewService) => Controller) | undefined;
  readonly #arnPrefix: string;

  /** @throws {TypeError} if there is none, or two of one service */
  constructor(
    controllers: readonly Controller[],
    taskDefinitions: TaskDefinitions,
    makeController: ((service: NewService) => Controller) | undefined,
  ) {
    const [first] = controllers;
    if (!first) throw new TypeError('controllers is empty; give at least one');
    this.clock = first.clock;
    this.#arnPrefix = first.clusterArn.replace(/:cluster\/.*/, '');
    this.#controllers = new Map(controllers.map((controller) => [controller.serviceArn, controller]));
    this.#clusters = new Map(controllers.map(({ clusterArn }) => [nameFromArn(clusterArn), clusterArn]));
    if (this.#controllers.size < controllers.length) {
      throw new TypeError(
        `controllers has ${controllers.length} for ${this.#controllers.size} services; give one for each`,
      );
    }
    this.taskDefinitions = taskDefinitions;
    this.#makeController = makeController;
  }

  /** Every service of a cluster, oldest first. */
  servicesIn(clusterArn: string): readonly Controller[] {
    return [...this.#controllers.values()].filter((one) => one.clusterArn === clusterArn && isCreated(one));
  }

  /** @param reference ARN, `family:revision`, or `family` for the latest revision */
  findTaskDefinition(reference: string): RegisteredTaskDefinition | undefined {
    // A revision that is known cannot change, so the deployments of all services need not be looked through.
    const known = /:\d+$/.test(reference) ? this.taskDefinitions.find(reference) : undefined;
    if (known) return known;
    this.#adoptUsed();
    return this.taskDefinitions.find(reference);
  }

  registerTaskDefinition(input: TaskDefinitionInput): RegisteredTaskDefinition {
    this.#adoptUsed();
    return this.taskDefinitions.register(input);
  }

  listTaskDefinitions(): readonly RegisteredTaskDefinition[] {
    this.#adoptUsed();
    return this.taskDefinitions.list();
  }

  /** An ARN of this account and Region. */
  arnOf(type: 'cluster' | 'task', name: string): string {
    return `${this.#arnPrefix}:${type}/${name}`;
  }

  clusterArns(): readonly string[] {
    return [...this.#clusters.values()];
  }

  /** @param cluster name or ARN; undefined is the cluster `default` */
  findCluster(cluster = 'default'): string | undefined {
    const found = this.#clusters.get(nameFromArn(cluster));
    return cluster === found || !cluster.includes('/') ? found : undefined;
  }

  /**
   * @param cluster name or ARN; undefined is the cluster `default`
   * @throws {EcsApiError} ClusterNotFoundException
   */
  clusterArn(cluster: string | undefined): string {
    const found = this.findCluster(cluster);
    if (found === undefined) throw new EcsApiError('ClusterNotFoundException', 'Cluster not found.');
    return found;
  }

  /**
   * @param service name or ARN
   * @param cluster name or ARN; undefined is the cluster in the service's ARN, or else `default`
   * @throws {EcsApiError} ClusterNotFoundException, ServiceNotFoundException, ServiceNotActiveException
   */
  service(service: string, cluster: string | undefined): Controller {
    const found = this.findService(service, cluster);
    if (found) return found;
    if (this.findDeleted(service, cluster)) {
      throw new EcsApiError('ServiceNotActiveException', 'Service was not ACTIVE.');
    }
    throw new EcsApiError('ServiceNotFoundException', 'Service not found.');
  }

  /** @throws {EcsApiError} ClusterNotFoundException */
  findService(service: string, cluster: string | undefined): Controller | undefined {
    return this.#createdService(this.#serviceArn(service, cluster));
  }

  /**
   * The last description of a service that was deleted.
   *
   * @throws {EcsApiError} ClusterNotFoundException
   */
  findDeleted(service: string, cluster: string | undefined): Service | undefined {
    return this.#deleted.get(this.#serviceArn(service, cluster));
  }

  /** Whether a service has this ARN. */
  hasService(serviceArn: string): boolean {
    return this.#createdService(serviceArn) !== undefined;
  }

  /** The service that a `service-deployment` or `service-revision` ARN belongs to. */
  serviceOf(arn: string): Controller | undefined {
    return this.#createdService(arn.replace(/:service-(deployment|revision)\//, ':service/').replace(/\/[^/]*$/, ''));
  }

  /**
   * The controller for a service to be created: a given one that has not deployed anything yet, or a new one. See {@link EcsRegion.add}.
   *
   * @throws {EcsApiError} ClusterNotFoundException, InvalidParameterException (the service exists), UnsupportedFeatureException
   */
  newService({ cluster, ...request }: Omit<NewService, 'cluster'> & { cluster: string | undefined }): Controller {
    const clusterArn = this.clusterArn(cluster);
    const serviceArn = serviceArnIn(clusterArn, request.service);
    const given = this.#controllers.get(serviceArn);
    if (given && isCreated(given)) {
      throw new EcsApiError('InvalidParameterException', 'Creation of service was not idempotent.');
    }
    const controller = given ?? this.#makeController?.({ ...request, cluster: nameFromArn(clusterArn) });
    if (!controller) {
      const what = `no controller plays ${serviceArn}; give one to startEcsApi, or a createController`;
      throw new EcsApiError('UnsupportedFeatureException', what);
    }
    return controller;
  }

  /** Adds the controller of a service that was created. */
  add(controller: Controller): void {
    this.#deleted.delete(controller.serviceArn);
    if (this.#controllers.has(controller.serviceArn)) return;
    this.#controllers.set(controller.serviceArn, controller);
    this.#created.add(controller);
  }

  /**
   * Ends a service and its controller.
   *
   * @throws {EcsApiError} UnsupportedFeatureException if the controller was given by the host, which may need it
   */
  remove(controller: Controller, description: Service): void {
    if (!this.#created.delete(controller)) {
      const what = `the controller of ${controller.serviceArn} was given to startEcsApi, so only its host can end the service`;
      throw new EcsApiError('UnsupportedFeatureException', what);
    }
    this.#controllers.delete(controller.serviceArn);
    this.#deleted.set(controller.serviceArn, description);
    controller.close();
  }

  #createdService(serviceArn: string): Controller | undefined {
    const found = this.#controllers.get(serviceArn);
    return found && isCreated(found) ? found : undefined;
  }

  /** The ARN that a service of this name has in its cluster. One that belongs to another cluster finds nothing. */
  #serviceArn(service: string, cluster: string | undefined): string {
    const serviceArn = serviceArnIn(this.clusterArn(cluster ?? clusterOf(service)), nameFromArn(service));
    return service.includes('/') && service !== serviceArn ? '' : serviceArn;
  }

  /** Task definitions that a service uses can be named too: its deployments may not have been started through this API. */
  #adoptUsed(): void {
    for (const controller of this.#controllers.values()) {
      const fresh = controller.deploymentCount - (this.#adopted.get(controller) ?? 0);
      if (fresh === 0) continue;
      for (const { targetServiceRevisionArn } of controller.listServiceDeployments().slice(0, fresh)) {
        const { taskDefinition, containerImages } = controller.describeServiceRevision(targetServiceRevisionArn);
        this.taskDefinitions.adopt(taskDefinition, containerImages);
      }
      this.#adopted.set(controller, controller.deploymentCount);
    }
  }
}

/** The ARN of a service of this name. */
export function serviceArnIn(clusterArn: string, name: string): string {
  return `${clusterArn.replace(':cluster/', ':service/')}/${name}`;
}

/** The last part of an ARN. */
export function nameFromArn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** A service that has not deployed anything does not exist yet. It still exists when ECS no longer shows its last deployment. */
function isCreated({ deploymentCount }: Controller): boolean {
  return deploymentCount > 0;
}

/** `arn:aws:ecs:…:service/<cluster>/<service>` */
function clusterOf(service: string): string | undefined {
  return /^arn:[^/]*:service\/([^/]+)\/[^/]+$/.exec(service)?.[1];
}
