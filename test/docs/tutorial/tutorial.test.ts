import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { defineHook } from '../../../src/index.ts';
import { simulateDeployment } from '../../../src/testing.ts';
import { serveHttp } from '../../checks/smoke/local-servers.ts';
import { runCli } from '../../cli/run-cli.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const page = readFileSync(join(project, 'docs/guides/tutorial.md'), 'utf8');
const [schema = '', start = '', helper = '', proof = ''] = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(
  ([, code = '']) => code,
);

// Inside the repository, where the packages are found that the check imports.
mkdirSync(join(project, '.cache'), { recursive: true });
const folder = mkdtempSync(join(project, '.cache/tutorial-'));
afterAll(() => rmSync(folder, { recursive: true }));
const init = await runCli(['init', 'check', 'right-version'], { cwd: folder });
const file = (name: string) => join(folder, 'checks/right-version', name);

edit('check.ts', /^ {2}status: v\.picklist.*\n/m, schema);
edit('check.ts', /^ {4}async run\(.*?kind: 'pass'.*?\n/ms, start);
edit('check.ts', /$/, `\n${helper}`);
edit('check.test.ts', /^\}\);\n$(?![\s\S])/m, `\n${proof}});\n`);

// The tests of the project: those that init check has written, and the one of the page.
await import(file('check.test.ts'));

describe('the check of the tutorial', () => {
  test('begins as init check writes it', () => {
    expect(init).toMatchObject({ code: 0, stderr: '' });
  });

  test('passes an answer of the revision that is deployed, as the shop gives it, over HTTP', async () => {
    const { endpointCheck } = await import(file('check.ts'));
    const { askEndpoint } = await import(file('ask-endpoint.ts'));
    const asked: string[] = [];
    const { port } = await serveHttp(({ url = '' }, response) => {
      asked.push(url);
      response.end(JSON.stringify({ status: 'ok', version: '1.42', revision: '1' }));
    });
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const { status, hooks } = await simulateDeployment({
      strategy: 'BLUE_GREEN',
      hooks: ({ clock }) => [
        {
          name: 'right-version',
          handler: defineHook({ check: endpointCheck(askEndpoint), clock, logger }),
          at: 'POST_TEST_TRAFFIC_SHIFT',
          hookDetails: { url: `http://127.0.0.1:${port}/health`, maxMinutes: 1 },
        },
      ],
    });

    expect(asked).toContain('/health');
    // Another revision answers, so it is rolled back, as in the last experiment of the page.
    expect({ status, reason: hooks[0]?.reason }).toEqual({
      status: 'ROLLBACK_SUCCESSFUL',
      reason: 'the new version is not ready after 1 min: revision 1 answers',
    });
  });
});

function edit(name: string, part: RegExp, code: string): void {
  const text = readFileSync(file(name), 'utf8');
  const changed = text.replace(part, () => code);
  if (changed === text) throw new Error(`${name} has nothing like ${part}`);
  writeFileSync(file(name), changed);
}
