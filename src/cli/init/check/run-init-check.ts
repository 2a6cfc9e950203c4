import { join } from 'node:path';
import type { ExitCode } from '../../aws/run-action.ts';
import { wrapAdvice } from '../../terminal/wrap-command.ts';
import { writeNewFiles } from './new-files.ts';
import { missingIn } from './project.ts';
import { readStarter } from './starter.ts';

type WantedCheck = { template: string; about: string; folder: string };

/**
 * The action of `greenlight init check`.
 *
 * @param wanted `about` continues a sentence about the check: `asks an endpoint …`
 */
export function runInitCheck(name: string, { template, about, folder }: WantedCheck): ExitCode {
  const starter = readStarter(template, name);
  const { files, advice } = missingIn(folder, starter, name);
  const written = { ...starter.check, ...files };
  writeNewFiles(folder, written);
  process.stdout.write(render(name, `It ${about}.`, { folder, paths: Object.keys(written), advice }));
  return 0;
}

type Outcome = { folder: string; paths: readonly string[]; advice: readonly string[] };

function render(name: string, about: string, { folder, paths, advice }: Outcome): string {
  const width = Math.min(process.stdout.columns ?? 80, 100) - 4;
  const indented = (text: string) => wrapAdvice(text, width).map((line) => `  ${line}\n`);
  const longest = Math.max(...paths.map((path) => join(folder, path).length));
  const listed = paths.map((path) => {
    const meaning = meanings[path.replace(`checks/${name}/`, '')] ?? '';
    return `  ${`${join(folder, path).padEnd(longest)}  ${meaning}`.trimEnd()}\n`;
  });
  return [
    `Wrote ${name}. ${about}\n\n`,
    ...listed,
    ...(advice.length === 0 ? [] : ['\nWhat exists was not changed. The check also needs:\n\n']),
    ...advice.flatMap(indented),
    ...nextSteps(name, folder, advice),
  ].join('');
}

function nextSteps(name: string, folder: string, advice: readonly string[]): string[] {
  const isInstalled = advice.some((line) => line.startsWith('npm install'));
  const steps = [
    ...(isInstalled ? [['the commands above', 'in the folder of package.json']] : [['npm install', '']]),
    ['npm test', 'types, and whole deployments with the check'],
    [`npm run simulate:${name}`, 'a deployment in the terminal'],
    ['npm run build', `dist/${name}/index.mjs, for Lambda`],
  ];
  if (folder !== '.') steps.unshift([`cd ${folder}`, '']);
  const longest = Math.max(...steps.map(([command = '']) => command.length));
  return steps.map(([command = '', about = ''], index) => {
    const start = index === 0 ? '\n  next: ' : '        ';
    return `${start}${about === '' ? command : `${command.padEnd(longest)}  # ${about}`}\n`;
  });
}

/** What people want to know about a file before they open it. */
const meanings: Readonly<Record<string, string>> = {
  'check.ts': 'what it decides',
  'check.test.ts': 'its test',
  'fake.ts': 'for tests and simulate',
  'hook.ts': 'what Lambda calls',
  'simulated.ts': 'what simulate calls',
  'hook-details.json': 'its configuration',
  'event.json': 'what ECS sends',
  'sam.yaml': 'deploys it with SAM',
  'cdk.ts': 'deploys it with CDK',
};
