import type { KeptDeployment } from '../../view/kept-deployment.ts';

const strategyFlags = { BLUE_GREEN: 'blue-green', LINEAR: 'linear', CANARY: 'canary', ROLLING: 'rolling' } as const;

/**
 * The command that simulates a deployment of the same strategy, with its times and each fault that happened once. The sandbox's own hooks are not
 * files, so the reader adds theirs with `--hook`; what people did is not part of it.
 *
 * @example simulateCommandOf(past) // 'greenlight simulate --strategy canary --bake-minutes 10 --canary-percent 10 --canary-bake-minutes 3 --fault crashed#1'
 */
export function simulateCommandOf({ played }: Pick<KeptDeployment, 'played'>): string {
  const { strategy, deploymentConfiguration, faults } = played;
  const { bakeTimeInMinutes, linearConfiguration: linear, canaryConfiguration: canary } = deploymentConfiguration;
  const kinds = [...new Set(faults.map(({ fault }) => fault))];
  return [
    'greenlight simulate',
    `--strategy ${strategyFlags[strategy]}`,
    `--bake-minutes ${bakeTimeInMinutes}`,
    ...(strategy === 'LINEAR' && linear
      ? [`--step-percent ${linear.stepPercent}`, `--step-bake-minutes ${linear.stepBakeTimeInMinutes}`]
      : []),
    ...(strategy === 'CANARY' && canary
      ? [`--canary-percent ${canary.canaryPercent}`, `--canary-bake-minutes ${canary.canaryBakeTimeInMinutes}`]
      : []),
    ...kinds.map((kind) => `--fault ${kind}#1`),
  ].join(' ');
}
