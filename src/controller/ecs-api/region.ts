import type { Service } from '@aws-sdk/client-ecs';
import type { Controller } from '../controller-api.ts';
import type { PlayedLoadBalancer } from '../ecs/resources.ts';
import { EcsApiError } from './errors.ts';
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

/** The clusters and services behind one endpoint: one account in one Region. */
export class EcsRegion {
  readonly taskDefinitions: TaskDefinitions;
  readonly tags = new ResourceTags();
  readonly settings = new SettingsOfServices();
  readonly #controllers: Controller[];
  /** Those of CreateService. */
  readonly #created = new Set<Controller>();
  readonly #deleted = new Map<string, Service>();
  readonly #makeController: ((service: NewService) => Controller) | undefined;

  constructor(
    controllers: readonly Controller[],
    taskDefinitions: TaskDefinitions,
    makeController: ((service: NewService) => Controller) | undefined,
  ) {
    this.#controllers = [...controllers];
    this.taskDefinitions = taskDefinitions;
    this.#makeController = makeController;
  }

  /** Every service that was created, oldest first. */
  services(): readonly Controller[] {
    return this.#controllers.filter(isCreated);
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

  /** The time of the services. */
  now(): Date {
    return (this.#controllers[0] as Controller).clock.now();
  }

  /** An ARN of this account and Region. */
  arnOf(type: 'cluster' | 'task', name: string): string {
    const [prefix] = this.#controllers[0]?.clusterArn.split(':cluster/') ?? [];
    return `${prefix}:${type}/${name}`;
  }

  clusterArns(): readonly string[] {
    return [...new Set(this.#controllers.map(({ clusterArn }) => clusterArn))];
  }

  /**
   * @param cluster name or ARN; undefined is the cluster `default`
   * @throws {EcsApiError} ClusterNotFoundException
   */
  clusterArn(cluster: string | undefined): string {
    const found = this.clusterArns().find((arn) => arn === cluster || nameFromArn(arn) === (cluster ?? 'default'));
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
    const clusterArn = this.clusterArn(cluster ?? clusterOf(service));
    return this.services().find(
      (controller) =>
        controller.clusterArn === clusterArn &&
        (controller.serviceArn === service || nameFromArn(controller.serviceArn) === service),
    );
  }

  /** The last description of a service that was deleted. */
  findDeleted(service: string, cluster: string | undefined): Service | undefined {
    const clusterArn = this.clusterArn(cluster ?? clusterOf(service));
    return this.#deleted
      .values()
      .find((one) => one.clusterArn === clusterArn && (one.serviceArn === service || one.serviceName === service));
  }

  /** The service that a `service-deployment` or `service-revision` ARN belongs to. */
  serviceOf(arn: string): Controller | undefined {
    const serviceArn = arn.replace(/:service-(deployment|revision)\//, ':service/').replace(/\/[^/]*$/, '');
    return this.services().find((controller) => controller.serviceArn === serviceArn);
  }

  /**
   * The controller for a service to be created: a given one that has not deployed anything yet, or a new one. See {@link EcsRegion.add}.
   *
   * @throws {EcsApiError} ClusterNotFoundException, InvalidParameterException (the service exists), UnsupportedFeatureException
   */
  newService({ cluster, ...request }: Omit<NewService, 'cluster'> & { cluster: string | undefined }): Controller {
    const clusterArn = this.clusterArn(cluster);
    const serviceArn = `${clusterArn.replace(':cluster/', ':service/')}/${request.service}`;
    const given = this.#controllers.find((controller) => controller.serviceArn === serviceArn);
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
    if (this.#controllers.includes(controller)) return;
    this.#controllers.push(controller);
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
    this.#controllers.splice(this.#controllers.indexOf(controller), 1);
    this.#deleted.set(controller.serviceArn, description);
    controller.close();
  }

  /** Task definitions that a service uses can be named too: its deployments may not have been started through this API. */
  #adoptUsed(): void {
    for (const controller of this.services()) {
      for (const { targetServiceRevisionArn } of controller.listServiceDeployments()) {
        const { taskDefinition, containerImages } = controller.describeServiceRevision(targetServiceRevisionArn);
        this.taskDefinitions.adopt(taskDefinition, containerImages);
      }
    }
  }
}

/** The last part of an ARN. */
export function nameFromArn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** A service that has not deployed anything does not exist yet. */
function isCreated(controller: Controller): boolean {
  return controller.listServiceDeployments().length > 0;
}

/** `arn:aws:ecs:…:service/<cluster>/<service>` */
function clusterOf(service: string): string | undefined {
  return /^arn:[^/]*:service\/([^/]+)\/[^/]+$/.exec(service)?.[1];
}
