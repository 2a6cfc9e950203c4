import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/**
 * The rules about `src` that can be checked in its text. Each is a function from a file, or from all files, to the places that break it, and is
 * itself tried on a few lines that do and on a few that do not.
 */
type SourceFile = { path: string; lines: readonly string[] };
type Rule = (file: SourceFile) => readonly string[];
type HouseRule = (files: readonly SourceFile[]) => readonly string[];

/** The folders from the bottom up. A folder may import from itself and from those before it. */
const layers = [
  'wording',
  'reasons',
  'hook',
  'runtime',
  'storage',
  'deployment',
  'approval',
  'checks',
  'controller',
  'watcher',
  'pause-bridge',
  'announcer',
  'service-hooks',
  'simulate',
  'functions',
  'sandbox',
  'cli',
  'cdk',
];

/** The only folders that touch environment, SDK clients and the real clock. */
const edges = new Set(['runtime', 'functions', 'simulate', 'sandbox', 'cli']);

const importsPointDown: Rule = (file) => {
  const from = folderOf(file.path);
  const layer = layers.indexOf(from);
  if (layer === -1) return []; // The entry points of the package are above all folders.
  return importsOf(file).flatMap(({ specifier, line }) => {
    if (!specifier.startsWith('.')) return [];
    const path = join(dirname(file.path), specifier);
    const to = folderOf(path);
    if (layers.slice(0, layer + 1).includes(to)) return [];
    return [at(file, line, `src/${from} must not import from ${path.startsWith('src/') ? `src/${to}` : path}`)];
  });
};

const foldersHaveALayer: Rule = (file) => {
  const folder = folderOf(file.path);
  return folder === '' || layers.includes(folder)
    ? []
    : [at(file, 1, `src/${folder} has no place in the order of folders; give it one in this test`)];
};

const hookKnowsNoSdk: Rule = (file) =>
  folderOf(file.path) !== 'hook'
    ? []
    : importsOf(file)
        .filter(({ specifier }) => /^(@aws-sdk|@smithy|@aws-lambda-powertools)\/|^aws-sdk/.test(specifier))
        .map(({ specifier, line }) => at(file, line, `src/hook must not import ${specifier}`));

