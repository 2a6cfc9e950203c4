import type { ServiceLoadBalancer } from '../deployment/ecs.ts';
import type { ServiceHook } from './service-hook.ts';

/** A service as its hooks are judged: all that rules about hooks depend on. */
export type HookedService = {
  cluster: string;
  service: string;
  serviceArn: string;
  /** ACTIVE, DRAINING or INACTIVE. */
  status: string;
  /** What makes its deployments: ECS, CODE_DEPLOY or EXTERNAL. */
  controller: string;
  strategy: string;
  bakeMinutes: number;
  /** Minutes between the steps of a linear or canary deployment, all together. */
  stepMinutes: number;
  hasCircuitBreaker: boolean;
  /**
   * With what ECS moves the production traffic of each load balancer: a rule, or a Network Load Balancer's listener. Undefined if that is not known.
   */
  productionListeners?: readonly string[] | undefined;
  runningDeploymentArn: string | undefined;
  /** Whether no deployment of it has ever succeeded; undefined if that was not asked. */
  isFirstDeployment?: boolean;
  hooks: readonly ServiceHook[];
  /** What keeps this service, and so its hooks. */
  owner: { seen: true; value: Owner | undefined } | { seen: false; why: string; allow?: string | undefined };
};

export type Owner = {
  /** For a sentence: `CloudFormation stack "shop"`. */
  what: string;
  /** The form in which it takes hooks. */
  print: 'cloudformation' | 'cdk' | 'terraform';
};

/** What ECS says of a service, as far as it is needed here. */
type DescribedService = {
  serviceArn?: string | undefined;
  status?: string | undefined;
  deploymentController?: { type: string | undefined } | undefined;
  currentServiceDeployment?: string | undefined;
  deploymentConfiguration?: DescribedConfiguration | undefined;
  loadBalancers?: readonly ServiceLoadBalancer[] | undefined;
};

type DescribedConfiguration = {
  strategy?: string | undefined;
  bakeTimeInMinutes?: number | undefined;
  deploymentCircuitBreaker?: { enable?: boolean | undefined } | undefined;
  linearConfiguration?: { stepPercent?: number | undefined; stepBakeTimeInMinutes?: number | undefined } | undefined;
  canaryConfiguration?: { canaryBakeTimeInMinutes?: number | undefined } | undefined;
};

/** What is missing has ECS's default. */
export function hookedService(
  { cluster, service }: { cluster: string; service: string },
  described: DescribedService,
  { hooks, owner }: Pick<HookedService, 'hooks' | 'owner'>,
): HookedService {
  const { serviceArn = '', status = 'ACTIVE', deploymentController, deploymentConfiguration = {} } = described;
  const listeners = described.loadBalancers?.map(({ advancedConfiguration: each }) => each?.productionListenerRule);
  return {
    ...{ cluster, service, serviceArn, status, hooks, owner },
    controller: deploymentController?.type ?? 'ECS',
    strategy: deploymentConfiguration.strategy ?? 'ROLLING',
    bakeMinutes: deploymentConfiguration.bakeTimeInMinutes ?? 0,
    stepMinutes: stepMinutesOf(deploymentConfiguration),
    hasCircuitBreaker: deploymentConfiguration.deploymentCircuitBreaker?.enable === true,
    runningDeploymentArn: described.currentServiceDeployment,
    // One that is not set up for these strategies is reported by itself.
    productionListeners: listeners?.every((arn) => arn !== undefined) ? listeners : undefined,
  };
}

/** How long the steps themselves take: the last one bakes as the whole does. */
function stepMinutesOf({ strategy, linearConfiguration, canaryConfiguration }: DescribedConfiguration): number {
  const { stepPercent = 10, stepBakeTimeInMinutes = 6 } = linearConfiguration ?? {};
  if (strategy === 'LINEAR') return (Math.ceil(100 / stepPercent) - 1) * stepBakeTimeInMinutes;
  return strategy === 'CANARY' ? (canaryConfiguration?.canaryBakeTimeInMinutes ?? 10) : 0;
}

export function ownedByStack(name: string): Owner {
  return { what: `CloudFormation (or CDK through it) stack "${name}"`, print: 'cloudformation' };
}

/**
 * Reads from a service's tags what keeps it. CloudFormation tags by itself, and CDK and SAM deploy through it; Terraform only if its users have
 * it do so.
 */
export function ownerOf(tags: readonly { key?: string | undefined; value?: string | undefined }[]): Owner | undefined {
  const values = new Map(tags.map(({ key = '', value = '' }) => [key, value]));
  const stack = values.get('aws:cloudformation:stack-name');
  if (stack !== undefined) return ownedByStack(stack);
  const terraform = tags.find(({ key = '', value = '' }) =>
    /^(managed|created|provisioned)[-_ ]?(by|with)$|^(iac|tool|provisioner)$/i.test(key)
      ? /terraform|tofu/i.test(value)
      : /^(terraform|opentofu)$/i.test(key) && !/^(false|no|0)$/i.test(value),
  );
  if (terraform) return { what: `Terraform (tag ${terraform.key}=${terraform.value})`, print: 'terraform' };
  return undefined;
}
