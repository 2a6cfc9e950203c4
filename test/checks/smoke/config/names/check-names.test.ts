import { describe, expect, test } from 'vitest';
import { orderOf } from '../../../../../src/checks/smoke/config/names/order-of.ts';
import { httpProbe } from '../../../../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../../../../src/checks/smoke/smoke-check.ts';
import type { JsonObject } from '../../../../../src/hook/json.ts';
import { contextFor, whatIsWrongWith } from '../../../check-context.ts';

const check = smokeCheck({
  probe: httpProbe(),
  discover: async () => ({ found: false, looked: true, reason: 'not part of these tests' }),
});
const known = 'the names known here are token, $revisionId, $imageDigest, $imageTag, $taskDefinition, $env.NAME';
const literal =
  'expected the name of a secret of "secrets", such as "{{token}}", and not a value that everybody who may call DescribeServices can read';

describe('the names of a suite', () => {
  test.each<[JsonObject, string]>([
    [{ path: '/a/{{tokn}}' }, `path: nothing is called tokn: ${known}`],
    [{ path: '/', query: { a: ['x', '{{b}}'] } }, `path: nothing is called b: ${known}`],
    [{ path: '/', headers: { 'X-A': '{{a}}' } }, `headers.x-a: nothing is called a: ${known}`],
    [
      { path: '/', method: 'POST', body: { json: { a: [{ b: '{{c}}' }] } } },
      `body.json.a[0].b: nothing is called c: ${known}`,
    ],
    [{ path: '/', method: 'POST', body: { form: { a: '{{c}}' } } }, `body.form.a: nothing is called c: ${known}`],
    [{ path: '/', method: 'POST', body: { text: 'a={{c}}' } }, `body.text: nothing is called c: ${known}`],
    [{ path: '/', auth: { bearer: '{{a}}' } }, `auth.bearer: nothing is called a: ${known}`],
    [{ path: '/', contains: '{{a}}' }, `contains: nothing is called a: ${known}`],
    [{ path: '/', expect: { header: { a: '{{b}}' } } }, `expect: nothing is called b: ${known}`],
    [
      { path: '/{{a' },
      'path: expected a placeholder such as "{{name}}" or "{{$revisionId}}", or "{{{{" for a literal "{{", at character 2',
    ],
    [
      { path: '/{{$nothing}}' },
      'path: expected a placeholder such as "{{name}}" or "{{$revisionId}}", or "{{{{" for a literal "{{", at character 2',
    ],
    [{ path: '/', capture: { token: '$.a' } }, 'capture.token: the name token is used twice'],
    [{ path: '/{{a}}', capture: { a: '$.a' } }, ': it uses a value that it captures itself'],
  ])('are checked before anything is sent: %j', async (request, problem) => {
    const place = problem.startsWith(':') ? 'hookDetails.requests[1]' : 'hookDetails.requests[1].';

    expect(await whatIsWrongWith(check, { secrets: { token: 'ssm:/t' }, requests: ['/', request] })).toContain(
      place + problem,
    );
  });

  test.each<[JsonObject, string]>([
    [{ bearer: 'hunter2' }, 'expected a placeholder such as "{{token}}" that names a secret'],
    [{ basic: { user: 'a', password: 'hunter2' } }, 'expected a placeholder such as "{{token}}" that names a secret'],
    [{ bearer: '{{plain}}' }, literal],
    [{ bearer: '{{token}}{{plain}}' }, literal],
    [{ bearer: '{{$revisionId}}' }, literal],
    [{ oauth2: { tokenUrl: 'https://id.example/t', clientId: 'a', clientSecret: '{{plain}}' } }, literal],
  ])('refuse the credential %j, which would be written in hookDetails', async (auth, problem) => {
    const reason = await whatIsWrongWith(check, {
      ...{ secrets: { token: 'ssm:/t' }, variables: { plain: 'hunter2' } },
      requests: [{ path: '/', auth }],
    });

    expect(reason).toContain(problem);
    expect(reason).not.toContain('hunter2');
  });

  test.each<JsonObject>([
    { headers: { 'x-origin-verify': 'a{{hunter2' } },
    { auth: { bearer: '{{token}}{{hunter2' } },
    { method: 'POST', body: { json: { password: '{{hunter2 ' } } },
    { path: '/?token={{hunter2' },
  ])('L10 quote no value with broken braces: %j', async (request) => {
    const reason = await whatIsWrongWith(check, {
      ...{ secrets: { token: 'ssm:/t' } },
      requests: [{ path: '/', ...request }],
    });

    expect(reason).toMatch(/hookDetails\.requests\[0\]\..*placeholder/);
    expect(reason).not.toContain('hunter2');
  });

  test('say where a credential is that is not a secret', async () => {
    const auth = { basic: { user: 'a', password: '{{plain}}' } };

    expect(await whatIsWrongWith(check, { variables: { plain: 'hunter2' }, requests: [{ path: '/', auth }] })).toBe(
      `hookDetails.requests[0].auth.basic.password: ${literal}`,
    );
  });

  test('belong to a variable or a secret', async () => {
    expect(await whatIsWrongWith(check, { variables: { a: 1 }, secrets: { a: 'ssm:/t' } })).toBe(
      'hookDetails.secrets.a: the name a is used twice',
    );
  });

  test.each<[JsonObject, string]>([
    [{ tokenUrl: 'https://{{a}}.example' }, 'tokenUrl'],
    [{ tokenUrl: 'https://a:b@id.example' }, 'tokenUrl'],
    [{ tokenUrl: 'ftp://id.example' }, 'tokenUrl'],
  ])('are not in the host of a token endpoint: %j', async (oauth2, key) => {
    const auth = { oauth2: { clientId: 'a', clientSecret: '{{t}}', ...oauth2 } };

    expect(await whatIsWrongWith(check, { secrets: { t: 'ssm:/t' }, auth })).toContain(
      `hookDetails.auth.oauth2.${key}: expected`,
    );
  });

  test.each([['hunter2'], ['secretsmanager:'], ['ssm:/a b'], ['s3://bucket/key']])(
    'refuse %j as the place of a secret, and do not show it',
    async (place) => {
      const reason = await whatIsWrongWith(check, { secrets: { token: place } });

      expect(reason).toContain('hookDetails.secrets.token: expected the name of a secret');
      expect(reason).not.toContain('hunter2');
    },
  );
});

