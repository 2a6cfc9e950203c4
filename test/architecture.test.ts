import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/**
 * The rules about `src` that can be read off its text. Each is a function from a file to the places that break it, and is itself tried on a
 * few lines that do and on a few that do not.
 */
type SourceFile = { path: string; lines: readonly string[] };
type Rule = (file: SourceFile) => readonly string[];

/** The folders from the bottom up. A folder may import from itself and from those before it. */
const layers = [
  'wording',
  'hook',
  'runtime',
  'storage',
  'deployment',
  'approval',
  'checks',
  'controller',
  'service-hooks',
  'watcher',
  'simulate',
  'functions',
  'local',
  'sandbox',
  'cli',
];

/** The only folders that touch environment, SDK clients and the real clock. */
const edges = new Set(['runtime', 'functions', 'simulate', 'local', 'sandbox', 'cli']);

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

/** Runs inside a function's own process, where Lambda tells everything by the environment. */
const runtimeClient = 'src/controller/lambda/rapid-client.ts';

const environmentAtTheEdge: Rule = (file) => (file.path === runtimeClient ? [] : environmentInside(file));

const clientsAtTheEdge: Rule = insideOnly(
  /\bnew\s+(S3|ECS|SNS|SSM|STS|SecretsManager|CloudWatch|CloudWatchLogs|EventBridge|ElasticLoadBalancingV2|Lambda|CloudFormation)(Client)?\s*\(/,
  'the construction of an SDK client',
);

/** A clock for others has to read the wall's; a lock file's age is told by the file system, in the wall's time. */
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
  const drawer = dirname(file.path)
    .split('/')
    .find((name) => /^(utils?|types|helpers?|common|misc)$/.test(name));
  return drawer ? [at(file, 1, `a folder is a topic, and "${drawer}" is none`)] : [];
};

const shortFiles: Rule = (file) =>
  file.lines.length > 300 ? [at(file, 300, `${file.lines.length} lines; look for the second topic`)] : [];

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

/** The lines without their comments, which may speak about anything. */
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

/** Static and dynamic imports and re-exports, also those over several lines. */
function importsOf(file: SourceFile): readonly { specifier: string; line: number }[] {
  const text = codeOf(file).join('\n');
  const pattern = /\b(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1/g;
  return Array.from(text.matchAll(pattern), ({ index, 2: specifier = '' }) => ({
    specifier,
    line: text.slice(0, index).split('\n').length,
  }));
}

const root = fileURLToPath(new URL('..', import.meta.url));
const files: readonly SourceFile[] = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((name) => join(root, 'src', name))
  .filter((path) => /\.[cm]?[tj]sx?$/.test(path) && statSync(path).isFile())
  .map((path) => read(relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')))
  .sort((a, b) => a.path.localeCompare(b.path));

function read(path: string, text: string): SourceFile {
  return { path, lines: text.trimEnd().split('\n') };
}

const rules: [string, Rule][] = [
  ['imports point one way', importsPointDown],
  ['every folder has its layer', foldersHaveALayer],
  ['hook imports no AWS SDK', hookKnowsNoSdk],
  ['only functions, cli and local read the environment', environmentAtTheEdge],
  ['only functions, cli and local make SDK clients', clientsAtTheEdge],
  ['only functions, cli and local look at the real clock', clockAtTheEdge],
  ['there are no default exports', noDefaultExport],
  ['a folder is a topic, never a kind', noDrawers],
  ['no file is longer than 300 lines', shortFiles],
];

describe('in src', () => {
  test('there is something to look at', () => {
    expect(files.map(({ path }) => path)).toContain('src/hook/define-hook.ts');
  });

  test.each(rules)('%s', (_title, rule) => {
    expect(files.flatMap(rule)).toEqual([]);
  });
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
    ['an import from beside', importsPointDown, 'src/deployment/a.ts', "import { b } from '../approval/b.ts';"],
    ['a dynamic import from above', importsPointDown, 'src/checks/smoke/a.ts', "await import('../../local/b.ts');"],
    ['an import over lines', importsPointDown, 'src/hook/a.ts', "import {\n  b,\n} from '../cli/b.ts';"],
    ['an import from outside src', importsPointDown, 'src/hook/a.ts', "import { b } from '../../test/b.ts';"],
    ['a new folder', foldersHaveALayer, 'src/notes/a.ts', ''],
    ['the SDK in hook', hookKnowsNoSdk, 'src/hook/a.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
    ['the environment', environmentAtTheEdge, 'src/approval/a.ts', 'const bucket = process.env.BUCKET;'],
    ['the environment by index', environmentAtTheEdge, 'src/hook/a.ts', "process['env']"],
    ['a client', clientsAtTheEdge, 'src/approval/a.ts', 'const s3 = new S3Client({});'],
    ['a client of the old kind', clientsAtTheEdge, 'src/deployment/a.ts', 'const ecs = new ECS();'],
    ['the time', clockAtTheEdge, 'src/hook/a.ts', 'const now = new Date();'],
    ['the time in milliseconds', clockAtTheEdge, 'src/checks/a/a.ts', 'const ms = Date.now();'],
    ['the time without brackets', clockAtTheEdge, 'src/checks/a/a.ts', 'const now = new Date;'],
    ['the time, unasked', clockAtTheEdge, 'src/checks/a/a.ts', 'const now = Date.now;'],
    ['a default export', noDefaultExport, 'src/hook/a.ts', 'export default {};'],
    ['a renamed default export', noDefaultExport, 'src/hook/a.ts', 'export { a as default };'],
    ['a drawer', noDrawers, 'src/approval/utils/a.ts', ''],
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
    ['the local stage in a command', importsPointDown, 'src/cli/demo/demo.ts', "import { b } from '../local/b.ts';"],
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
    ['a date from a text', clockAtTheEdge, 'src/hook/a.ts', 'Date.parse(text); expect.any(Date)'],
    ['the type of a date', clockAtTheEdge, 'src/hook/clock.ts', 'now(): Date;'],
    ['a link', noDefaultExport, 'src/hook/a.ts', "const link = 'https://example.com'; // export default"],
    ['a file of 300 lines', shortFiles, 'src/hook/a.ts', 'a\n'.repeat(300)],
  ])('let %s be', (_name, rule, path, text) => {
    expect(rule(read(path, text))).toEqual([]);
  });
});
