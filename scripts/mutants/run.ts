import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureNpmFolder, NpmFolderError } from '../npm-folder.ts';
import { type AcceptedLine, compareSurvivors, draftEntries } from './accepted-survivors.ts';
import { chooseFiles } from './core-files.ts';
import { listSurvivors, type MutationReport, scoreFiles, scoreOf } from './mutation-report.ts';
import { formatScores, formatSurvivors } from './score-table.ts';

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
const reportFile = '.cache/mutants/report.json';
const draftFile = '.cache/mutants/unlisted.json';

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof RangeError || error instanceof NpmFolderError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { concurrency: { type: 'string' }, incremental: { type: 'boolean', default: false } },
  });
  const files = chooseFiles(project, positionals);
  const flags = [
    ...(values.concurrency === undefined ? [] : ['--concurrency', values.concurrency]),
    ...(values.incremental ? ['--incremental'] : []),
  ];
  const code = await mutate(files, flags);
  return code === 0 ? judge(files, positionals.length === 0) : 2;
}

/** Runs the mutation tester. Its packages are installed separately, so that only those who run it download them. */
async function mutate(files: readonly string[], flags: readonly string[]): Promise<number | null> {
  // Its runner has to find the project's own vitest, one folder up, and not bring another one.
  const environment = { npm_config_legacy_peer_deps: 'true' };
  const tools = await ensureNpmFolder({ name: 'mutants', manifests: 'tools/mutants', environment });
  mkdirSync(join(project, '.cache/mutants'), { recursive: true });
  const command = join(tools, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const args = [command, 'run', 'tools/mutants/stryker.config.json', '--mutate', files.join(','), ...flags];
  const child = spawn(process.execPath, args, { cwd: project, stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

/** A small file may have few mutants and one that is equivalent, so only the whole core has to reach the score. */
function judge(files: readonly string[], isWhole: boolean): number {
  const whole = JSON.parse(readFileSync(join(project, reportFile), 'utf8')) as MutationReport;
  // With --incremental the report also has what earlier runs found in other files.
  const report = { files: Object.fromEntries(Object.entries(whole.files).filter(([file]) => files.includes(file))) };
  const accepted = JSON.parse(readFileSync(join(project, listFile), 'utf8')) as AcceptedLine[];
  const scores = scoreFiles(report);
  const { unlisted, outdated } = compareSurvivors(listSurvivors(report), accepted, files);
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
