import { isDeepStrictEqual } from 'node:util';
import type { Service } from '@aws-sdk/client-ecs';

/** The members of a service that have no effect here, and are returned as they were given. */
type ServiceSettings = Pick<Service, (typeof settingNames)[number]>;

const settingNames = [
  'availabilityZoneRebalancing',
  'capacityProviderStrategy',
  'enableECSManagedTags',
  'enableExecuteCommand',
  'healthCheckGracePeriodSeconds',
  'launchType',
  'networkConfiguration',
  'placementConstraints',
  'placementStrategy',
  'platformFamily',
  'platformVersion',
  'propagateTags',
] as const satisfies readonly (keyof Service)[];

/** "This parameter triggers a new service deployment." */
const triggers = ['networkConfiguration', 'platformVersion'] as const satisfies readonly (keyof ServiceSettings)[];

/** What a service has that says nothing: Fargate, because there are no container instances here. */
const defaults: ServiceSettings = {
  availabilityZoneRebalancing: 'DISABLED',
  enableECSManagedTags: false,
  enableExecuteCommand: false,
  healthCheckGracePeriodSeconds: 0,
  launchType: 'FARGATE',
  placementConstraints: [],
  placementStrategy: [],
  platformFamily: 'Linux',
  platformVersion: 'LATEST',
  propagateTags: 'NONE',
};

/** The settings of every service, and of each of its revisions when it was created. */
export class SettingsOfServices {
  readonly #services = new Map<string, ServiceSettings>();
  readonly #revisions = new Map<string, ServiceSettings>();

  of(serviceArn: string): ServiceSettings {
    return this.#services.get(serviceArn) ?? defaults;
  }

  /** A service whose host has started its deployments has no settings from then. */
  ofRevision(serviceArn: string, revisionArn: string): ServiceSettings {
    return this.#revisions.get(revisionArn) ?? this.of(serviceArn);
  }

  /** Keeps for good what the revision began with. */
  keepForRevision(serviceArn: string, revisionArn: string): void {
    this.#revisions.set(revisionArn, this.of(serviceArn));
  }

  /** Takes over what the request names. */
  change(serviceArn: string, request: object): void {
    const given = settingsIn(request);
    // With a capacity provider strategy there is no launch type.
    const { launchType, ...others } = this.of(serviceArn);
    const before = given.capacityProviderStrategy || launchType === undefined ? others : { ...others, launchType };
    this.#services.set(serviceArn, { ...before, ...given });
  }

  /** Whether ECS deploys because of a setting. The first value that is given counts as the one that the service has had. */
  wouldDeploy(serviceArn: string, request: object): boolean {
    const before = this.#services.get(serviceArn);
    const given = settingsIn(request);
    return triggers.some(
      (name) =>
        given[name] !== undefined && before?.[name] !== undefined && !isDeepStrictEqual(before[name], given[name]),
    );
  }
}

function settingsIn(request: object): ServiceSettings {
  return Object.fromEntries(Object.entries(request).filter(([name]) => isSetting(name)));
}

function isSetting(name: string): boolean {
  return (settingNames as readonly string[]).includes(name);
}
