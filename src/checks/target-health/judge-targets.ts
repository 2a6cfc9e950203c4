import type { Finding } from '../../hook/verdict.ts';
import type { TargetHealth } from './target-health-reader.ts';

/** What one target group of green shows. `unknown`: it does not show whether green is healthy. */
export type JudgedGroup = { outcome: 'healthy' | 'unhealthy' | 'unknown'; finding: Finding };

/** Health checks are off, or no listener uses the target group. */
const saysNothing = new Set(['unavailable', 'unused']);

/**
 * Judges the targets of one target group. Those that are being removed do not count; every other state than `healthy` does, also one that is not known.
 *
 * @param wanted - the least number of targets
 */
export function judgeTargets(name: string, targets: readonly TargetHealth[], wanted: number): JudgedGroup {
  const counted = targets.filter(({ state }) => state !== 'draining');
  const healthy = counted.filter(({ state }) => state === 'healthy').length;
  const isHealthy = healthy === counted.length && healthy >= wanted;
  // One that is known to be bad is not made unknown by others.
  const isUnknown =
    counted.some(({ state }) => saysNothing.has(state)) &&
    counted.every(({ state }) => state === 'healthy' || saysNothing.has(state));
  const found = `${healthy} of ${Math.max(wanted, counted.length)} targets healthy${formatOthers(counted)}`;
  return {
    outcome: isHealthy ? 'healthy' : isUnknown ? 'unknown' : 'unhealthy',
    finding: {
      name,
      outcome: isHealthy ? 'passed' : isUnknown ? 'unknown' : 'waiting',
      found,
      allowed: `all targets healthy, at least ${wanted}`,
    },
  };
}

/** `; 2 unhealthy (Target.ResponseCodeMismatch), 1 initial (Elb.RegistrationInProgress)`. */
function formatOthers(targets: readonly TargetHealth[]): string {
  const others = targets.filter(({ state }) => state !== 'healthy');
  const groups = Map.groupBy(others, ({ state, reason }) => (reason ? `${state} (${reason})` : state));
  const words = [...groups].slice(0, 3).map(([what, those]) => `${those.length} ${what}`);
  return words.length === 0 ? '' : `; ${words.join(', ')}`;
}
