import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { serveHttp } from '../../../checks/smoke/local-servers.ts';
import { errorsIn, runCli } from '../../run-cli.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'draft-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('greenlight smoke --from-curl', () => {
  test('drafts what a browser copies, with names instead of credentials', async () => {
    const { code, stdout, stderr } = await runCli([
      'smoke',
      '--from-curl',
      `curl 'https://shop.example.com/api/orders?page=1&api_key=hunter2-query' \\
  -H 'accept: application/json' \\
  -H 'authorization: Bearer hunter2-bearer' \\
  -H 'x-api-key: hunter2-header' \\
  -H 'sec-fetch-mode: cors' -H 'user-agent: Mozilla/5.0' \\
  -b 'session=hunter2-cookie' \\
  --data-raw $'{"item":"it\\'s","password":"hunter2-body"}' \\
  -H 'content-type: application/json' --compressed`,
    ]);

    expect({ code, errors: errorsIn({ stderr }) }).toEqual({ code: 0, errors: '' });
    expect(stdout).not.toContain('hunter2');
    expect(parse(stdout)).toEqual({
      secrets: {
        token: 'ssm:/smoke/token',
        api_key: 'ssm:/smoke/api_key',
        'x-api-key': 'ssm:/smoke/x-api-key',
        password: 'ssm:/smoke/password',
        cookie: 'ssm:/smoke/cookie',
      },
      requests: [
        {
          method: 'POST',
          path: '/api/orders?page=1&api_key={{api_key}}',
          headers: { accept: 'application/json', 'x-api-key': '{{x-api-key}}', cookie: '{{cookie}}' },
          auth: { bearer: '{{token}}' },
          body: { json: { item: "it's", password: '{{password}}' } },
        },
      ],
    });
    expect(stdout).toContain(
      '# Run it: greenlight smoke suite.yaml --url https://shop.example.com --secret token=env:TOKEN',
    );
  });

  test.each([
    ['curl https://a.example.com', { path: '/' }],
    ['curl -sSfL -m 2.5 https://a.example.com/health', { path: '/health', followRedirects: 5, timeoutSeconds: 3 }],
    ['curl -XDELETE https://a.example.com/a', { method: 'DELETE', path: '/a' }],
    ['curl -I a.example.com/a', { method: 'HEAD', path: '/a' }],
    ['curl -G https://a.example.com/a -d b=c --data-urlencode "d=e f"', { path: '/a?b=c&d=e%20f' }],
    ['curl https://a.example.com/a -d b=c -d d=e', { method: 'POST', path: '/a', body: { form: { b: 'c', d: 'e' } } }],
    [`curl https://a.example.com/a --json '{"b":[1]}'`, { method: 'POST', path: '/a', body: { json: { b: [1] } } }],
    [
      `curl https://a.example.com/a -H 'content-type: text/xml; charset=utf-8' -d '<a/>'`,
      { method: 'POST', path: '/a', body: { text: '<a/>', type: 'text/xml' } },
    ],
    ['curl -o /dev/null -w "%{http_code}" --retry 3 https://a.example.com/a', { path: '/a' }],
  ])('drafts %s', async (command, request) => {
    const { code, stdout } = await runCli(['smoke', '--from-curl', command]);

    expect(code).toBe(0);
    expect(parse(stdout)).toEqual({ requests: [request] });
  });

  test('names user and password of -u and of a URL', async () => {
    for (const command of [
      'curl -u ana:hunter2-password https://a.example.com/a',
      'curl https://ana:hunter2-password@a.example.com/a',
    ]) {
      const { stdout } = await runCli(['smoke', '--from-curl', command]);
      expect(stdout).not.toContain('hunter2');
      expect(parse(stdout).requests).toEqual([
        { path: '/a', auth: { basic: { user: '{{user}}', password: '{{password}}' } } },
      ]);
    }
  });

  test('hides a credential that occurs again, and leaves the name of a field that is spelled like one', async () => {
    const { stdout } = await runCli([
      'smoke',
      '--from-curl',
      `curl https://a.example.com/users/hunter2-id/a?next=%2Fhunter2-id -H 'x-session: hunter2-id' --json '{"password":"password"}'`,
    ]);

    expect(stdout).not.toContain('hunter2');
    expect(parse(stdout).requests[0]).toMatchObject({
      path: '/users/{{x-session}}/a?next=%2F{{x-session}}',
      body: { json: { password: '{{password}}' } },
    });
  });

  test.each([
    [
      'curl -F file=@a.png https://a.example.com',
      /a multipart form \(-F\) cannot be drafted\n {2}next: a suite sends JSON/,
    ],
    ['curl -T a.txt https://a.example.com', /an uploaded file \(-T\) cannot be drafted/],
    ['curl -d @body.json https://a.example.com', /data from a file \(@\) cannot be drafted/],
    ['curl --wobble https://a.example.com', /the flag --wobble of curl cannot be drafted/],
    ['curl ftp://a.example.com', /has no URL with http or https/],
    ['wget https://a.example.com', /there is no curl command in it/],
    ["curl 'https://a.example.com", /a quote that is not closed/],
    ['curl ^"https://a.example.com^" ^\n -H ^"a: b^"', /a command for Windows/],
  ])('refuses %s', async (command, said) => {
    const { code, stdout, stderr } = await runCli(['smoke', '--from-curl', command]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
  });
});

describe('greenlight smoke --from', () => {
  test('drafts an OpenAPI description, GET operations without required parameters first', async () => {
    const { stdout } = await draft('openapi.yaml', openApi);

    expect(parse(stdout)).toEqual({
      requests: [
        {
          name: 'Liveness',
          path: '/health',
          expect: {
            header: { 'content-type': { startsWith: 'application/json' } },
            schema: {
              type: 'object',
              required: ['status'],
              properties: { status: { type: 'string', enum: ['UP', 'DOWN'] } },
            },
          },
        },
        { path: '/items/42', query: { page: 1 }, status: 204 },
      ],
    });
    expect(stdout).toContain('# Run it: greenlight smoke suite.yaml --url https://shop.example.com/v1\n');
    expect(stdout).toContain('# Left out, because they may change data: POST /items\n');
    expect(stdout).toContain('# Left out, because a required parameter has no example: GET /users/{id}\n');
  });

  test('names the credentials that an OpenAPI description asks for', async () => {
    const { stdout } = await draft('openapi.yaml', `${openApi}security: [{ key: [] }]\n`);

    expect(parse(stdout).secrets).toEqual({ 'x-api-key': 'ssm:/smoke/x-api-key' });
    expect(parse(stdout).requests[0]).toMatchObject({ headers: { 'x-api-key': '{{x-api-key}}' } });
  });

  test('drafts a HAR recording without images, other hosts, cookies and repeats', async () => {
    const entry = (method: string, url: string, more: object = {}, response: object = {}) => ({
      request: { method, url, headers: [{ name: 'Cookie', value: 'session=hunter2' }], ...more },
      response: { status: 200, content: { mimeType: 'text/html; charset=utf-8' }, ...response },
    });
    const entries = [
      entry('GET', 'https://shop.example.com/'),
      entry('GET', 'https://shop.example.com/'),
      entry('GET', 'https://shop.example.com/logo.png', {}, { content: { mimeType: 'image/png' } }),
      entry('GET', 'https://shop.example.com/app.js', {}, { content: { mimeType: 'text/javascript' } }),
      entry('GET', 'https://tracker.example.net/pixel'),
      entry('GET', 'https://shop.example.com/old', {}, { status: 302 }),
      entry('OPTIONS', 'https://shop.example.com/api', {
        headers: [{ name: 'Access-Control-Request-Method', value: 'PUT' }],
      }),
      entry(
        'POST',
        'https://shop.example.com/api/login',
        { postData: { mimeType: 'application/x-www-form-urlencoded', text: 'user=ana&password=hunter2' } },
        { status: 201, content: { mimeType: 'application/json' } },
      ),
      { broken: true },
    ];

    const { stdout } = await draft('shop.har', JSON.stringify({ log: { entries } }));

    expect(stdout).not.toContain('hunter2');
    expect(parse(stdout)).toEqual({
      secrets: { password: 'ssm:/smoke/password' },
      requests: [
        { path: '/', expect: { header: { 'content-type': { startsWith: 'text/html' } } } },
        { path: '/old', status: 302 },
        {
          method: 'POST',
          path: '/api/login',
          body: { form: { user: 'ana', password: '{{password}}' } },
          status: 201,
          expect: { header: { 'content-type': { startsWith: 'application/json' } } },
        },
      ],
    });
    for (const note of ['1 requests to other hosts', '3 requests for images', 'Cookies were removed', 'It has POST']) {
      expect(stdout).toContain(note);
    }
  });

  test('drafts the curl commands of a script', async () => {
    const { stdout } = await draft(
      'smoke.sh',
      '#!/bin/sh\nset -e\ncurl -f https://a.example.com/health\ncurl -f https://a.example.com/version | jq -e .sha\n',
    );

    expect(parse(stdout)).toEqual({ requests: [{ path: '/health' }, { path: '/version' }] });
    expect(stdout).toContain('# Left out: 2 commands other than curl.\n');
  });

  test.each([
    ['a.txt', 'hello', /neither OpenAPI, nor a HAR recording, nor curl commands/],
    ['swagger.json', '{"swagger":"2.0"}', /OpenAPI 2\.0 cannot be drafted, only 3\.0 and 3\.1/],
    ['empty.har', '{"log":{"entries":[]}}', /no request that a suite can send/],
    ['empty.yaml', 'openapi: 3.1.0\npaths: {}\n', /no GET operation without required parameters/],
  ])('refuses %s', async (name, text, said) => {
    const { code, stdout, stderr } = await draft(name, text);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
  });

  test.each([
    ['openapi.yaml', openApi],
    ['smoke.sh', 'curl -L https://a.example.com/health\ncurl https://a.example.com/items/42 -d a=b -X PUT\n'],
    [
      'shop.har',
      JSON.stringify({
        log: {
          entries: [
            {
              request: { method: 'GET', url: 'https://a.example.com/health' },
              response: { status: 200, content: { mimeType: 'application/json' } },
            },
          ],
        },
      }),
    ],
  ])('drafts %s as a suite that greenlight smoke runs', async (name, text) => {
    const { port } = await serveHttp(({ url }, response) => {
      if (url?.startsWith('/items') && name === 'openapi.yaml') response.writeHead(204).end();
      else response.setHeader('content-type', 'application/json').end('{"status":"UP"}');
    });
    await writeFile(join(folder, 'suite.yaml'), (await draft(name, text)).stdout);

    const run = await runCli(['smoke', 'suite.yaml', '--url', `http://127.0.0.1:${port}`], { cwd: folder });
    expect({ code: run.code, errors: errorsIn(run) }).toEqual({ code: 0, errors: '' });
  });

  test('writes to a file with --output', async () => {
    const { code, stdout } = await runCli([
      'smoke',
      '--from-curl',
      'curl a.example.com',
      '--output',
      join(folder, 'a.yaml'),
    ]);

    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  });

  test('does not draft and run at once', async () => {
    const { code, stderr } = await runCli(['smoke', 'suite.yaml', '--from-curl', 'curl a.example.com']);

    expect(code).toBe(2);
    expect(stderr).toContain('a draft has no suite');
  });
});

const openApi = `openapi: 3.0.3
servers: [{ url: https://shop.example.com/v1/ }]
paths:
  /items/{id}:
    parameters: [{ in: path, name: id, required: true, schema: { type: integer, example: 42 } }]
    get:
      parameters: [{ in: query, name: page, schema: { type: integer }, example: 1 }, { in: query, name: q, schema: { type: string } }]
      responses: { '404': {}, '204': { description: none } }
  /users/{id}:
    get: { parameters: [{ in: path, name: id, required: true, schema: { type: string } }], responses: { '200': {} } }
  /items:
    post: { responses: { '201': {} } }
  /health:
    get:
      summary: Liveness
      responses:
        '200': { content: { application/json: { schema: { $ref: '#/components/schemas/Health' } } } }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-API-Key } }
  schemas:
    Health: { type: object, required: [status], properties: { status: { $ref: '#/components/schemas/Status' } } }
    Status: { type: string, format: uuid, enum: [UP, DOWN] }
`;

async function draft(name: string, text: string) {
  await writeFile(join(folder, name), text);
  return runCli(['smoke', '--from', name], { cwd: folder });
}
