import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serveHttp } from '../checks/smoke/local-servers.ts';
import { errorsIn, runCli } from '../cli/run-cli.ts';

const guide = readFileSync(fileURLToPath(new URL('../../docs/guides/smoke-suites.md', import.meta.url)), 'utf8');
const [, suite = ''] = /```yaml\n(.*?)```/s.exec(guide) ?? [];
const [, script = ''] = /```bash\n(#!.*?)```/s.exec(guide) ?? [];
const digest = `sha256:${'a'.repeat(64)}`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guide-'));
  await writeFile(join(folder, 'checkout.yaml'), suite);
});
afterEach(() => rm(folder, { recursive: true }));

describe('the suite of the guide', () => {
  test('passes against the service that the script is for', async () => {
    const { code, stderr } = await run(await serveShop({}));

    expect({ code, errors: errorsIn({ stderr }) }).toEqual({ code: 0, errors: '' });
  });

  test.each([
    ['/health', { status: 'DOWN', checks: [{ ok: true }] }],
    ['/health', { status: 'UP', checks: [{ ok: true }, { ok: false }] }],
    ['/health', { status: 'UP', checks: [{ ok: true }, {}] }],
    ['/api/items?limit=3', { items: [] }],
    ['/api/items?limit=3', { items: null }],
  ])('fails if %s answers %j', async (path, answer) => {
    const { code, stdout } = await run(await serveShop({ [path]: answer }));

    expect(code).toBe(1);
    expect(stdout).toContain(`✖ GET ${path.replace(/\?.*/, '?…')}`);
  });

  test('is a fifth of the script', () => {
    const lines = (text: string) => text.trimEnd().split('\n').length;

    expect(lines(suite)).toBeLessThanOrEqual(12);
    expect(lines(script)).toBeGreaterThan(55);
  });
});

async function serveShop(answers: Readonly<Record<string, unknown>>): Promise<string> {
  const usual: Record<string, unknown> = {
    '/health': { status: 'UP', checks: [{ ok: true }, { ok: true }] },
    '/api/version': { sha: '4f2c1ab', image: { digest } },
    '/api/items?limit=3': { items: [{ id: 1 }] },
  };
  const { port } = await serveHttp(({ url = '' }, response) => {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(answers[url] ?? usual[url]));
  });
  return `http://127.0.0.1:${port}`;
}

async function run(url: string) {
  const values = ['--var', `$imageDigest=${digest}`, '--var', '$env.GIT_SHA=4f2c1ab90d7e'];
  return runCli(['smoke', 'checkout.yaml', '--url', url, ...values], { cwd: folder });
}
