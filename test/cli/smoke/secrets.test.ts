import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serveHttp } from '../../checks/smoke/local-servers.ts';
import { errorsIn, runCli } from '../run-cli.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smoke-secrets-'));
});
afterEach(() => rm(folder, { recursive: true }));

const secret = 'hunter2 & more';

/** Everything it shows back is wrong: the body has the secret, its encoded forms, and the token derived from it. */
const leaking = `
secrets: { token: 'ssm:/shop/token' }
variables: { user: ana }
auth: { basic: { user: '{{user}}', password: '{{token}}' } }
setup: [{ path: '/login?key={{token}}', capture: { session: { json: $.session } }, json: { $.ok: true } }]
requests:
  - { path: '/echo', method: POST, body: { form: { token: '{{token}}' } }, contains: cart }
  - { path: '/echo', method: POST, body: { json: { token: '{{token}}' } }, expect: { json: { $.body: other } } }
  - { path: '/echo', headers: { x-token: '{{token}}' }, expect: { body: 'not {{token}}' } }
`;

describe('greenlight smoke --secret', () => {
  test('takes a secret from an environment variable, and asks AWS for none', async () => {
    const { url, received } = await echo();

    const run = await smoke(
      "secrets: { token: 'ssm:/shop/token' }\nrequests: [{ path: /, auth: { bearer: '{{token}}' } }]",
      ['--url', url, '--secret', 'token=env:SHOP_TOKEN'],
      // Nothing answers there.
      { SHOP_TOKEN: 'hunter2-token', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    );

    expect({ code: run.code, errors: errorsIn(run) }).toEqual({ code: 0, errors: '' });
    expect(received).toEqual([{ url: '/', authorization: 'Bearer hunter2-token' }]);
  });

  test.each(['text', 'json', 'junit'])(
    'shows no secret in a report as %s, however the service shows it',
    async (format) => {
      const { url } = await echo();

      const { code, stdout, stderr } = await smoke(
        leaking,
        ['--url', url, '--secret', 'token=env:TOKEN', '--format', format, '--output', join(folder, 'report')],
        { TOKEN: secret },
      );
      const report = await readFile(join(folder, 'report'), 'utf8');

      expect({ code, errors: errorsIn({ stderr }) }).toEqual({ code: 1, errors: '' });

      expect(report).toContain('/echo');
      expect(report).toContain('…');
      for (const shown of [stdout, report]) expect(shown).not.toMatch(/hunter2|aHVudGVy|YW5hOmh1/);
    },
  );

  test.each([
    [{}, 'the environment variable TOKEN is not set'],
    [{ TOKEN: ' ' }, 'the environment variable TOKEN is empty'],
    [
      { TOKEN: 'abc' },
      'the environment variable TOKEN has fewer than 4 characters, too few to be hidden in what is shown',
    ],
  ])('exits with 2 before anything is sent if the variable is unfit: %j', async (env, problem) => {
    const { url, received } = await echo();

    const run = await smoke(leaking, ['--url', url, '--secret', 'token=env:TOKEN'], env);

    expect(run).toEqual({
      code: 2,
      stdout: '',
      stderr: `greenlight smoke: --secret token: ${problem}\n  next: set TOKEN to the value of the secret\n`,
    });
    expect(received).toEqual([]);
  });

  test('refuses a name that the suite does not have, and a variable with the name of a secret', async () => {
    const { url, received } = await echo();
    const env = { TOKEN: secret };

    const misspelled = await smoke(leaking, ['--url', url, '--secret', 'tokne=env:TOKEN'], env);
    const none = await smoke('requests: [/]', ['--url', url, '--secret', 'token=env:TOKEN'], env);
    const plain = "secrets: { token: 'ssm:/shop/token' }\nrequests: [{ path: /, headers: { x-token: '{{token}}' } }]";
    const asVariable = await smoke(plain, ['--url', url, '--var', 'token=plain', '--secret', 'token=env:TOKEN'], env);

    expect(misspelled).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--secret tokne: the suite suite.yaml has only the secrets token\n'),
    });
    expect(none).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has no secrets\n  next: add it to the suite'),
    });
    expect(asVariable).toMatchObject({ code: 2, stderr: expect.stringContaining('the name token is used twice') });
    expect(received).toEqual([]);
  });

  test('reads the others from AWS with the credentials of the caller, each only if it is needed', async () => {
    const { url, received } = await echo();
    const aws = await fakeAws({ '/shop/password': 'hunter2-password' });
    const suite = `
secrets: { password: 'ssm:/shop/password', token: 'secretsmanager:shop/token#field' }
requests: [{ path: /, auth: { basic: { user: ana, password: '{{password}}' } }, headers: { x-token: '{{token}}' } }]`;

    const run = await smoke(suite, ['--url', url, '--secret', 'token=env:TOKEN'], {
      ...{ TOKEN: 'hunter2-token', AWS_ENDPOINT_URL: aws.url },
    });

    expect({ code: run.code, errors: errorsIn(run) }).toEqual({ code: 0, errors: '' });
    expect(received).toEqual([{ url: '/', authorization: `Basic ${btoa('ana:hunter2-password')}` }]);
    expect(aws.calls).toEqual(['AmazonSSM.GetParameter /shop/password by AKIAOFTHECALLER in eu-central-1']);
  });

  test('exits with 2 if AWS does not have a secret, and says what to do', async () => {
    const { url, received } = await echo();
    const aws = await fakeAws({});

    const run = await smoke(leaking, ['--url', url], { AWS_ENDPOINT_URL: aws.url });

    expect(run).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'greenlight smoke: secret token: there is no ssm:/shop/token in this account and Region\n' +
        '  next: sign in to AWS, or take it from an environment variable: --secret name=env:NAME\n',
    });
    expect(received).toEqual([]);
  });

  test('signs with the credentials of the caller', async () => {
    const { url, received } = await echo();

    const run = await smoke('requests: [{ path: /, auth: { sigv4: { service: execute-api } } }]', ['--url', url], {});

    expect({ code: run.code, errors: errorsIn(run) }).toEqual({ code: 0, errors: '' });
    expect(received[0]?.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAOFTHECALLER\/\d{8}\/eu-central-1\/execute-api\/aws4_request, /,
    );
  });
});

