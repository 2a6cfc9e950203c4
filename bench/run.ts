import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cpuShare } from './cpu-share.ts';
import { makeFixture } from './fixture.ts';
import { type ColdRun, conditions, createBench, loadAll, measureRound, type Round, type WarmRun } from './measure.ts';
import { type BenchReport, formatReport } from './report.ts';
import { measureSmoke } from './smoke-speed.ts';
import { startStandIn } from './start-stand-in.ts';
import { judge } from './targets.ts';
import { buildPrograms } from './variants.ts';

const usage = `node bench/run.ts [--rounds 21] [--polls 500] [--json]

Measures the built bundles against an empty handler and the SDK. Exits with 0 even if a target is not met, because it is a measurement,
and with 1 if something could not be measured.`;

/** Fewer are enough, because each contains hundreds of calls. */
const mostWarmRounds = 5;

/** Ctrl-C ends the measurement after the current process, so that it can clean up. */
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)));
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
});

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '21' },
      polls: { type: 'string', default: '500' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(usage);
  const report = await run(readCount('rounds', values.rounds), readCount('polls', values.polls));
  console.log(values.json ? JSON.stringify(report, null, 2) : formatReport(report));
}

function readCount(flag: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 10_000) return count;
  throw new Error(`--${flag} is "${text}"; write a whole number from 1 to 10000`);
}

async function run(rounds: number, polls: number): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-bench-'));
  const cpu = cpuShare();
  try {
    const at = new Date();
    const [load = 0] = loadavg();
    const [fixture, programs] = [makeFixture(at), await buildPrograms(folder)];
    const standIn = await startStandIn(fixture, folder);
    try {
      const bench = createBench({ programs, fixture, standIn, cpu });
      const loaded = await loadAll(bench);
      const cold: Round<ColdRun>[] = [];
      for (let round = 0; round < rounds; round += 1) {
        say(`cold round ${round + 1} of ${rounds}`);
        cold.push(await measureRound(round, conditions, bench.cold, interruption.signal));
      }
      const warm: Round<WarmRun>[] = [];
      const warmRounds = Math.min(rounds, mostWarmRounds);
      for (let round = 0; round < warmRounds; round += 1) {
        say(`warm round ${round + 1} of ${warmRounds}`);
        warm.push(
          await measureRound(round, ['HTTP', 'TLS'], (...which) => bench.warm(...which, polls), interruption.signal),
        );
      }
      say('smoke test');
      const bundle = join(folder, 'dist/smoke-hook/index.mjs');
      const parts = { bundle, runner: programs.runner, folder, fixture };
      const smoke = await measureSmoke(rounds, parts, interruption.signal);
      say();
      const [{ model = 'an unknown processor' } = {}, { length }] = [cpus()[0], cpus()];
      const machine = `${length} × ${model.trim()}`;
      const setting = { at: at.toISOString(), node: process.version, machine, load, rounds, polls, cpuShare: cpu.how };
      const measured = { cold, warm, loaded, smoke };
      return { setting, measured, findings: judge(measured) };
    } finally {
      standIn.stop();
    }
  } finally {
    await cpu.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

/** One line that is updated in place, for a person who waits at a terminal. */
function say(text = ''): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