const environmentInside = insideOnly(/\bprocess\.env\b|\bprocess\[['"]env|\benv\b.*from 'node:process'/, 'process.env');

/** Runs inside a function's own process, where Lambda passes everything through the environment. */
const runtimeClient = 'src/controller/lambda/rapid-client.ts';

const environmentAtTheEdge: Rule = (file) => (file.path === runtimeClient ? [] : environmentInside(file));

const clientsAtTheEdge: Rule = insideOnly(
  /\bnew\s+(S3|ECS|ECR|SNS|SSM|STS|SecretsManager|CloudWatch|CloudWatchLogs|EventBridge|ElasticLoadBalancingV2|Lambda|CloudFormation)(Client)?\s*\(/,
  'the construction of an SDK client',
);

/** A clock for others has to read the wall's; the file system reports a lock file's age in real time. */
const wallClockReaders = new Set([
  'src/controller/clock/scaled-clock.ts',
  'src/storage/file/file-lock.ts',
  // The deadlines of real processes.
  'src/controller/lambda/instance.ts',
]);

const clockAtTheEdge: Rule = (file) =>
  wallClockReaders.has(file.path)
    ? []
    : insideOnly(/\bnew\s+Date\s*(\(\s*\)|(?![\w(\s]))|\bDate\.now\b|\bDate\(\s*\)/, 'the real clock')(file);

const noDefaultExport: Rule = (file) =>
  linesMatching(file, /^\s*export\s+default\b|\bas\s+default\b|^\s*export\s*\{\s*default\s*[,}]/, 'no default export');

const noDrawers: Rule = (file) => {
  const drawer = file.path
    .replace(/\.ts$/, '')
    .split('/')
    .find((name) => /^(utils?|types|helpers?|common|misc|shared|lib)$/.test(name));
  return drawer ? [at(file, 1, `a folder or file is named after its topic, and "${drawer}" is not a topic`)] : [];
};

/** A catalogue of a language is a list of sentences, and one file, so that another language is one more. */
const isCatalogue = (path: string) => /^src\/approval\/desk\/language\/[a-z]{2}\.ts$/.test(path);

const shortFiles: Rule = (file) =>
  file.lines.length > 300 && !isCatalogue(file.path)
    ? [at(file, 300, `${file.lines.length} lines; look for the second topic`)]
    : [];

const maxFiles = 16;

const foldersAreSmall: HouseRule = (all) =>
  [...Map.groupBy(all, ({ path }) => dirname(path))]
    .filter(([, inside]) => inside.length > maxFiles)
    .map(([folder, inside]) => `${folder} has ${inside.length} files; at most ${maxFiles} can be taken in at a glance`);

/** Of files, type imports included. */
const filesHaveNoCycle: HouseRule = (all) =>
  cyclesOf(new Map(all.map((file) => [file.path, targetsOf(file)]))).map((cycle) => cycle.join(' → '));

/** Inside each folder, of the files and folders in it. */
const roomsHaveNoCycle: HouseRule = (all) =>
  [...new Set(all.flatMap(({ path }) => foldersOf(path)))].flatMap((folder) => {
    const rooms = new Map<string, Set<string>>();
    for (const file of all) {
      const room = roomOf(file.path, folder);
      if (room === undefined) continue;
      const others = targetsOf(file).flatMap((target) => roomOf(target, folder) ?? []);
      rooms.set(room, new Set([...(rooms.get(room) ?? []), ...others.filter((other) => other !== room)]));
    }
    return cyclesOf(rooms).map((cycle) => `in ${folder}: ${cycle.join(' → ')}`);
  });

/** Lambda calls `handler` in each function. */
const sharedNames = new Set(['handler']);

const namesAreUnique: HouseRule = (all) => {
  const exported = all.flatMap((file) => exportsOf(file).map((name) => ({ name, path: file.path })));
  return [...Map.groupBy(exported, ({ name }) => name)]
    .filter(([name, places]) => !sharedNames.has(name) && new Set(places.map(({ path }) => path)).size > 1)
    .map(([name, places]) => `${name} is exported by ${places.map(({ path }) => path).join(' and ')}`);
};

/** So that a search for a file finds one. */
const fileNamesAreUnique: HouseRule = (all) =>
  [...Map.groupBy(all, ({ path }) => basename(path))]
    .filter(([, places]) => places.length > 1)
    .map(([name, places]) => `${name} is the name of ${places.map(({ path }) => path).join(' and ')}`);

/** A test that is named after a file tests that file, so its folder is the same. Tests of a story, a page or a promise have names of their own. */
const testsAreInTheirFolder: HouseRule = (all) => {
  const sources = new Map(
    all
      .map(({ path }) => path)
      .filter(isSource)
      .map((path) => [basename(path, '.ts'), path]),
  );
  return all.flatMap(({ path }) => {
    const [name = '', ...kind] = basename(path).split('.');
    const source = sources.get(name);
    if (isSource(path) || !layers.includes(path.split('/')[1] ?? '') || !kind.includes('test') || !source) return [];
    return dirname(path) === dirname(source).replace(/^src/, 'test')
      ? []
      : [`${path} is not in the folder of ${source}`];
  });
};

const isSource = (path: string) => path.startsWith('src/');

/** An export has its name in another file: one that imports it, or passes it on. A test may be that file. */
const exportsAreImported: HouseRule = (all) => {
  const filesWith = Map.groupBy(
    all.flatMap(({ path, lines }) => [...new Set(lines.join('\n').match(/\w+/g))].map((word) => ({ word, path }))),
    ({ word }) => word,
  );
  return all
    .filter(({ path }) => path.startsWith('src/'))
    .flatMap((file) => exportsOf(file).map((name) => ({ name, path: file.path })))
    .filter(({ name }) => !sharedNames.has(name) && filesWith.get(name)?.length === 1)
    .map(({ name, path }) => `${path} exports ${name}, which no other file imports`);
};

function insideOnly(pattern: RegExp, what: string): Rule {
  return (file) =>
    edges.has(folderOf(file.path))
      ? []
      : linesMatching(file, pattern, `${what} belongs into src/functions, src/cli or src/sandbox`);
}

function linesMatching(file: SourceFile, pattern: RegExp, message: string): string[] {
  return codeOf(file).flatMap((line, index) =>
    pattern.test(line) ? [at(file, index + 1, `${message}: ${line.trim()}`)] : [],
  );
}

function at(file: SourceFile, line: number, message: string): string {
  return `${file.path}:${line} ${message}`;
}

/** The folder below `src`, empty for a file in `src` itself. */
function folderOf(path: string): string {
  const [src, folder = '', ...rest] = path.split('/');
  return src === 'src' && rest.length > 0 ? folder : '';
}

/** The lines without their comments, which may mention anything. */
function codeOf({ lines }: SourceFile): readonly string[] {
  let inComment = false;
  return lines.map((line) => {
    let code = '';
    let rest = line;
    while (rest !== '') {
      const [before = '', ...after] = rest.split(inComment ? '*/' : '/*');
      if (!inComment) code += before;
      rest = after.join(inComment ? '*/' : '/*');
      if (after.length === 0) break;
      inComment = !inComment;
    }
    return code.replace(/(^|\s)\/\/.*$/, '');
  });
}

/** Static and dynamic imports and re-exports, including those over several lines. */
function importsOf(file: SourceFile): readonly { specifier: string; line: number }[] {
  const text = codeOf(file).join('\n');
  const pattern = /\b(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1/g;
  return Array.from(text.matchAll(pattern), ({ index, 2: specifier = '' }) => ({
    specifier,
    line: text.slice(0, index).split('\n').length,
  }));
}

/** The files of `src` that a file imports or re-exports from, types included. */
function targetsOf(file: SourceFile): string[] {
  return importsOf(file)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => join(dirname(file.path), specifier));
}

/** `src/a/b.ts` is in `src/a` and in `src`. */
function foldersOf(path: string): string[] {
  const parts = dirname(path).split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** The part of a folder that contains a path: the file itself, or the inner folder. Undefined if the path is not in the folder. */
function roomOf(path: string, folder: string): string | undefined {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split('/')[0] : undefined;
}

/** One cycle for each group of nodes that reach each other. */
function cyclesOf(graph: ReadonlyMap<string, Iterable<string>>): string[][] {
  const done = new Set<string>();
  const found: string[][] = [];
  const visit = (node: string, path: readonly string[]) => {
    const since = path.indexOf(node);
    if (since !== -1) found.push([...path.slice(since), node]);
    if (since !== -1 || done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}

/** What a file declares and exports; re-exports are left out. */
function exportsOf(file: SourceFile): string[] {
  const declaration =
    /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|const|let|class|type|interface|enum) (\w+)/;
  return codeOf(file).flatMap((line) => declaration.exec(line)?.[1] ?? []);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const files = filesIn('src');

function filesIn(folder: string): readonly SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, folder, name))
    .filter((path) => /\.[cm]?[tj]sx?$/.test(path) && statSync(path).isFile())
    .map((path) => read(relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')))
    .sort((a, b) => a.path.localeCompare(b.path));
}

function read(path: string, text: string): SourceFile {
  return { path, lines: text.trimEnd().split('\n') };
}

const rules: [string, Rule][] = [
  ['imports point one way', importsPointDown],
  ['every folder has its layer', foldersHaveALayer],
  ['hook imports no AWS SDK', hookKnowsNoSdk],
  ['only functions, cli and local read the environment', environmentAtTheEdge],
  ['only functions, cli and local make SDK clients', clientsAtTheEdge],
  ['only functions, cli and local read the real clock', clockAtTheEdge],
  ['there are no default exports', noDefaultExport],
  ['a folder is a topic, never a kind', noDrawers],
  ['no file is longer than 300 lines', shortFiles],
];

const houseRules: [string, HouseRule][] = [
  ['no file imports itself by way of others', filesHaveNoCycle],
  ['no folder imports itself by way of its neighbours', roomsHaveNoCycle],
  ['no folder has more files than can be taken in at a glance', foldersAreSmall],
  ['no two files export the same name', namesAreUnique],
  ['no two files have the same name', fileNamesAreUnique],
];

describe('the files in src', () => {
  test('are found', () => {
    expect(files.map(({ path }) => path)).toContain('src/hook/create-hook.ts');
  });

  test.each(rules)('%s', (_title, rule) => {
    expect(files.flatMap(rule)).toEqual([]);
  });

  test.each(houseRules)('%s', (_title, rule) => {
    expect(rule(files)).toEqual([]);
  });

  test('are in the folders that CONTRIBUTING names, in the order of their imports', () => {
    const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
    const named = Array.from(contributing.matchAll(/^\| `src\/([\w-]+)` \|/gm), ([, folder]) => folder);

    expect(named).toEqual(layers);
  });
});

test('every export in src is imported by another file', () => {
  expect(exportsAreImported(['src', 'test', 'scripts', 'bench', 'browser/function'].flatMap(filesIn))).toEqual([]);
});

test('every test that has the name of a source file is in its folder', () => {
  expect(testsAreInTheirFolder(['src', 'test'].flatMap(filesIn))).toEqual([]);
});

test.each(['test', 'scripts', 'bench'])('no folder in %s has more files than can be taken in at a glance', (folder) => {
  expect(foldersAreSmall(filesIn(folder))).toEqual([]);
});

describe('the rules', () => {
  test.each<[string, Rule, string, string]>([
    ['an import from above', importsPointDown, 'src/hook/a.ts', "import { b } from '../approval/b.ts';"],
    ['a type from above', importsPointDown, 'src/approval/a.ts', "import type { B } from '../checks/smoke/b.ts';"],
    [
      'a deep import from above',
      importsPointDown,
      'src/approval/desk/a.ts',
      "export * from '../../functions/desk/b.ts';",
    ],
    ['an import from a sibling', importsPointDown, 'src/deployment/a.ts', "import { b } from '../approval/b.ts';"],
    ['a dynamic import from above', importsPointDown, 'src/checks/smoke/a.ts', "await import('../../sandbox/b.ts');"],
    ['an import over several lines', importsPointDown, 'src/hook/a.ts', "import {\n  b,\n} from '../cli/b.ts';"],
    ['an import from outside src', importsPointDown, 'src/hook/a.ts', "import { b } from '../../test/b.ts';"],
    ['a new folder', foldersHaveALayer, 'src/notes/a.ts', ''],
    ['the SDK in hook', hookKnowsNoSdk, 'src/hook/a.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
    ['the environment', environmentAtTheEdge, 'src/approval/a.ts', 'const bucket = process.env.BUCKET;'],
    ['the environment by index', environmentAtTheEdge, 'src/hook/a.ts', "process['env']"],
    ['a client', clientsAtTheEdge, 'src/approval/a.ts', 'const s3 = new S3Client({});'],
    ['a client of an old version', clientsAtTheEdge, 'src/deployment/a.ts', 'const ecs = new ECS();'],
    ['the time', clockAtTheEdge, 'src/hook/a.ts', 'const now = new Date();'],
    ['the time in milliseconds', clockAtTheEdge, 'src/checks/a/a.ts', 'const ms = Date.now();'],
    ['the time without brackets', clockAtTheEdge, 'src/checks/a/a.ts', 'const now = new Date;'],
    ['the time without a call', clockAtTheEdge, 'src/checks/a/a.ts', 'const now = Date.now;'],
    ['a default export', noDefaultExport, 'src/hook/a.ts', 'export default {};'],
    ['a renamed default export', noDefaultExport, 'src/hook/a.ts', 'export { a as default };'],
    ['a drawer', noDrawers, 'src/approval/utils/a.ts', ''],
    ['a file that is a drawer', noDrawers, 'src/approval/types.ts', ''],
    ['a long file', shortFiles, 'src/hook/a.ts', 'a\n'.repeat(301)],
  ])('find %s, and name file and line', (_name, rule, path, text) => {
    const found = rule(read(path, text));

    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^src\/[\w/]+\.ts:\d+ \S/);
  });

  test.each<[string, Rule, string, string]>([
    ['an import from below', importsPointDown, 'src/checks/smoke/a.ts', "import { b } from '../../hook/b.ts';"],
    [
      'an import from the same folder',
      importsPointDown,
      'src/checks/smoke/a.ts',
      "import { b } from '../alarms/b.ts';",
    ],
    ['a package', importsPointDown, 'src/hook/a.ts', "import * as v from 'valibot';"],
    ['the sandbox in a command', importsPointDown, 'src/cli/demo/demo.ts', "import { b } from '../../sandbox/b.ts';"],
    ['an entry point', importsPointDown, 'src/index.ts', "export { b } from './hook/b.ts';"],
    ['the SDK in approval', hookKnowsNoSdk, 'src/approval/a.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
    ['the environment in a function', environmentAtTheEdge, 'src/functions/desk/index.ts', 'process.env'],
    [
      'the environment in a comment',
      environmentAtTheEdge,
      'src/hook/a.ts',
      '// no process.env\n/* process.env\n process.env */\n',
    ],
    ['a command', clientsAtTheEdge, 'src/approval/a.ts', 'new PutObjectCommand({})'],
    ['a date from a number', clockAtTheEdge, 'src/hook/a.ts', 'new Date(since * 1000)'],
    ['a date from a string', clockAtTheEdge, 'src/hook/a.ts', 'Date.parse(text); expect.any(Date)'],
    ['the type of a date', clockAtTheEdge, 'src/hook/clock.ts', 'now(): Date;'],
    ['a link', noDefaultExport, 'src/hook/a.ts', "const link = 'https://example.com'; // export default"],
    ['a file of 300 lines', shortFiles, 'src/hook/a.ts', 'a\n'.repeat(300)],
  ])('allow %s', (_name, rule, path, text) => {
    expect(rule(read(path, text))).toEqual([]);
  });

  const house = (...entries: [path: string, text: string][]) => entries.map(([path, text]) => read(path, text));
  const inOneFolder = (count: number) =>
    house(...Array.from({ length: count }, (_, index): [string, string] => [`src/hook/a${index}.ts`, '']));

  test.each<[string, HouseRule, SourceFile[], string]>([
    [
      'two files that import each other',
      filesHaveNoCycle,
      house(['src/a/b.ts', "import './c.ts';"], ['src/a/c.ts', "import type { B } from './b.ts';"]),
      'src/a/b.ts → src/a/c.ts → src/a/b.ts',
    ],
    [
      'two inner folders that import each other through different files',
      roomsHaveNoCycle,
      house(
        ['src/a/x/1.ts', "import '../y/1.ts';"],
        ['src/a/x/2.ts', ''],
        ['src/a/y/1.ts', ''],
        ['src/a/y/2.ts', "export * from '../x/2.ts';"],
      ),
      'in src/a: x → y → x',
    ],
    [
      'a folder that a file next to it imports from and is imported by',
      roomsHaveNoCycle,
      house(['src/a/x/1.ts', "import '../b.ts';"], ['src/a/x/2.ts', ''], ['src/a/b.ts', "import './x/2.ts';"]),
      'in src/a: x → b.ts → x',
    ],
    [
      'a crowded folder',
      foldersAreSmall,
      inOneFolder(17),
      'src/hook has 17 files; at most 16 can be taken in at a glance',
    ],
    [
      'one name for two things',
      namesAreUnique,
      house(['src/a/b.ts', 'export const run = 1;'], ['src/a/c.ts', 'export async function run() {}']),
      'run is exported by src/a/b.ts and src/a/c.ts',
    ],
    [
      'one file name in two folders',
      fileNamesAreUnique,
      house(['src/a/b.ts', ''], ['src/a/c/b.ts', ''], ['src/a/c/d.ts', '']),
      'b.ts is the name of src/a/b.ts and src/a/c/b.ts',
    ],
    [
      'a test in another folder than its source',
      testsAreInTheirFolder,
      house(['src/hook/a/b.ts', ''], ['test/hook/a/b.test.ts', ''], ['test/hook/b.contract.test.ts', '']),
      'test/hook/b.contract.test.ts is not in the folder of src/hook/a/b.ts',
    ],
    [
      'an export for nobody',
      exportsAreImported,
      house(['src/a/b.ts', 'export const run = 1;'], ['test/a/c.test.ts', 'runs();']),
      'src/a/b.ts exports run, which no other file imports',
    ],
  ])('find %s', (_name, rule, all, found) => {
    expect(rule(all)).toEqual([found]);
  });

  test.each<[string, HouseRule, SourceFile[]]>([
    [
      'imports that point one way',
      roomsHaveNoCycle,
      house(
        ['src/a/b.ts', "import './x/1.ts'; import './c.ts';"],
        ['src/a/x/1.ts', ''],
        ['src/a/c.ts', "import './x/1.ts';"],
      ),
    ],
    ['a folder of 16 files', foldersAreSmall, inOneFolder(16)],
    [
      'a name that is passed on',
      namesAreUnique,
      house(['src/a/b.ts', 'export const run = 1;'], ['src/c.ts', "export { run } from './a/b.ts';"]),
    ],
    [
      'file names of which one begins with the other',
      fileNamesAreUnique,
      house(['src/a/b.ts', ''], ['src/b-c.ts', '']),
    ],
    [
      'a test and a fixture with names of their own, and a story',
      testsAreInTheirFolder,
      house(
        ['src/hook/b.ts', ''],
        ['test/hook/a/c.test.ts', ''],
        ['test/hook/a/b.ts', ''],
        ['test/story/b.test.ts', ''],
      ),
    ],
    [
      'an export for a test',
      exportsAreImported,
      house(['src/a/b.ts', 'export const run = 1;'], ['test/a/b.test.ts', "import { run } from '../src/a/b.ts';"]),
    ],
    [
      'two handlers',
      namesAreUnique,
      house(['src/a/b.ts', 'export const handler = 1;'], ['src/a/c.ts', 'export const handler = 2;']),
    ],
  ])('allow %s', (_name, rule, all) => {
    expect(rule(all)).toEqual([]);
  });
});
