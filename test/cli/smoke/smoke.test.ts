import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closedPort, serveHttp } from '../../checks/smoke/local-servers.ts';
import { errorsIn, runCli } from '../run-cli.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smoke-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('greenlight smoke', () => {
  test('exits with 0 when every request passed, and shows value and threshold', async () => {
    const url = await shop();

    const { code, stdout, stderr } = await smoke('requests: [/health, { path: /version, maxMillis: 9000 }]', [
      '--url',
      url,
    ]);

    expect({ code, errors: errorsIn({ stderr }) }).toEqual({ code: 0, errors: '' });
    expect(stdout).toMatch(
      new RegExp(
        `^● suite.yaml at ${url}: passed\n\n {2}✔ GET /health {2}status 200, \\d+ ms\n {2}✔ GET /version {2}status 200, \\d+ ms\n\n2 of 2 requests passed, p99 \\d+ ms\n$`,
      ),
    );
  });

  test('exits with 1 when a request failed, and says what was found and what is allowed', async () => {
    const { code, stdout } = await smoke('requests: [/health, { path: /broken, contains: cart }]', [
      '--url',
      await shop(),
    ]);

    expect(code).toBe(1);
    expect(stdout).toMatch(/^● suite\.yaml at .*: failed\n/);
    expect(stdout).toMatch(
      / {2}✖ GET \/broken\n {6}found {3}status 500, \d+ ms, text not found in the body\n {6}allowed status 200, body with "cart"\n/,
    );
  });

  test('exits with 1 when nothing answers, and does not call that a failure of the service', async () => {
    const { code, stdout } = await smoke('attempts: 1\nrequests: [/health]', [
      '--url',
      `http://127.0.0.1:${await closedPort()}`,
    ]);

    expect(code).toBe(1);
    expect(stdout).toContain('could not be decided');
    expect(stdout).toContain('connection refused (ECONNREFUSED)');
  });

  test('compares with the version at --production-url', async () => {
    const suite = 'requests: [{ path: /, compare: { values: [$.price], floorMillis: 60000 } }]';
    const [blue, same, other] = await Promise.all(
      [10, 10, 12].map((price) => serveHttp((_request, response) => response.end(JSON.stringify({ price })))),
    );
    const urlOf = (server: typeof blue) => `http://127.0.0.1:${server?.port}`;

    const good = await smoke(suite, ['--url', urlOf(same), '--production-url', urlOf(blue)]);
    expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining('✔ GET / against blue') });
    const bad = await smoke(suite, ['--url', urlOf(other), '--production-url', urlOf(blue)]);
    expect(bad).toMatchObject({ code: 1, stdout: expect.stringContaining('$.price is the number 12') });
    expect(await smoke(suite, ['--url', urlOf(same)])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--production-url'),
    });
  });

  test('compares with values of the deployment from --var, and asks for those that are missing', async () => {
    const suite = 'requests: [{ path: /version, expect: { json: { $.version: "$imageTag:app" } } }]';
    const url = await shop();

    expect(await smoke(suite, ['--url', url, '--var', '$imageTag:app=1.4.0'])).toMatchObject({ code: 0 });
    expect(await smoke(suite, ['--url', url])).toEqual({
      code: 2,
      stdout: '',
      stderr: `greenlight smoke: the suite compares with $imageTag:app, and here there is no deployment to read it from\n  next: add --var '$imageTag:app=<value>'\n`,
    });
  });

  test.each([
    ['requests: [/health]', '$imageTag=1.4.0', 'leave it out'],
    ['variables: { user: ana }\nrequests: [/health]', 'usr=ben', 'leave it out, or name one of user'],
    ['requests: ["/users/{{user}}"]', 'User=ben', 'leave it out, or name one of user'],
    [
      'secrets: { token: "ssm:/t" }\nrequests: [{ path: "/users/{{id}}", headers: { x: "{{token}}", y: "{{$revisionId}}" } }]',
      '$imageTag=1.4.0',
      'leave it out, or name one of id, $revisionId',
    ],
  ])('of %j, a --var %s that nothing uses is refused', async (suite, given, next) => {
    const own = suite.includes('{{user}}') ? ['--var', 'user=ana'] : suite.includes('{{id}}') ? ['--var', 'id=1'] : [];

    expect(await smoke(suite, ['--url', 'http://127.0.0.1:1', ...own, '--var', given])).toEqual({
      code: 2,
      stdout: '',
      stderr: `greenlight smoke: --var ${given.split('=')[0]}: the suite suite.yaml does not use it\n  next: ${next}\n`,
    });
  });

  test.each(['variables: { user: ana }\nrequests: [/health]', 'requests: ["/health?user={{user}}"]'])(
    'a --var of a variable that %j declares or uses is accepted',
    async (suite) => {
      expect(await smoke(suite, ['--url', await shop(), '--var', 'user=ben'])).toMatchObject({ code: 0 });
    },
  );

  test.each([
    ['--url', 'http://localhost'],
    ['--var', 'a=b'],
    ['--host', 'a.example'],
    ['--format', 'json'],
  ])('a draft refuses %s, which has no effect on it', async (...flags) => {
    const { code, stderr } = await runCli(['smoke', '--from-curl', 'curl https://a.example/health', ...flags]);

    expect([code, stderr]).toEqual([
      2,
      `greenlight smoke: ${flags[0]} has no effect on a draft\n  next: leave out ${flags[0]}\n`,
    ]);
  });

  test('sends nothing if its report cannot be written', async () => {
    let requests = 0;
    const server = await serveHttp((_request, response) => {
      requests += 1;
      response.end();
    });
    const missing = join(folder, 'missing', 'report.xml');

    const run = await smoke('requests: [/]', ['--url', `http://127.0.0.1:${server.port}`, '--output', missing]);
    const draft = await runCli(['smoke', '--from-curl', 'curl https://a.example/health', '--output', folder]);

    expect([run.code, run.stderr, requests]).toEqual([
      2,
      `greenlight smoke: ${missing} cannot be written: its folder does not exist\n  next: name a file in a folder that exists\n`,
      0,
    ]);
    expect([draft.code, draft.stderr]).toEqual([
      2,
      expect.stringContaining(`${folder} cannot be written: it is a folder`),
    ]);
  });

  test('fails at once on another version, because no listener has to settle here', async () => {
    const suite = 'requests: [{ path: /version, expect: { json: { $.version: $imageTag } } }]';

    const { code, stdout } = await smoke(suite, ['--url', await shop(), '--var', '$imageTag=9.9.9']);

    expect(code).toBe(1);
    expect(stdout).toMatch(
      /: failed\n.* allowed status 200, \$\.version \$imageTag \(9\.9\.9\)\n\n1 of 1 failed at http:/s,
    );
    expect(stdout).not.toContain('settled');
  });

  test("uses the suite's own baseUrl, and wins over it and over what is only for a listener", async () => {
    const url = await shop();

    expect(await smoke(`baseUrl: ${url}\nrequests: [/health]`, [])).toMatchObject({ code: 0 });
    const forListener = 'baseUrl: http://192.0.2.1\nloadBalancer: web:8080\nscheme: https\nrequests: [/health]';
    expect(await smoke(forListener, ['--url', url])).toMatchObject({ code: 0 });
    expect(await smoke(forListener, [])).toMatchObject({ code: 2, stderr: expect.stringContaining('expected either') });
  });

  test('sends the Host header of --host', async () => {
    const hosts: (string | undefined)[] = [];
    const { port } = await serveHttp(({ headers }, response) => {
      hosts.push(headers.host);
      response.end();
    });

    await smoke('requests: [/]', ['--url', `http://127.0.0.1:${port}`, '--host', 'shop.example.com']);

    expect(hosts).toEqual([`shop.example.com:${port}`]);
  });

  test.each([
    ['requests: [health]', /suite\.yaml: requests\[0\]: expected a path that begins with a slash/],
    ['requests: [/a]\nrequests: [/b]', /suite\.yaml: the key requests occurs twice at line 2, column 1/],
    ['requests: [{ path: /a, json: { "$[": 1 } }]', /invalid suite suite\.yaml: requests\[0\]\.json\["\$\["\]: /],
    ['suite: ssm:/other', /suite\.yaml: a suite cannot name another one/],
  ])('exits with 2 for a invalid suite, with the place of the fault: %j', async (suite, said) => {
    const { code, stdout, stderr } = await smoke(suite, ['--url', 'http://127.0.0.1:1']);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
  });

  test.each([
    [[], /which suite\?\n {2}next: greenlight smoke suite\.yaml --url/],
    [['nowhere.yaml', '--url', 'http://127.0.0.1:1'], /the suite nowhere.yaml cannot be read: there is no such file/],
    [['a.yaml', '--url', 'ftp://a'], /write a URL such as https:\/\/test\.example\.com/],
    [['a.yaml', '--url', 'http://a', '--url', 'http://b'], /it is given twice/],
    [['a.yaml', '--url', 'http://a', '--url', 'api=http://b'], /one URL without a name, or several with one each/],
    [['a.yaml', '--var', 'novalue'], /write a name and a value/],
    [['a.yaml', '--var', '$env.GIT_SHA='], /write a value after \$env.GIT_SHA=, because an empty one proves nothing/],
    [['a.yaml', '--secret', 'token=hunter2'], /write the name of an environment variable/],
    [['a.yaml', '--format', 'xml'], /write one of text, json, junit/],
  ])('exits with 2 for wrong usage: %j', async (args, said) => {
    const { code, stdout, stderr } = await runCli(['smoke', ...args], { cwd: folder });

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
    expect(stderr).not.toContain('hunter2');
  });

  test('needs a URL', async () => {
    expect(await smoke('requests: [/]', [])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'greenlight smoke: the suite has no baseUrl\n  next: add --url https://test.example.com\n',
    });
  });

  test('does not reach link-local addresses, where metadata services are', async () => {
    const { code, stderr } = await smoke('requests: [/]', ['--url', 'http://169.254.169.254']);

    expect(code).toBe(2);
    expect(stderr).toContain('this is a link-local address, where metadata services are');
  });
});