describe('orderOf', () => {
  test('puts a request after those whose captured values it uses, and otherwise keeps the order', async () => {
    const requests = await read([
      { path: '/c/{{b}}' },
      { path: '/x' },
      { path: '/b/{{a}}', capture: { b: '$.b' } },
      { path: '/a', capture: { a: '$.a' } },
    ]);

    expect(orderOf({ requests })).toEqual({ ok: true, needs: [[2], [], [3], []], sequence: [1, 3, 2, 0] });
  });

  test('refuses a cycle, and names its members', async () => {
    expect(
      await whatIsWrongWith(check, {
        requests: [
          { path: '/{{c}}', capture: { a: '$.a' } },
          { path: '/{{a}}', capture: { b: '$.b' } },
          { path: '/{{b}}', capture: { c: '$.c' } },
        ],
      }),
    ).toBe(
      "hookDetails.requests[0]: these requests wait for each other's captured values: requests[0] → requests[2] → requests[1] → requests[0]",
    );
  });

  test('leaves those out that only wait for a cycle', async () => {
    const requests = [
      { path: '/{{a}}' },
      { path: '/{{b}}', capture: { a: '$.a' } },
      { path: '/{{a}}', capture: { b: '$.b' } },
    ];

    expect(await whatIsWrongWith(check, { requests })).toBe(
      "hookDetails.requests[1]: these requests wait for each other's captured values: requests[1] → requests[2] → requests[1]",
    );
  });

  test.each(['setup', 'teardown'])('lets %s use what it has captured before', async (list) => {
    const requests = [{ path: '/', capture: { a: '$.a' } }, { path: '/{{a}}' }];

    expect(await whatIsWrongWith(check, { [list]: requests })).toBeUndefined();
  });

  test.each(['setup', 'teardown'])('refuses a value that %s captures only later', async (list) => {
    const requests = [{ path: '/{{a}}' }, { path: '/', capture: { a: '$.a' } }];

    expect(await whatIsWrongWith(check, { [list]: requests })).toBe(
      `hookDetails.${list}[0]: {{a}} is captured only later: the requests of ${list} are sent one after the other`,
    );
  });

  test('refuses a value of the teardown in the requests, and one of the requests in the setup', async () => {
    const maker = { path: '/', capture: { a: '$.a' } };

    expect(await whatIsWrongWith(check, { requests: ['/{{a}}'], teardown: [maker] })).toContain(
      'requests[0].path: nothing is called a',
    );
    expect(await whatIsWrongWith(check, { setup: ['/{{a}}'], requests: [maker] })).toContain(
      'setup[0].path: nothing is called a',
    );
    expect(
      await whatIsWrongWith(check, { setup: [maker], requests: ['/{{a}}'], teardown: ['/{{a}}'] }),
    ).toBeUndefined();
  });
});

async function read(requests: JsonObject[]) {
  return (await contextFor(check, { requests })).config.requests;
}
