import type { ColdRun, Condition, Loaded, Round, WarmRun } from './measure.ts';
import type { SmokeRound } from './smoke-speed.ts';
import { type Spread, spreadOf } from './spread.ts';
import type { VariantName } from './variants.ts';

export type Measured = {
  cold: readonly Round<ColdRun>[];
  warm: readonly Round<WarmRun>[];
  loaded: Record<VariantName, Loaded>;
  smoke: readonly SmokeRound[];
};

/** One performance target, and what was measured. */
export type Finding = Spread & {
  /** As numbered in docs/performance.md. */
  target: 1 | 2 | 3 | 4 | 5;
  what: string;
  unit: string;
  limit: number;
  relation: 'at most' | 'at least' | 'exactly';
  met: boolean;
};

/** Compares what was measured with targets 1 to 5. */
export function judge({ cold, warm, loaded, smoke }: Measured): Finding[] {
  const clients = loaded['approval hook'].packages.filter((name) => name.startsWith('@aws-sdk/client-'));
  const perRound = (value: (run: Round<ColdRun>) => number) => spreadOf(cold.map(value));
  const perCall = (variant: VariantName, condition: Condition, value: (run: WarmRun) => number) =>
    spreadOf(warm.map((round) => value(round[variant][condition])));
  const ratio = (of: VariantName, to: VariantName, condition: Condition, field: 'initMs' | 'coldMs') =>
    perRound((round) => round[of][condition][field] / round[to][condition][field]);
  const hookCold = (condition: Condition, field: keyof ColdRun) =>
    perRound((round) => round['approval hook'][condition][field]);
  const hookWarm = (value: (run: WarmRun) => number) => perCall('approval hook', 'TLS', value);
  const rssOverEmpty = (field: 'earlyRssBytes' | 'rssBytes') =>
    spreadOf(warm.map((round) => (round['approval hook'].TLS[field] - round.empty.TLS[field]) / 1024 ** 2));
  const polls = warm[0]?.['approval hook'].TLS.calls ?? 0;

  return [
    exactly(1, 'SDK clients that a poll loads', '', spreadOf([clients.length]), 0),
    exactly(1, 'requests of the first poll', '', hookCold('TLS', 'requests'), 1),
    exactly(1, 'connections that the first poll opens, TLS', '', hookCold('TLS', 'connections'), 0),

    atMost(2, 'init / empty, HTTP', '×', ratio('approval hook', 'empty', 'HTTP', 'initMs'), 1.2),
    atMost(2, 'init / empty, TLS opened in it', '×', ratio('approval hook', 'empty', 'TLS', 'initMs'), 1.35),
    atMost(2, 'first call, HTTP', 'ms', hookCold('HTTP', 'firstCallMs'), 5),
    atMost(2, 'first call, TLS', 'ms', hookCold('TLS', 'firstCallMs'), 5),
    atMost(2, 'cold / SDK, HTTP', '×', ratio('approval hook', 'SDK', 'HTTP', 'coldMs'), 0.6),
    atMost(2, 'cold / SDK, TLS', '×', ratio('approval hook', 'SDK', 'TLS', 'coldMs'), 0.6),
    atMost(2, 'cold / SDK, TLS, 128 MB', '×', ratio('approval hook', 'SDK', 'TLS, 128 MB', 'coldMs'), 0.3),

    exactly(
      3,
      'requests per warm poll',
      '',
      hookWarm(({ requests, calls }) => requests / calls),
      1,
    ),
    exactly(
      3,
      'new connections in all warm polls',
      '',
      hookWarm(({ connections }) => connections),
      0,
    ),
    atMost(3, 'CPU per warm poll, HTTP', 'ms', perCall('approval hook', 'HTTP', cpuPerCall), 1),
    atMost(3, 'CPU per warm poll, TLS', 'ms', hookWarm(cpuPerCall), 1),
    atMost(
      3,
      'log lines per poll',
      '',
      hookWarm(({ logLines, calls }) => logLines / calls),
      1,
    ),
    atMost(3, 'RSS over empty after 10 polls, TLS', 'MB', rssOverEmpty('earlyRssBytes'), 8),
    atMost(3, `RSS over empty after ${10 + 2 * polls} polls, TLS`, 'MB', rssOverEmpty('rssBytes'), 8),

    atMost(4, 'page cold / SDK, HTTP', '×', ratio('desk page', 'SDK', 'HTTP', 'coldMs'), 1.2),
    atMost(4, 'page cold / SDK, TLS', '×', ratio('desk page', 'SDK', 'TLS', 'coldMs'), 1.2),
    atLeast(4, 'warm pages per second of a core, HTTP', '/s', perCall('desk page', 'HTTP', callsPerCpuSecond), 1000),
    atLeast(4, 'warm pages per second of a core, TLS', '/s', perCall('desk page', 'TLS', callsPerCpuSecond), 1000),
    // Every 20 seconds, one more.
    atMost(
      4,
      'requests per warm page',
      '',
      perCall('desk page', 'TLS', ({ requests, calls }) => requests / calls),
      2.05,
    ),
    atMost(
      4,
      'size of a page',
      'KB',
      perCall('desk page', 'TLS', ({ pageBytes }) => pageBytes / 1000),
      20,
    ),
    ...judgeSmoke(smoke),
  ];
}

function judgeSmoke(rounds: readonly SmokeRound[]): Finding[] {
  const cold = rounds.flatMap((round) => (round.cold === undefined ? [] : [round.cold.now.ms / round.cold.before.ms]));
  const speed = spreadOf(rounds.map(({ slow }) => slow.smoke / slow.autocannon));
  return [
    atMost(5, '100 requests, ten at a time / autocannon', '×', speed, 1.15),
    ...(cold.length === 0 ? [] : [atMost(5, 'smoke hook cold / before suites', '×', spreadOf(cold), 1.1)]),
  ];
}

/** In words: `met`, or by how much it is not. */
export function sayOutcome({ median, limit, unit, relation, met }: Finding): string {
  if (met) return 'met';
  const by = Math.abs(median - limit);
  const share = limit === 0 || relation === 'exactly' ? '' : `, ${Math.round((100 * by) / limit)} %`;
  return `not met (by ${sayNumber(by)}${unit && ` ${unit}`}${share})`;
}

/** With as many digits as it takes to compare it with a limit. */
export function sayNumber(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return String(Math.round(value));
  return value.toFixed(Math.abs(value) >= 20 ? 1 : 2);
}

function cpuPerCall({ cpuMs, calls }: WarmRun): number {
  return cpuMs / calls;
}

function callsPerCpuSecond({ cpuMs, calls }: WarmRun): number {
  return (1000 * calls) / cpuMs;
}

type Target = Finding['target'];

function atMost(target: Target, what: string, unit: string, found: Spread, limit: number): Finding {
  return { target, what, unit, ...found, limit, relation: 'at most', met: found.median <= limit };
}

function atLeast(target: Target, what: string, unit: string, found: Spread, limit: number): Finding {
  return { target, what, unit, ...found, limit, relation: 'at least', met: found.median >= limit };
}

/** It must be right in every round, because it is a count and not a time. */
function exactly(target: Target, what: string, unit: string, found: Spread, limit: number): Finding {
  const met = found.low === limit && found.high === limit;
  return { target, what, unit, ...found, limit, relation: 'exactly', met };
}
