import { describeError } from '../hook/describe.ts';
import type { LoadBalancerReader } from './load-balancer.ts';

/** How the targets of green's target group are doing. */
export type TargetHealth =
  | {
      known: true;
      healthy: number;
      total: number;
      /** The ones that are not healthy, as `10.0.1.17:8080 unhealthy (Health checks failed)`. */
      ailing: readonly string[];
    }
  | { known: false; reason: string };

/** Reads the health of a target group's targets. Never rejects. */
export async function findTargetHealth(
  targetGroupArn: string,
  loadBalancers: LoadBalancerReader,
  signal: AbortSignal,
): Promise<TargetHealth> {
  try {
    const targets = await loadBalancers.describeTargetHealth(targetGroupArn, signal);
    if (targets === undefined) {
      return { known: false, reason: `target group ${targetGroupArn} does not exist` };
    }
    const ailing = targets.filter(({ TargetHealth: health }) => health?.State !== 'healthy');
    return {
      known: true,
      healthy: targets.length - ailing.length,
      total: targets.length,
      ailing: ailing.map(({ Target: target, TargetHealth: health }) => {
        const why = health?.Description === undefined ? '' : ` (${health.Description})`;
        return `${target?.Id ?? 'unnamed'}:${target?.Port ?? '?'} ${health?.State ?? 'unknown'}${why}`;
      }),
    };
  } catch (error) {
    return { known: false, reason: `target health could not be read: ${describeError(error)}` };
  }
}
