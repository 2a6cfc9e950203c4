import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { serveHttp } from '../../checks/smoke/local-servers.ts';
import { selfSigned } from '../../checks/smoke/self-signed.ts';
import { errorsIn, runCli } from '../run-cli.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smoke-lists-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('greenlight smoke with setup and teardown', () => {
  test('sends each request to the URL that it names, and reports all URLs', async () => {
    const seen: string[] = [];
    const urls = await Promise.all(
      ['web', 'api'].map(async (name) => {
        const { port } = await serveHttp(({ method, url }, response) => {
          seen.push(`${name} ${method} ${url}`);
          response.end('{"id":42}');
        });
        return `http://127.0.0.1:${port}`;
      }),
    );
    const [web = '', api = ''] = urls;
    const suite = `
setup: [{ at: api, method: POST, path: /orders, capture: { id: $.id } }]
requests: [{ at: web, path: '/orders/{{id}}' }]
teardown: [{ at: api, method: DELETE, path: '/orders/{{id}}' }]`;

    const { code, stdout } = await smoke(suite, ['--url', `web=${web}`, '--url', `api=${api}`, '--format', 'json']);

    expect(code).toBe(0);
    expect(seen).toEqual(['api POST /orders', 'web GET /orders/42', 'api DELETE /orders/42']);
    expect(JSON.parse(stdout)).toMatchObject({ url: { web, api }, outcome: 'passed', summary: { passed: 3 } });
    expect((await smoke(suite, ['--url', `web=${web}`, '--url', `api=${api}`])).stdout).toContain(
      `suite.yaml at ${web}, ${api}:`.slice(0, 60),
    );
  });

  test.each([
    ['setup: [{ path: /a, json: { "$[": 1 } }]', 'setup[0].json["$["]: '],
    ['teardown: [/a, { path: /a, expect: { body: { matches: "(" } } }]', 'teardown[1].expect.body: '],
    ['teardown: [{ path: /a, expect: { schema: { type: nothing } } }]', 'teardown[0].expect.schema: '],
    ['setup: [{ path: /a, at: nowhere }]', 'expected no at: baseUrl has no URL called "nowhere"'],
    ['setup: [{ path: "/{{none}}" }]', 'setup[0].path: nothing is called none'],
  ])('exits with 2 and the place of a fault, and sends nothing: %s', async (lists, place) => {
    const seen: unknown[] = [];
    const { port } = await serveHttp((request, response) => {
      seen.push(request.url);
      response.end();
    });

    const { code, stderr } = await smoke(`${lists}\nrequests: [/]`, ['--url', `http://127.0.0.1:${port}`]);

    expect(code).toBe(2);
    expect(stderr).toContain(`greenlight smoke: invalid suite suite.yaml: ${place}`);
    expect(seen).toEqual([]);
  });

  test('trusts the certificates of tls.ca in all of them', async () => {
    const { cert, key } = selfSigned('localhost');
    const server = createServer({ cert, key }, (_request, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(0, resolve));
    onTestFinished(() => void server.close());
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    const tls = `tls: { ca: ${JSON.stringify(cert)} }`;
    const suite = (own: string) => `
setup: [{ path: /setup, ${own} }]
requests: [{ path: /test, ${tls} }]
teardown: [{ path: /teardown, ${own} }]
attempts: 1`;

    const { code, stderr } = await smoke(suite(tls), ['--url', url]);

    expect({ code, errors: errorsIn({ stderr }) }).toEqual({ code: 0, errors: '' });
    expect(await smoke(suite('timeoutSeconds: 5'), ['--url', url])).toMatchObject({ code: 1 });
  });
});

/** Runs this document as suite.yaml. */
async function smoke(suite: string, args: readonly string[]) {
  await writeFile(join(folder, 'suite.yaml'), suite);
  return runCli(['smoke', 'suite.yaml', ...args], { cwd: folder });
}
