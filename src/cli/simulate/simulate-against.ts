import { basename } from 'node:path';
import { compareSimulations } from '../../simulate/compare-simulations.ts';
import { renderReport } from '../../simulate/report/render-report.ts';
import { MisuseError } from '../command/misuse-error.ts';
import { writeOutput } from '../command/write-output.ts';
import { exitCodeOfPlayed, reportFindings } from './hook-findings.ts';
import { playConfiguration } from './play-configuration.ts';
import { type ComparedNames, formatComparison } from './show/comparison-table.ts';
import type { SimulateFlags } from './simulate-options.ts';

/**
 * `--against`: plays both configurations with the same seed, one after the other, and compares them.
 *
 * @param other the flags of the file that `--against` names
 * @returns the exit code of the command line's own configuration; with `--strict`, 1 also if the other one never called one of its hooks
 * @throws {MisuseError | SimulateError | ControllerError} if one of them cannot be played
 */
export async function compareConfigurations(flags: SimulateFlags, other: SimulateFlags): Promise<0 | 1> {
  const { against = '', strict = false, output, report } = flags;
  refuseTogether(flags, other);
  const names: ComparedNames = ['command line', basename(against)];
  const seed = flags.seed ?? other.seed ?? '1';
  const stream = output === 'json' ? process.stderr : process.stdout;

  stream.write(`The ${names[0]}\n`);
  const own = await playConfiguration({ ...flags, seed });
  stream.write(`\n${names[1]}\n`);
  const { profile = flags.profile } = other;
  const shared = { seed, output, env: { ...flags.env, ...other.env }, ...(profile && { profile }) };
  const theirs = await playConfiguration({ ...other, ...shared });

  if (report !== undefined) writeOutput(report, String(await renderReport(own.simulation)));
  const comparison = compareSimulations(own.simulation, theirs.simulation);
  stream.write(formatComparison(comparison, names, seed));
  reportFindings(own, strict);
  reportFindings(theirs, strict, `in ${names[1]}, `);
  if (output === 'json') {
    const [one, two] = [own, theirs].map(({ seconds: _, simulation, ...found }) => ({ ...simulation, ...found }));
    process.stdout.write(`${JSON.stringify({ ...one, against: { file: against, ...two }, comparison })}\n`);
  }
  const isLax = strict && theirs.uncalledHooks.length > 0;
  return isLax ? 1 : exitCodeOfPlayed(own, strict);
}

/** @throws {MisuseError} if a flag makes no sense next to `--against`, or in its file */
function refuseTogether({ replay, event, services = 1 }: SimulateFlags, other: SimulateFlags): void {
  if (services > 1 || (other.services ?? 1) > 1) {
    throw new MisuseError('--against compares two deployments, and --services plays more; leave out one of them');
  }
  if (replay !== undefined || event !== undefined) {
    const flag = replay === undefined ? '--event' : '--replay';
    throw new MisuseError(`${flag} calls no hook of a second configuration; leave out ${flag} or --against`);
  }
  for (const flag of ['record', 'replay', 'report', 'event', 'against', 'strict'] as const) {
    if (other[flag] === undefined) continue;
    throw new MisuseError(`--${flag} is about the comparison, and is in the file of --against; remove it there`);
  }
}
