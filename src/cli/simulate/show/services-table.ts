import type { SimulatedService, Simulation } from '../../../simulate/simulation.ts';
import { formatShortDuration } from '../../../wording/durations.ts';
import { alignCells } from '../../terminal/display-width.ts';

/** One line for each service: how its deployment ended, how long it took, and how often hooks were called. */
export function formatServices(services: readonly SimulatedService[], simulations: readonly Simulation[]): string {
  const rows = simulations.map(({ status, virtualSeconds, hooks }, index) => [
    services[index]?.name ?? '',
    status,
    formatShortDuration(virtualSeconds),
    formatCalls(hooks.reduce((sum, { calls }) => sum + calls.length, 0)),
  ]);
  return alignCells(rows)
    .map((line) => `${line}\n`)
    .join('');
}

function formatCalls(count: number): string {
  return count === 1 ? '1 call of hooks' : `${count} calls of hooks`;
}
