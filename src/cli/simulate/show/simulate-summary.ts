import { cardsFor } from '../../../reasons/recognize-reason.ts';
import { troubleshootingLink } from '../../../reasons/troubleshooting-link.ts';
import { isOpen } from '../../../simulate/deployment-log.ts';
import type { HookRun, Simulation } from '../../../simulate/simulation.ts';
import { formatDuration } from '../../../wording/durations.ts';
import { wrap } from '../../terminal/wrap.ts';

type SummaryFacts = {
  /** The real time it took to play. */
  seconds: number;
  report: string | undefined;
  record: string | undefined;
  /** Default: no wrapping. */
  columns: number | undefined;
};

/** The result of a simulation, in a few lines below its tree. */
export function formatSummary(simulation: Simulation, { seconds, report, record, columns }: SummaryFacts): string {
  const { status, statusReason, virtualSeconds, hooks, faults, seed } = simulation;
  const calls = hooks.reduce((sum, run) => sum + run.calls.length, 0);
  const facts: [string, string][] = [
    ...(statusReason === null ? [] : [['Reason', statusReason] as [string, string]]),
    ...cardsFor(statusReason ?? '').map((id): [string, string] => ['Read more', troubleshootingLink(id)]),
    ['Hooks', hooks.length === 0 ? 'none was called' : formatHooks(hooks)],
    ...(calls === 0 ? [] : [['Calls', String(calls)] as [string, string]]),
    ...(faults.length === 0 ? [] : [['Faults', formatFaults(simulation)] as [string, string]]),
    ['Seed', String(seed)],
    ...(record === undefined ? [] : [['Recording', record] as [string, string]]),
    ...(report === undefined ? [] : [['Report', report] as [string, string]]),
  ];
  const width = Math.max(24, (columns ?? Number.POSITIVE_INFINITY) - 12);
  const lines = facts.flatMap(([name, value]) =>
    wrap(value, width).map((line, index) => `  ${(index === 0 ? name : '').padEnd(10)}${line}`),
  );
  const title = `${status} after ${formatDuration(virtualSeconds)} of simulated time, played in ${formatDuration(seconds)}`;
  return ['', title, ...lines, ''].join('\n');
}

/** `2 SUCCEEDED, 1 FAILED`. */
function formatHooks(hooks: readonly HookRun[]): string {
  const counts = Map.groupBy(hooks, (run) => (isOpen(run) ? 'INTERRUPTED' : run.status));
  return [...counts].map(([status, runs]) => `${runs.length} ${status}`).join(', ');
}

function formatFaults({ faults }: Simulation): string {
  const counts = Map.groupBy(faults, ({ fault }) => fault);
  return [...counts].map(([fault, struck]) => `${struck.length} ${fault}`).join(', ');
}
