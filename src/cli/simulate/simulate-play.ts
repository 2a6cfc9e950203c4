import { renderReport } from '../../simulate/report/render-report.ts';
import { writeOutput } from '../command/write-output.ts';
import { exitCodeOfPlayed, reportFindings } from './hook-findings.ts';
import { playConfiguration } from './play-configuration.ts';
import { formatSummary } from './show/simulate-summary.ts';
import type { SimulateFlags } from './simulate-options.ts';

/**
 * Plays, shows and reports.
 *
 * @returns the exit code
 * @throws {MisuseError | SimulateError | ControllerError} if it cannot be played
 */
export async function playSimulation(flags: SimulateFlags): Promise<0 | 1> {
  const { report, record, strict = false } = flags;
  const played = await playConfiguration(flags);
  const { simulation, uncalledHooks, crashes, seconds } = played;
  if (report !== undefined) writeOutput(report, String(await renderReport(simulation)));
  const stream = flags.output === 'json' ? process.stderr : process.stdout;
  const columns = stream.isTTY ? stream.columns : undefined;
  stream.write(formatSummary(simulation, { seconds, report, record, columns }));
  reportFindings(played, strict);
  if (flags.output === 'json') {
    process.stdout.write(`${JSON.stringify({ ...simulation, uncalledHooks, crashes })}\n`);
  }
  return exitCodeOfPlayed(played, strict);
}
