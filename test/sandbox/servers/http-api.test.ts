import { connect } from 'node:net';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';
import { afterEach, describe, expect, test } from 'vitest';
import { startHttpApi } from '../../../src/sandbox/servers/http-api.ts';

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});

describe('the event', () => {
  test('has method, path, query, caller and time as payload format 2.0 does', async () => {
    const { url, events } = await start();

    await fetch(`${url}/a/token-1?from=mail&x=a%20b`, { headers: { 'user-agent': 'phone', 'X-Custom': 'Kept' } });

    expect(events[0]).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/a/token-1',
      rawQueryString: 'from=mail&x=a%20b',
      queryStringParameters: { from: 'mail', x: 'a b' },
      headers: { 'x-custom': 'Kept', 'x-forwarded-proto': 'http' },
      requestContext: {
        domainName: '127.0.0.1',
        http: { method: 'GET', path: '/a/token-1', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'phone' },
        time: '22/Nov/2026:13:52:00 +0000',
        timeEpoch: 1_795_355_520_000,
      },
      isBase64Encoded: false,
    });
    expect(events[0]?.requestContext.requestId).toMatch(/^[\da-f-]{36}$/);
  });

  test('leaves out what the request does not have', async () => {
    const { url, events } = await start();

    await fetch(`${url}/`);

    expect(events[0]).not.toHaveProperty('body');
    expect(events[0]).not.toHaveProperty('cookies');
    expect(events[0]).not.toHaveProperty('queryStringParameters');
  });

  test('has cookies in a separate list', async () => {
    const { url, events } = await start();

    await fetch(url, { headers: { cookie: 'one=1; two=2' } });

    expect(events[0]?.cookies).toEqual(['one=1', 'two=2']);
    expect(events[0]?.headers).not.toHaveProperty('cookie');
  });

  test('has a posted form in base64, as with API Gateway', async () => {
    const { url, events } = await start();

    await fetch(url, { method: 'POST', body: new URLSearchParams({ decision: 'approve', reason: 'looks good' }) });

    expect(events[0]?.isBase64Encoded).toBe(true);
    expect(Buffer.from(events[0]?.body ?? '', 'base64').toString()).toBe('decision=approve&reason=looks+good');
  });

  test('has JSON and text unchanged', async () => {
    const { url, events } = await start();

    await fetch(url, { method: 'POST', body: '{"ä":1}', headers: { 'content-type': 'application/json' } });
    await fetch(url, { method: 'POST', body: 'plain', headers: { 'content-type': 'text/plain; charset=utf-8' } });

    expect(events.map(({ body, isBase64Encoded }) => ({ body, isBase64Encoded }))).toEqual([
      { body: '{"ä":1}', isBase64Encoded: false },
      { body: 'plain', isBase64Encoded: false },
    ]);
  });

  test('has repeated values joined with commas', async () => {
    const { url, events } = await start();
    const headers = new Headers([
      ['accept-language', 'de'],
      ['accept-language', 'en'],
    ]);

    await fetch(`${url}/?tag=1&tag=2`, { headers });

    expect(events[0]?.queryStringParameters).toEqual({ tag: '1,2' });
    expect(events[0]?.headers['accept-language']?.replaceAll(' ', '')).toBe('de,en');
  });

  test('has the path decoded, and tolerates one that cannot be decoded', async () => {
    const { port, events } = await start();

    await sendRaw(port, `GET /a%20b%3Fc?d=%3F HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
    await sendRaw(port, `GET /%E0%A4 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);

    expect(events.map(({ rawPath, rawQueryString }) => ({ rawPath, rawQueryString }))).toEqual([
      { rawPath: '/a b', rawQueryString: 'd=%3F' },
      { rawPath: '/%E0%A4', rawQueryString: '' },
    ]);
  });
});

describe('the answer', () => {
  test('has the status, headers, cookies and body of the result', async () => {
    const { url } = await start(async () => ({
      statusCode: 409,
      headers: { 'content-type': 'text/html; charset=utf-8', 'x-number': 7 },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: '<p>Already decided</p>',
    }));

    const response = await fetch(url);

    expect(response.status).toBe(409);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('x-number')).toBe('7');
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
    expect(await response.text()).toBe('<p>Already decided</p>');
  });

  test('has its base64 body decoded', async () => {
    const { url } = await start(async () => ({ statusCode: 200, body: 'aGVsbG8=', isBase64Encoded: true }));

    const response = await fetch(url);

    expect(await response.text()).toBe('hello');
  });

  test('treats a result without a status as JSON', async () => {
    const { url } = await start(async () => JSON.parse('{"status":"fine"}'));

    const response = await fetch(url);

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ status: 'fine' });
  });

  test('is a 500 without details when the function throws, and the error is reported', async () => {
    const errors: unknown[] = [];
    const { url } = await start(() => Promise.reject(new Error('secret')), errors);

    const response = await fetch(url);

    expect(response.status).toBe(500);
    expect(await response.text()).toBe('{"message":"Internal Server Error"}');
    expect(errors).toEqual([new Error('secret')]);
  });

  test('is a 413 above 10 MB, and the function is not called', async () => {
    const { url, events } = await start();

    const response = await fetch(url, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });

    expect(response.status).toBe(413);
    expect(events).toEqual([]);
  });

  test('is a 403 for a foreign name that resolves to this server, and the function is not called', async () => {
    const { port, events } = await start();

    const answer = await sendRaw(port, 'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');

    expect(answer).toMatch(/^HTTP\/1.1 403 /);
    expect(events).toEqual([]);
  });

  test('has no body for HEAD', async () => {
    const { url } = await start();

    const response = await fetch(url, { method: 'HEAD' });

    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
});

async function start(
  call: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyResultV2> = async () => ({
    statusCode: 200,
    body: 'ok',
  }),
  errors: unknown[] = [],
) {
  const events: APIGatewayProxyEventV2[] = [];
  const api = await startHttpApi(
    (event) => {
      events.push(event);
      return call(event);
    },
    { port: 0, clock: { now: () => new Date('2026-11-22T13:52:00Z') }, onError: (error) => errors.push(error) },
  );
  started.push(api);
  return { ...api, events };
}

/** Sends what `fetch` would normalize. */
async function sendRaw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1', () => socket.write(text));
  let answer = '';
  for await (const chunk of socket) {
    answer += chunk;
  }
  return answer;
}
