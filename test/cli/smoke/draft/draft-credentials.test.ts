import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { smokeSuiteSchema } from '../../../../scripts/schemas/smoke-suite-schema.ts';
import { serveHttp } from '../../../checks/smoke/local-servers.ts';
import { errorsIn, runCli } from '../../run-cli.ts';

const validate = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(smokeSuiteSchema());

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'draft-credentials-'));
});
afterEach(() => rm(folder, { recursive: true }));

type Seen = { url: string; headers: IncomingHttpHeaders; body: string };
type Case = [name: string, source: string, values: Record<string, string>, isRight: (seen: Seen) => boolean];

const basic = `Basic ${btoa('ana-user:hunter2-password')}`;

describe('a draft with credentials', () => {
  test.each<Case>([
    [
      'curl with -u',
      'curl -u ana-user:hunter2-password https://a.example.com/a',
      { user: 'ana-user', password: 'hunter2-password' },
      ({ headers }) => headers.authorization === basic,
    ],
    [
      'curl with -H authorization: Basic',
      `curl -H 'Authorization: ${basic}' https://a.example.com/a`,
      { user: 'ana-user', password: 'hunter2-password' },
      ({ headers }) => headers.authorization === basic,
    ],
    [
      'curl with -H authorization: Bearer',
      "curl -H 'authorization: Bearer hunter2-token' https://a.example.com/a",
      { token: 'hunter2-token' },
      ({ headers }) => headers.authorization === 'Bearer hunter2-token',
    ],
    [
      'curl with another scheme',
      "curl -H 'authorization: ApiKey hunter2-key' https://a.example.com/a",
      { authorization: 'ApiKey hunter2-key' },
      ({ headers }) => headers.authorization === 'ApiKey hunter2-key',
    ],
    [
      'curl with a cookie, a key and a field',
      `curl -b 'session=hunter2-session; a=b' 'https://a.example.com/a?api_key=hunter2%2Fkey' -d 'password=hunter2%26field&user=ana'`,
      { cookie: 'session=hunter2-session; a=b', api_key: 'hunter2/key', password: 'hunter2&field' },
      ({ url, headers, body }) =>
        url === '/a?api_key=hunter2%2Fkey' &&
        headers.cookie === 'session=hunter2-session; a=b' &&
        body === 'password=hunter2%26field&user=ana',
    ],
    [
      'a recording',
      JSON.stringify({
        log: {
          entries: [
            {
              request: {
                ...{ method: 'POST', url: 'https://a.example.com/login' },
                headers: [
                  { name: 'X-Api-Key', value: 'hunter2-key' },
                  { name: 'Authorization', value: 'Bearer hunter2-token' },
                  { name: 'Cookie', value: 'session=hunter2' },
                ],
                postData: { mimeType: 'application/json', text: '{"user":"ana","password":"hunter2-password"}' },
              },
              response: { status: 200, content: { mimeType: 'application/json' } },
            },
          ],
        },
      }),
      { 'x-api-key': 'hunter2-key', token: 'hunter2-token', password: 'hunter2-password' },
      ({ headers, body }) =>
        headers['x-api-key'] === 'hunter2-key' &&
        headers.authorization === 'Bearer hunter2-token' &&
        body === '{"user":"ana","password":"hunter2-password"}',
    ],
    [
      'OpenAPI with a key in a header',
      described('{ type: apiKey, in: header, name: X-API-Key }'),
      { 'x-api-key': 'hunter2-key' },
      ({ headers }) => headers['x-api-key'] === 'hunter2-key',
    ],
    [
      'OpenAPI with basic authentication',
      described('{ type: http, scheme: basic }'),
      { user: 'ana-user', password: 'hunter2-password' },
      ({ headers }) => headers.authorization === basic,
    ],
    [
      'OpenAPI with a bearer token',
      described('{ type: http, scheme: bearer, bearerFormat: JWT }'),
      { token: 'hunter2-token' },
      ({ headers }) => headers.authorization === 'Bearer hunter2-token',
    ],
    [
      'OpenAPI with OAuth 2',
      described(
        '{ type: oauth2, flows: { clientCredentials: { tokenUrl: https://id.example.com/token, scopes: {} } } }',
      ),
      { token: 'hunter2-token' },
      ({ headers }) => headers.authorization === 'Bearer hunter2-token',
    ],
  ])('from %s is a valid suite that signs in with --secret', async (_name, source, values, isRight) => {
    const { port } = await serveHttp(async ({ url = '', headers }, response) => {
      let body = '';
      for await (const chunk of response.req) body += chunk;
      response.setHeader('content-type', 'application/json');
      response.writeHead(isRight({ url, headers, body }) ? 200 : 401).end('{}');
    });

    const drafted = await draft(source);
    const flags = Object.keys(values).flatMap((name, index) => ['--secret', `${name}=env:SECRET_${index}`]);
    const env = Object.fromEntries(Object.values(values).map((value, index) => [`SECRET_${index}`, value]));
    const args = ['smoke', 'suite.yaml', '--url', `http://127.0.0.1:${port}`, ...flags];
    const run = await runCli(args, { cwd: folder, env });
    const wrong = await runCli(args, { cwd: folder, env: { ...env, SECRET_0: 'another-value' } });

    expect(drafted).not.toContain('hunter2');
    validate(parse(drafted));
    expect(validate.errors).toBeNull();
    expect(Object.keys(parse(drafted).secrets).toSorted()).toEqual(Object.keys(values).toSorted());
    expect({ code: run.code, errors: errorsIn(run) }).toEqual({ code: 0, errors: '' });
    expect(wrong).toMatchObject({ code: 1, stdout: expect.stringContaining('status 401') });
    expect(run.stdout + wrong.stdout).not.toContain('hunter2');
  });
});

function described(scheme: string): string {
  return `openapi: 3.1.0
paths:
  /a: { get: { responses: { '200': { content: { application/json: {} } } } } }
components: { securitySchemes: { own: ${scheme} } }
security: [{ own: [] }]
`;
}

/** Drafts suite.yaml. */
async function draft(source: string): Promise<string> {
  await writeFile(join(folder, 'source'), source);
  const { code, stdout, stderr } = await runCli(['smoke', '--from', 'source'], { cwd: folder });
  expect({ code, errors: errorsIn({ stderr }) }).toEqual({ code: 0, errors: '' });
  await writeFile(join(folder, 'suite.yaml'), stdout);
  return stdout;
}
