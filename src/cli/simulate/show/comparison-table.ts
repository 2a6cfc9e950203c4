import { lifecycleStages } from '../../../controller/ecs/stages.ts';
import type { ComparedSimulation, SimulationComparison } from '../../../simulate/compare-simulations.ts';
import { formatDuration, formatShortDuration } from '../../../wording/durations.ts';
import { alignCells, displayWidth } from '../../terminal/display-width.ts';
import { wrap } from '../../terminal/wrap.ts';

/** What the two configurations are called: `command line` and `canary.flags`. */
export type ComparedNames = readonly [own: string, other: string];

type Row = readonly [label: string, own: string, other: string, change: string];

const maxColumns = 80;

/** A table of at most 80 columns, and the result in a sentence. */
export function formatComparison(comparison: SimulationComparison, names: ComparedNames, seed: string): string {
  const { own, other } = comparison;
  const row = (label: string, value: (of: ComparedSimulation) => string): Row => [label, value(own), value(other), ''];
  const head: Row = [`Seed ${shortName(seed)}`, shortName(names[0]), shortName(names[1]), 'change'];
  const rows = [
    row('Strategy', ({ strategy }) => strategy),
    row('Result', ({ status }) => status),
    timeRow('Duration', own.virtualSeconds, other.virtualSeconds),
    row('Production first green', ({ firstGreenSeconds }) => formatMoment(firstGreenSeconds)),
    row('Production all green', ({ allGreenSeconds }) => formatMoment(allGreenSeconds)),
    row('Largest share of green', ({ maxGreenPercent }) => `${maxGreenPercent} %`),
    row('Calls of hooks', ({ calls }) => String(calls)),
    ...stageRows(comparison),
  ];
  return `\n${[...renderRows(head, rows), '', ...formatResult(comparison, names).flatMap((line) => wrap(line, maxColumns))].join('\n')}\n`;
}

/** The stages that take time in one of them. */
function stageRows({ own, other }: SimulationComparison): Row[] {
  const secondsIn = (of: ComparedSimulation, name: string) =>
    of.stages.find(({ stage }) => stage === name)?.seconds ?? 0;
  return [...lifecycleStages, 'rollback']
    .map((stage) => [stage, secondsIn(own, stage), secondsIn(other, stage)] as const)
    .filter(([, one, two]) => one > 0 || two > 0)
    .map((row) => timeRow(...row));
}

function timeRow(label: string, own: number, other: number): Row {
  const more = other - own;
  const difference = more === 0 ? '' : `${more > 0 ? '+' : '-'}${formatShortDuration(Math.abs(more))}`;
  return [label, formatShortDuration(own), formatShortDuration(other), difference];
}

function formatMoment(seconds: number | null): string {
  return seconds === null ? 'never' : `after ${formatShortDuration(seconds)}`;
}

function renderRows(head: Row, rows: readonly Row[]): string[] {
  const all = [head, ...rows.map(([label, ...cells]) => [`  ${label}`, ...cells])];
  const lines = alignCells(all);
  return lines.every((line) => displayWidth(line) <= maxColumns) ? lines : alignCells(all, ' ');
}

function formatResult(comparison: SimulationComparison, [one, two]: ComparedNames): readonly string[] {
  const { own, other, rollsBack, otherTakesLongerBySeconds: more } = comparison;
  const results = {
    neither: ['Neither rolls back.'],
    both: ['Both roll back.', ...formatWhy(`The ${one}`, own), ...formatWhy(two, other)],
    own: [`The ${one} rolls back, and ${two} does not.`, ...formatWhy('Reason', own)],
    other: [`${two} rolls back, and the ${one} does not.`, ...formatWhy('Reason', other)],
  };
  const time =
    more === 0
      ? `Both take ${formatDuration(own.virtualSeconds)}.`
      : `${two} takes ${formatDuration(Math.abs(more))} ${more > 0 ? 'longer' : 'less'}.`;
  return [...results[rollsBack], time];
}

/** What the hook said comes first: ECS's sentence only says that there was one. */
function formatWhy(label: string, { status, statusReason, failedHook }: ComparedSimulation): readonly string[] {
  const said = statusReason ?? status;
  if (!failedHook) return [`${label}: ${said}`];
  const { name, stage, status: end, reason } = failedHook;
  return [`${label}: ${name} ended as ${end} at ${stage}${reason === null ? '' : `: ${reason}`}`, `ECS says: ${said}`];
}

function shortName(name: string): string {
  return name.length > 16 ? `${name.slice(0, 15)}…` : name;
}
