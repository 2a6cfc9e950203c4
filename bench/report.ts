import { type ColdRun, type Condition, conditions, type Loaded, type Round, type WarmRun } from './measure.ts';
import { type ColdSmoke, coldBaseline, type SmokeRound } from './smoke-speed.ts';
import { spreadOf } from './spread.ts';
import { type Finding, type Measured, sayNumber, sayOutcome } from './targets.ts';
import { type VariantName, variantNames } from './variants.ts';

export type Setting = {
  /** ISO 8601, UTC. */
  at: string;
  node: string;
  machine: string;
  rounds: number;
  polls: number;
  /** How the CPU share of 128 MB was enforced. */
  cpuShare: string;
  /** Processes that wanted to run when it began; if there are more of them than cores, times are long and vary widely. */
  load: number;
};

export type BenchReport = { setting: Setting; measured: Measured; findings: readonly Finding[] };

/** For a person at a terminal. */
export function formatReport({ setting, measured, findings }: BenchReport): string {
  const { at, node, machine, rounds, polls, cpuShare, load } = setting;
  const missed = findings.filter(({ met }) => !met).length;
  return [
    `Greenlight's bundles, measured ${at} with Node ${node} on ${machine}, load ${load.toFixed(1)}`,
    `${rounds} rounds; medians, and in brackets what half of the rounds lie between. Ratios are taken within a round.`,
    `128 MB: ${cpuShare}, from the first call on.`,
    '',
    'Cold starts: a fresh process each',
    ...table([
      ['', '', 'KiB read', 'init ms', 'first call ms', 'cold ms', '/ SDK', 'CPU ms', '/ SDK', 'requests'],
      ...conditions.flatMap((condition) =>
        variantNames.map((variant) => coldRow(measured.cold, measured.loaded, variant, condition)),
      ),
    ]),
    '',
    `Warm: ${polls} calls, after as many and ten that do not count`,
    ...table([
      ['', '', 'CPU ms', 'wall ms', 'requests', 'connections', 'log lines', 'RSS MB after 10', 'after all'],
      ...(['HTTP', 'TLS'] as const).flatMap((condition) =>
        variantNames.map((variant) => warmRow(measured.warm, variant, condition)),
      ),
    ]),
    '',
    'Smoke test: 100 requests, ten at a time, in ms, and a cold start of the hook',
    ...table(smokeRows(measured.smoke)),
    '',
    `Loaded by a poll: ${measured.loaded['approval hook'].packages.join(', ') || 'no package'}`,
    `Loaded by a page: ${measured.loaded['desk page'].packages.join(', ') || 'no package'}`,
    '',
    'Targets (docs/performance.md)',
    ...table([['', '', 'found', '', 'wanted', ''], ...findings.map(targetRow)]),
    '',
    missed === 0 ? `All ${findings.length} are met.` : `${missed} of ${findings.length} are not met.`,
  ].join('\n');
}

function coldRow(
  rounds: readonly Round<ColdRun>[],
  loaded: Record<VariantName, Loaded>,
  variant: VariantName,
  condition: Condition,
): string[] {
  const say = (value: (round: Round<ColdRun>) => number) => saySpread(spreadOf(rounds.map(value)));
  const runs = (field: keyof ColdRun) => say((round) => round[variant][condition][field]);
  return [
    condition,
    variant,
    sayNumber(loaded[variant].kib),
    runs('initMs'),
    runs('firstCallMs'),
    runs('coldMs'),
    say((round) => round[variant][condition].coldMs / round.SDK[condition].coldMs),
    runs('cpuMs'),
    say((round) => round[variant][condition].cpuMs / round.SDK[condition].cpuMs),
    sayNumber(spreadOf(rounds.map((round) => round[variant][condition].requests)).median),
  ];
}

function warmRow(rounds: readonly Round<WarmRun>[], variant: VariantName, condition: Condition): string[] {
  const runs = (value: (run: WarmRun) => number) => spreadOf(rounds.map((round) => value(round[variant][condition])));
  return [
    condition,
    variant,
    saySpread(runs(({ cpuMs, calls }) => cpuMs / calls)),
    saySpread(runs(({ wallMs, calls }) => wallMs / calls)),
    sayNumber(runs(({ requests, calls }) => requests / calls).median),
    sayNumber(runs(({ connections }) => connections).median),
    sayNumber(runs(({ logLines, calls }) => logLines / calls).median),
    saySpread(runs(({ earlyRssBytes }) => earlyRssBytes / 1024 ** 2)),
    saySpread(runs(({ rssBytes }) => rssBytes / 1024 ** 2)),
  ];
}

function smokeRows(rounds: readonly SmokeRound[]): string[][] {
  const say = (value: (round: SmokeRound) => number) => saySpread(spreadOf(rounds.map(value)));
  const row = (name: string, of: (round: SmokeRound) => SmokeRound['slow']) => [
    name,
    say((round) => of(round).autocannon),
    say((round) => of(round).smoke),
    say((round) => of(round).smoke / of(round).autocannon),
  ];
  const cold = rounds.flatMap((round) => round.cold ?? []);
  return [
    ['', 'autocannon', 'smoke', '×'],
    row('answers after 20 ms', ({ slow }) => slow),
    row('answers at once', ({ instant }) => instant),
    ['', `at ${coldBaseline}`, 'now', '×'],
    ...(cold.length === 0 ? [['cold start', 'not in this history', '', '']] : []),
    ...(cold.length === 0 ? [] : (['ms', 'cpuMs'] as const).map((field) => coldRowOf(cold, field))),
  ];
}

function coldRowOf(cold: readonly NonNullable<SmokeRound['cold']>[], field: keyof ColdSmoke): string[] {
  const say = (value: (each: NonNullable<SmokeRound['cold']>) => number) => saySpread(spreadOf(cold.map(value)));
  return [
    field === 'ms' ? 'cold start' : 'cold start, CPU',
    say(({ before }) => before[field]),
    say(({ now }) => now[field]),
    say(({ now, before }) => now[field] / before[field]),
  ];
}

function targetRow(finding: Finding, index: number, all: readonly Finding[]): string[] {
  const { target, what, unit, limit, relation } = finding;
  const isFirst = all[index - 1]?.target !== target;
  const wanted = `${relation} ${sayNumber(limit)}`;
  return [isFirst ? String(target) : '', what, saySpread(finding), unit, wanted, sayOutcome(finding)];
}

function saySpread({ median, low, high }: { median: number; low: number; high: number }): string {
  return low === high ? sayNumber(median) : `${sayNumber(median)} [${sayNumber(low)}–${sayNumber(high)}]`;
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}