describe('the reports of greenlight smoke', () => {
  test('as JSON have a schema version, a summary and every finding', async () => {
    const { code, stdout } = await smoke('requests: [/health, /broken]', ['--url', await shop(), '--format', 'json']);
    const report = JSON.parse(stdout);

    expect(code).toBe(1);
    expect(Object.keys(report)).toEqual(
      'schemaVersion,suite,url,outcome,reason,startedAt,tookMs,summary,findings'.split(','),
    );
    expect(report).toMatchObject({
      schemaVersion: 1,
      suite: 'suite.yaml',
      outcome: 'failed',
      summary: { passed: 1, failed: 1, unknown: 0 },
      findings: [
        { name: 'GET /health', outcome: 'passed' },
        { name: 'GET /broken', outcome: 'failed', allowed: 'status 200' },
      ],
    });
  });

  test('as JUnit go to a file, and the text to stdout', async () => {
    const { code, stdout } = await smoke('requests: [/health, /broken]', [
      ...['--url', await shop()],
      ...['--format', 'junit', '--output', join(folder, 'smoke.xml')],
    ]);
    const xml = await readFile(join(folder, 'smoke.xml'), 'utf8');

    expect(code).toBe(1);
    expect(stdout).toContain('✖ GET /broken');
    expect(XMLValidator.validate(xml)).toBe(true);
    expect(new XMLParser({ ignoreAttributes: false }).parse(xml).testsuites.testsuite).toMatchObject({
      '@_name': 'suite.yaml',
      '@_tests': '2',
      '@_failures': '1',
      '@_errors': '0',
      testcase: [
        { '@_name': 'GET /health' },
        {
          '@_name': 'GET /broken',
          failure: { '@_type': 'failure', '@_message': expect.stringMatching(/^status 500/) },
        },
      ],
    });
  });
});

/** Runs this document as suite.yaml. */
async function smoke(suite: string, args: readonly string[]) {
  await writeFile(join(folder, 'suite.yaml'), suite);
  return runCli(['smoke', 'suite.yaml', ...args], { cwd: folder });
}

async function shop(): Promise<string> {
  const { port } = await serveHttp(({ url }, response) => {
    if (url === '/broken') response.writeHead(500).end('oops');
    else response.setHeader('content-type', 'application/json').end('{"version":"1.4.0"}');
  });
  return `http://127.0.0.1:${port}`;
}
