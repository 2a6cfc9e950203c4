import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What decides whether a deployment continues. */
const folders = ['wording', 'hook', 'storage', 'deployment', 'approval', 'checks', 'watcher'].map(
  (name) => `src/${name}`,
);

/** Files of these folders that decide nothing: other kinds of tests cover them. */
const outside = [
  // What people read. The tests of the pages, the mails and the command line cover its wording.
  'src/wording/{durations,ids,lines,times,wrap,theme}.ts',
  'src/approval/**/{mail,format-decision,format-trial}.ts',
  'src/approval/desk/language/{en,de}.ts',
  'src/approval/desk/page/{frame,note,request-page,sheets,style,refresh}.ts',
  // Adapters of AWS services, files, sockets and real time, which contract tests exercise over the wire.
  'src/storage/{s3,file}/*.ts',
  'src/approval/{s3-*,file-store,file-lock,warm-connection,node-sha256}.ts',
  'src/approval/**/sns-{notifier,subscribers}.ts',
  'src/hook/load-once.ts',
  'src/watcher/watch-deployments.ts',
  'src/{checks,deployment}/**/*-reader.ts',
  'src/checks/smoke/probe/!(forbidden-address).ts',
  'src/checks/http-gate/ask/function-caller.ts',
  'src/checks/load/real-timer.ts',
  'src/deployment/{ecs,load-balancer,deployment-lister}.ts',
];

/** The files of the decision core, sorted, from the top of the project. */
export function coreFiles(project: string): string[] {
  const excluded = new Set(globSync(outside, { cwd: project }));
  return globSync(
    folders.map((folder) => `${folder}/**/*.ts`),
    { cwd: project },
  )
    .filter((file) => !excluded.has(file))
    .sort();
}

/**
 * The files to run: each argument is a file of the project, or a folder, which means the files of the core in it.
 *
 * @param asked empty for the whole core
 * @throws {RangeError} if one of them is not there, or a folder has no file of the core
 */
export function chooseFiles(project: string, asked: readonly string[]): string[] {
  const core = coreFiles(project);
  if (asked.length === 0) return core;
  return [...new Set(asked.flatMap((path) => filesAt(project, path.replace(/^\.\/|\/+$/g, ''), core)))].sort();
}

function filesAt(project: string, path: string, core: readonly string[]): string[] {
  const found = statSync(join(project, path), { throwIfNoEntry: false });
  if (!found) throw new RangeError(`there is no ${path}; name files or folders such as src/hook/answer/decide.ts`);
  if (found.isFile()) return [path];
  const files = core.filter((file) => file.startsWith(`${path}/`));
  if (files.length === 0) throw new RangeError(`${path} has no file of the decision core; name its files one by one`);
  return files;
}
