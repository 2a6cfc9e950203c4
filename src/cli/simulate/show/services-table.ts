import type { SimulatedService, Simulation } from '../../../simulate/simulation.ts';
import { formatShortDuration } from '../../../wording/durations.ts';

/** One line for each service: how its deployment ended, how long it took, and how often hooks were called. */
export function formatServices(services: readonly SimulatedService[], simulations: readonly Simulation[]): string {
  const rows = simulations.map(({ status, virtualSeconds, hooks }, index) => [
    services[index]?.name ?? '',
    status,
    formatShortDuration(virtualSeconds),
    formatCalls(hooks.reduce((sum, { calls }) => sum + calls.length, 0)),
  ]);
  const widthOf = (at: number) => Math.max(...rows.map((row) => row[at]?.length ?? 0));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, at) => cell.padEnd(widthOf(at)))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function formatCalls(count: number): string {
  return count === 1 ? '1 call of hooks' : `${count} calls of hooks`;
}
