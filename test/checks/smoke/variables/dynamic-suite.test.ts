import { describe, expect, test } from 'vitest';
import { runSuite, storedSecrets, target } from './run-suite.ts';

describe('a suite with placeholders', () => {
  test('logs in, makes an order, reads it and deletes it', async () => {
    const orders = new Set<string>();
    const { verdict, received } = await runSuite(
      {
        variables: { user: 'smoke test', quantity: 2 },
        secrets: { password: 'secretsmanager:shop/smoke#password' },
        setup: [
          {
            ...{ method: 'POST', path: '/login', body: { form: { user: '{{user}}', password: '{{password}}' } } },
            capture: { session: { cookie: 'session' } },
          },
        ],
        requests: [
          {
            ...{ path: '/orders/{{id}}', headers: { cookie: 'session={{session}}' } },
            expect: { json: { '$.id': '{{id}}', '$.revision': '{{$revisionId}}' } },
          },
          {
            ...{ method: 'POST', path: '/orders', headers: { cookie: 'session={{session}}' }, status: 201 },
            body: { json: { quantity: '{{quantity}}', note: 'by {{user}}', revision: '{{$revisionId}}' } },
            capture: { id: '$.id' },
          },
        ],
        teardown: [
          { method: 'DELETE', path: '/orders/{{id}}', headers: { cookie: 'session={{session}}' }, status: 204 },
        ],
      },
      ({ method, url, headers, body }) => {
        if (url === '/login') return { headers: { 'set-cookie': ['a=b', 'session=s3ss10n-c00kie; Path=/'] } };
        if (headers['cookie'] !== 'session=s3ss10n-c00kie') return { status: 401 };
        if (method === 'POST') orders.add('42');
        if (method === 'POST') return { status: 201, body: { id: 42, got: body } };
        if (!orders.has(url.split('/').at(-1) ?? '')) return { status: 404 };
        return method === 'DELETE' ? { status: 204, body: '' } : { body: { id: 42, revision: target.revisionId } };
      },
      { reader: storedSecrets({ 'shop/smoke': '{"password":"hunter2 & more"}' }).reader },
    );

    expect(verdict).toMatchObject({ kind: 'pass', reason: expect.stringMatching(/^3 of 3/) });
    expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /login',
      'POST /orders',
      'GET /orders/42',
      'DELETE /orders/42',
    ]);
    expect(received[0]?.body).toBe('user=smoke+test&password=hunter2+%26+more');
    expect(JSON.parse(received[1]?.body ?? '')).toEqual({
      ...{ quantity: 2, note: 'by smoke test', revision: target.revisionId },
    });
    expect(JSON.stringify(verdict)).not.toMatch(/hunter2|s3ss10n/);
  });

  test('continues in a later call with what it captured, signs in again, and keeps no secret in its state', async () => {
    let asked = 0;
    const { verdicts, received } = await runSuite(
      {
        setup: [{ method: 'POST', path: '/login', capture: { token: '$.token' } }],
        requests: [
          { method: 'POST', path: '/orders', headers: { 'x-session': '{{token}}' }, capture: { id: '$.id' } },
          {
            ...{ path: '/orders/{{id}}', headers: { 'x-session': '{{token}}' }, json: { '$.done': true } },
            until: { seconds: 600, everySeconds: 60 },
          },
        ],
        teardown: [{ method: 'DELETE', path: '/orders/{{id}}', headers: { 'x-session': '{{token}}' } }],
      },
      ({ method, url }) => {
        if (url === '/login') return { body: { token: 't0p-s3cret-token' } };
        if (method === 'POST') return { body: { id: 'order-42' } };
        asked += 1;
        return { body: { done: asked > 2 } };
      },
    );

    expect(verdicts.map(({ kind }) => kind)).toEqual(['wait', 'wait', 'pass']);
    expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      ...['POST /login', 'POST /orders', 'GET /orders/order-42'],
      ...['POST /login', 'GET /orders/order-42'],
      ...['POST /login', 'GET /orders/order-42', 'DELETE /orders/order-42'],
    ]);
    expect(JSON.stringify(verdicts)).toContain('order-42');
    expect(JSON.stringify(verdicts)).not.toContain('t0p-s3cret');
  });

  test('fails on a value that an answer does not have, and sends nothing that needs it', async () => {
    const { verdict, received } = await runSuite(
      {
        requests: [
          { path: '/new', capture: { id: '$.id', tag: { header: 'etag' }, csrf: { matches: 'value="([^"]+)"' } } },
          '/orders/{{id}}',
        ],
        teardown: ['/end'],
      },
      () => ({ body: { name: 'x' } }),
    );

    expect(verdict).toMatchObject({ kind: 'fail' });
    expect(verdict.reason).toContain('GET /new found status 200');
    for (const clause of [
      'capture id: $.id is missing',
      'capture tag: there is no header etag',
      'capture csrf: nothing in the body matches',
    ])
      expect(verdict.reason).toContain(clause);
    expect(verdict.findings?.[1]).toMatchObject({ outcome: 'unknown', found: 'not sent: GET /new did not pass' });
    expect(received.map(({ url }) => url)).toEqual(['/new', '/end']);
  });

  test.each<[object, string]>([
    [{ contains: '{{tag}}' }, '{{tag}} in contains is empty, which every body contains'],
    [{ expect: { body: { contains: '{{tag}}' } } }, 'and what it is compared with is empty'],
    [{ expect: { body: { notContains: '{{tag}}' } } }, 'and what it is compared with is empty'],
    [{ json: { '$.tag': { startsWith: '{{tag}}' } } }, '$.tag is "v1", and what it is compared with is empty'],
    [{ json: { '$.tag': { not: { endsWith: '{{tag}}' } } } }, '$.tag is "v1", and what it is compared with is empty'],
  ])('fails on %j if the variable is empty', async (expected, found) => {
    const { verdict } = await runSuite(
      { variables: { tag: '' }, requests: [{ path: '/', ...expected }] } as Parameters<typeof runSuite>[0],
      () => ({ body: { tag: 'v1' } }),
    );

    expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining(found) });
  });

  test('sends only the teardown after a failed setup', async () => {
    const { verdict, received } = await runSuite(
      { setup: ['/first', '/second'], requests: ['/third'], teardown: ['/last'] },
      ({ url }) => ({ status: url === '/first' ? 500 : 200 }),
    );

    expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining('GET /first found status 500') });
    expect(received.map(({ url }) => url)).toEqual(['/first', '/last']);
  });

  test('keeps the type of a captured value in a JSON body, and encodes it in a path and a query', async () => {
    const { verdict, received } = await runSuite(
      {
        requests: [
          { path: '/a', capture: { list: '$.list', text: '$.text' } },
          { path: '/b/{{text}}?x={{text}}', query: { y: '{{text}}' }, headers: { 'x-text': '"{{text}}"' } },
          { method: 'POST', path: '/c', body: { json: { a: '{{list}}', b: ['{{text}}', 'x{{text}}', '{{{{'] } } },
        ],
      },
      () => ({ body: { list: [1, { a: null }], text: '../a?b#c&d=e f' } }),
    );

    expect(verdict).toMatchObject({ kind: 'pass' });
    const encoded = '..%2Fa%3Fb%23c%26d%3De%20f';
    expect(received.find(({ url }) => url.startsWith('/b'))).toMatchObject({
      url: `/b/${encoded}?x=${encoded}&y=${encoded}`,
      headers: { 'x-text': '"../a?b#c&d=e f"' },
    });
    expect(JSON.parse(received.find(({ url }) => url === '/c')?.body ?? '')).toEqual({
      a: [1, { a: null }],
      b: ['../a?b#c&d=e f', 'x../a?b#c&d=e f', '{{'],
    });
  });

  test.each([
    [{ id: '..' }, 'the value of {{id}} would change the path'],
    [{ id: { a: 1 } }, '{{id}} is an object, which only a whole value of a JSON body can be'],
    [{ id: null }, '{{id}} is null, which only a whole value of a JSON body can be'],
  ])('does not send a request with the value %j in its path', async (body, problem) => {
    const { verdict, received } = await runSuite(
      { requests: [{ path: '/a', capture: { id: '$.id' } }, '/b/{{id}}'] },
      () => ({ body }),
    );

    expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining(`not sent: ${problem}`) });
    expect(received.map(({ url }) => url)).toEqual(['/a']);
  });

  test.each([
    ['9007199254740993', 'the value is a number too large to be read exactly'],
    ['""', 'the value is empty'],
    [`"${'x'.repeat(5000)}"`, 'the value has more than 4096 characters'],
  ])('does not capture %s', async (id, problem) => {
    const { verdict } = await runSuite({ requests: [{ path: '/a', capture: { id: '$.id' } }] }, () => ({
      body: `{"id":${id}}`,
    }));

    expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining(`capture id: ${problem}`) });
  });
});

