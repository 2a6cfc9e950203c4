import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureNpmFolder, NpmFolderError } from '../npm-folder.ts';
import { type AcceptedLine, compareSurvivors, draftEntries, listedIn } from './accepted-survivors.ts';
import { chooseFiles } from './core-files.ts';
import { instrument, type Mutant } from './instrument.ts';
import {
  describeMutant,
  listSurvivors,
  type MutationReport,
  makeReport,
  scoreFiles,
  scoreOf,
} from './mutation-report.ts';
import { formatScores, formatSurvivors } from './score-table.ts';
import { tryAll } from './try-all.ts';

/**
 * `npm run mutants`: changes the decision core in one place at a time, and shows which changes no unit test notices. Ends with 1 if one
 * of those is not in `tools/mutants/survivors.json`, or if fewer than 95 percent of the changes to the whole core are noticed, and with 2 if
 * it could not run.
 *
 * @example npm run mutants -- src/hook/answer/decide.ts src/checks
 */

const project = fileURLToPath(new URL('../..', import.meta.url));
const leastScore = 95;
const listFile = 'tools/mutants/survivors.json';
const folder = '.cache/mutants';
const reportFile = `${folder}/report.json`;
const draftFile = `${folder}/unlisted.json`;

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof RangeError || error instanceof NpmFolderError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { concurrency: { type: 'string' } } });
  const files = chooseFiles(project, positionals);
  const report = await mutate(files, concurrencyOf(values.concurrency));
  return judge(files, report, positionals.length === 0);
}

/** Tests wait now and then, so one process more than there are cores keeps them all busy. */
function concurrencyOf(asked: string | undefined): number {
  const concurrency = asked === undefined ? availableParallelism() + 1 : Number(asked);
  if (Number.isSafeInteger(concurrency) && concurrency > 0) return concurrency;
  throw new RangeError(`--concurrency ${asked} is not a number of processes; write one such as 2`);
}

/** Makes every change and tries it. What makes the changes is installed separately, so that only those who run it download it. */
async function mutate(files: readonly string[], concurrency: number): Promise<MutationReport> {
  const tools = await ensureNpmFolder({ name: 'mutants', manifests: 'tools/mutants' });
  const sources = new Map(files.map((file) => [file, readFileSync(join(project, file), 'utf8')]));
  const instrumented = await instrument(sources, tools);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const isListed = listedIn(acceptedLines());
  const maySurvive = (mutant: Mutant) => isListed(describeMutant(mutant.file, sources.get(mutant.file) ?? '', mutant));
  const modules = join(project, folder, 'modules');
  const results = await tryAll({ project, instrumented, folder: modules, concurrency, maySurvive, say });
  const report = makeReport(sources, instrumented.mutants, results);
  writeFileSync(join(project, reportFile), JSON.stringify(report));
  return report;
}

function acceptedLines(): AcceptedLine[] {
  return JSON.parse(readFileSync(join(project, listFile), 'utf8')) as AcceptedLine[];
}

/** A small file may have few mutants and one that is equivalent, so only the whole core has to reach the score. */
function judge(files: readonly string[], report: MutationReport, isWhole: boolean): number {
  const scores = scoreFiles(report);
  const { unlisted, outdated } = compareSurvivors(listSurvivors(report), acceptedLines(), files);
  process.stdout.write(formatScores(scores));
  if (outdated.length > 0) process.stdout.write(`\nNo longer needed in ${listFile}:\n${formatSurvivors(outdated)}`);
  if (unlisted.length > 0) {
    writeFileSync(join(project, draftFile), `${JSON.stringify(draftEntries(unlisted), null, 2)}\n`);
    process.stdout.write(
      `\nNo test notices these changes, and ${listFile} does not list them (drafts for it are in ${draftFile}):\n${formatSurvivors(unlisted)}`,
    );
  }
  return unlisted.length > 0 || (isWhole && scoreOf(scores) < leastScore) ? 1 : 0;
}
