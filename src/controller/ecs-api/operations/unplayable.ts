import { isDeepStrictEqual } from 'node:util';
import type { CreateServiceRequest, UpdateServiceRequest } from '@aws-sdk/client-ecs';
import type { Controller } from '../../controller-api.ts';
import { readLoadBalancers } from '../../ecs/load-balancers.ts';
import { EcsApiError } from '../ecs-api-error.ts';

/** Members of the model that cannot be played, with the only value that each may have: the one that says nothing. */
const onlyValues = {
  deploymentController: { type: 'ECS' },
  gatewayConnectors: [],
  serviceConnectConfiguration: { enabled: false },
  serviceRegistries: [],
  vpcLatticeConfigurations: [],
} satisfies Partial<Record<keyof (CreateServiceRequest & UpdateServiceRequest), unknown>>;

/**
 * A request may repeat what the service has: many tools send every member with each update. What it cannot change is an error, and never
 * ignored.
 *
 * @throws {EcsApiError} UnsupportedFeatureException
 */
export function refuseUnplayable(request: object): void {
  for (const [member, only] of Object.entries(onlyValues)) {
    const given = request[member as never] as unknown;
    if (given === undefined || isDeepStrictEqual(given, only)) continue;
    throw unsupported(`${member} can only be ${JSON.stringify(only)} here, or left out`);
  }
}

/** @throws {EcsApiError} UnsupportedFeatureException, or InvalidParameterException if ECS would refuse the load balancers */
export function refuseOtherLoadBalancersThan(
  { loadBalancers }: Pick<Controller, 'loadBalancers'>,
  asked: Pick<UpdateServiceRequest, 'loadBalancers'>,
): void {
  if (asked.loadBalancers === undefined) return;
  if (isDeepStrictEqual(readLoadBalancers(asked.loadBalancers), readLoadBalancers(loadBalancers))) return;
  throw unsupported("loadBalancers differ from those of the service's controller, which cannot be changed here");
}

/** @throws {EcsApiError} UnsupportedFeatureException */
export function refuseUnless(member: string, value: string | undefined, only: string): void {
  if (value === undefined || value === only) return;
  throw unsupported(`${member} is ${value}; write ${only}`);
}

const unsupported = (what: string) => new EcsApiError('UnsupportedFeatureException', what);