describe('the secrets of a suite', () => {
  const suite = (place: string) => ({ secrets: { token: place }, auth: { bearer: '{{token}}' } });

  test('are read once each, and sent', async () => {
    const { reader, reads } = storedSecrets({ shop: '{"a":"first-secret","b":"second-secret"}', '/p': 'third-secret' });
    const { verdict, received } = await runSuite(
      {
        secrets: { a: 'secretsmanager:shop#a', b: 'secretsmanager:shop#b', c: 'ssm:/p' },
        requests: [{ path: '/', headers: { x: '{{a}} {{b}} {{c}}' } }],
      },
      () => ({}),
      { reader },
    );

    expect(verdict).toMatchObject({ kind: 'pass' });
    expect(received[0]?.headers['x']).toBe('first-secret second-secret third-secret');
    expect(reads).toEqual(['secretsmanager:shop', 'ssm:/p']);
  });

  test.each([
    ['secretsmanager:none', 'secret token: there is no secretsmanager:none in this account and Region'],
    ['ssm:/none', 'secret token: there is no ssm:/none in this account and Region'],
    ['secretsmanager:text#a', 'secret token: text is not a JSON object, so that it has no field a'],
    ['secretsmanager:json#b', 'secret token: json has no field b'],
    ['secretsmanager:json#list', 'secret token: the field list of json has no value that is a string'],
    ['ssm:/empty', 'secret token: ssm:/empty is empty'],
    ['ssm:/short', 'secret token: ssm:/short has fewer than 4 characters, too few to be hidden in what is shown'],
  ])('are an error if %s cannot be read', async (place, reason) => {
    const { reader } = storedSecrets({ text: 'hunter2', json: '{"a":"x","list":[]}', '/empty': ' ', '/short': 'abc' });
    const { verdict, received } = await runSuite(suite(place), () => ({}), { reader });

    expect(verdict).toMatchObject({ kind: 'error', reason });
    expect(received).toEqual([]);
  });

  test.each([
    ['secretsmanager:shop', 'AccessDeniedException', 'not authorized', 'secretsmanager:GetSecretValue for shop'],
    ['ssm:/p', 'AccessDeniedException', 'not authorized', 'ssm:GetParameter for the parameter /p'],
    ['ssm:/p', 'AccessDeniedException', 'kms:Decrypt on key', 'kms:Decrypt for the key of /p'],
  ])('name the permission that is missing for %s', async (place, name, message, permission) => {
    const deny = async () => Promise.reject(Object.assign(new Error(message), { name }));
    const { verdict } = await runSuite(suite(place), () => ({}), { reader: { readSecret: deny, readParameter: deny } });

    expect(verdict).toMatchObject({
      kind: 'error',
      reason: `secret token: access is denied: reading it needs ${permission} (the hook's are in the template's SmokeSecrets)`,
    });
  });

  test('with a line break cannot become a second header', async () => {
    const { reader } = storedSecrets({ '/p': 'hunter2-secret\r\nx-evil: 1' });
    const { verdict, received } = await runSuite(
      { secrets: { token: 'ssm:/p' }, requests: [{ path: '/', headers: { 'x-token': '{{token}}' } }] },
      () => ({}),
      { reader },
    );

    expect(verdict).toMatchObject({
      kind: 'fail',
      reason: 'the value of {{token}} has a line break, or is not ASCII, and cannot be sent in the header x-token',
    });
    expect(received).toEqual([]);
  });
});