describe('greenlight smoke --var', () => {
  test('replaces a variable of the suite with its type, and adds others', async () => {
    const { url, bodies } = await echo();
    const suite = `
variables: { quantity: 1, dry: false, code: '7', user: ana }
requests: [{ method: POST, path: /, body: { json: { quantity: '{{quantity}}', dry: '{{dry}}', code: '{{code}}', by: '{{user}} {{team}}' } } }]`;

    const run = await smoke(suite, [
      ...['--url', url, '--var', 'quantity=3', '--var', 'dry=true', '--var', 'code=42', '--var', 'team=a=b'],
    ]);

    expect({ code: run.code, errors: errorsIn(run) }).toEqual({ code: 0, errors: '' });
    expect(bodies.map((body) => JSON.parse(body))).toEqual([{ quantity: 3, dry: true, code: '42', by: 'ana a=b' }]);
  });

  test('keeps text that is not of that type as text', async () => {
    const { url, bodies } = await echo();
    const suite = `variables: { page: 1 }\nrequests: [{ method: POST, path: /, body: { json: ['{{page}}'] } }]`;

    await smoke(suite, ['--url', url, '--var', 'page=last']);

    expect(bodies).toEqual(['["last"]']);
  });
});

/** Runs this document as suite.yaml. */
async function smoke(suite: string, args: readonly string[], env: Record<string, string> = {}) {
  await writeFile(join(folder, 'suite.yaml'), suite);
  const own = { AWS_ACCESS_KEY_ID: 'AKIAOFTHECALLER', AWS_REGION: 'eu-central-1', ...env };
  return runCli(['smoke', 'suite.yaml', ...args], { cwd: folder, env: own });
}

/** Answers with everything that it gets. */
async function echo() {
  const received: { url: string; authorization: string | undefined }[] = [];
  const bodies: string[] = [];
  const { port } = await serveHttp(async ({ url = '', headers, method }, response) => {
    let body = '';
    received.push({ url, authorization: headers.authorization });
    for await (const chunk of response.req) body += chunk;
    bodies.push(body);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ok: true, session: `session of ${secret}`, method, url, headers, body }));
  });
  return { url: `http://127.0.0.1:${port}`, received, bodies };
}

/** Parameter Store with these parameters. */
async function fakeAws(parameters: Readonly<Record<string, string>>) {
  const calls: string[] = [];
  const { port } = await serveHttp(async ({ headers }, response) => {
    let body = '';
    for await (const chunk of response.req) body += chunk;
    const { Name } = JSON.parse(body) as { Name: string };
    const [, key, region] = /Credential=(\w+)\/\d+\/([\w-]+)/.exec(headers.authorization ?? '') ?? [];
    calls.push(`${String(headers['x-amz-target'])} ${Name} by ${key} in ${region}`);
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    const Value = parameters[Name];
    if (Value === undefined) response.writeHead(400).end('{"__type":"ParameterNotFound"}');
    else response.end(JSON.stringify({ Parameter: { Name, Value } }));
  });
  return { url: `http://127.0.0.1:${port}`, calls };
}
