import type { DeploymentConfiguration as SentConfiguration } from '@aws-sdk/client-ecs';

/** "The default" of each, which ECS returns with every strategy. */
const defaults = {
  maximumPercent: 200,
  minimumHealthyPercent: 100,
  deploymentCircuitBreaker: {
    enable: false,
    rollback: false,
    resetOnHealthyTask: true,
    thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
  },
} satisfies SentConfiguration;

/** A `deploymentConfiguration` as ECS shows it: with its defaults. The controller keeps it as JSON, which is how the API has it. */
export function describeConfiguration(configuration: object): SentConfiguration {
  return { ...defaults, ...configuration };
}
