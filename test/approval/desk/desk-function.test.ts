import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { deskFunction } from '../../../src/approval/desk/desk-function.ts';
import { deskHeaders } from '../../../src/approval/desk/page/headers.ts';
import { sendPage } from '../../../src/approval/desk/send-page.ts';
import { httpApiEvent } from '../../functions/deployed.ts';
import { approvalSetup, deskUrl } from '../../helpers/approval.ts';
import { recordingLogger } from '../../helpers/hook.ts';

const token = 'a-token';
const form = 'application/x-www-form-urlencoded';

describe('a request from API Gateway', () => {
  test('reaches the desk with its own address, its form and its length', async () => {
    const seen = await send(httpApiEvent('POST', `/a/${token}`, 'reason=schön'));

    expect(seen).toEqual({
      ...{ method: 'POST', url: `${deskUrl}/a/${token}`, body: 'reason=schön' },
      headers: { 'content-type': form, origin: 'null', 'sec-fetch-site': 'same-origin', 'content-length': '13' },
    });
  });

  test.each([
    ['as text', { body: 'reason=schön', isBase64Encoded: false }, 'reason=schön', '13'],
    ['empty', { body: undefined }, '', '0'],
    ['as text, and it has no query', { body: 'x', isBase64Encoded: false, rawQueryString: undefined }, 'x', '1'],
  ])('is read if its body is %s', async (_how, change, body, length) => {
    const seen = await send({ ...httpApiEvent('POST', `/a/${token}`, 'x'), ...change });

    expect(seen).toMatchObject({ url: `${deskUrl}/a/${token}`, body, headers: { 'content-length': length } });
  });

  test.each([
    [['a=1', 'b=2'], 'a=1; b=2'],
    [['a=1', 'b=\u65e5', '\u65e5=3', 'c=4'], 'a=1; c=4'],
    [['b=\u65e5'], undefined],
    [undefined, undefined],
  ])('with the cookies %j has those that a browser can have of us: %s', async (cookies, cookie) => {
    expect((await send({ ...httpApiEvent('GET', '/'), cookies }))?.headers['cookie']).toBe(cookie);
  });

  test.each([
    ['GET', 'GET'],
    ['HEAD', 'HEAD'],
    ['PUT', 'OPTIONS'],
    ['OPTIONS', 'OPTIONS'],
    ['TRACE', 'OPTIONS'],
    ['A B', 'OPTIONS'],
  ])('with the method %s becomes one with %s', async (method, asked) => {
    expect(await send(httpApiEvent(method, '/'))).toEqual({ method: asked, url: `${deskUrl}/`, body: '', headers: {} });
  });

  test.each(['é', 'text\n', '\u65e5text/plain', 'text/plain\u65e5', 'a\u0000b'])(
    'has no readable content type if that is %j',
    async (type) => {
      const event = httpApiEvent('GET', '/');

      expect(await send({ ...event, headers: { 'content-type': type } })).toMatchObject({
        headers: { 'content-type': 'unreadable' },
      });
    },
  );

  test('gives the desk the context of the request and of the invocation', async () => {
    const event = httpApiEvent('GET', '/') as unknown as APIGatewayProxyEventV2;
    const contexts: unknown[] = [];
    const desk = new Hono().all('*', (c) => {
      contexts.push(c.env);
      return c.text('');
    });
    const lambdaContext = { awsRequestId: 'one' };

    await deskFunction(desk, { deskUrl, logger: recordingLogger() })(event, lambdaContext);

    expect(contexts).toEqual([
      { requestContext: event.requestContext, lambdaContext, past: { headers: {}, page: '' } },
    ]);
  });
});

describe('the answer to API Gateway', () => {
  test('is the answer of the desk', async () => {
    const desk = new Hono().all('*', (c) => c.text('schön', 409, { 'x-own': 'yes' }));

    expect(await answer(desk)).toEqual({
      statusCode: 409,
      headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-own': 'yes' },
      body: 'schön',
      isBase64Encoded: false,
    });
  });

  test.each([
    ['GET', '<p>schön …</p>'],
    ['HEAD', ''],
    ['POST', '<p>schön …</p>'],
  ])('to %s is the page that any other server sends', async (method, body) => {
    const desk = new Hono().all('*', async (c) => sendPage(c, '<p>schön …</p>', 410));

    const { headers, status } = await desk.fetch(new Request(deskUrl, { method }));

    expect(await answer(desk, httpApiEvent(method, '/') as Partial<APIGatewayProxyEventV2>)).toEqual({
      statusCode: status,
      headers: Object.fromEntries(headers),
      body,
      isBase64Encoded: false,
    });
  });

  test.each([
    ['GET', 'the page of a request'],
    ['POST', 'a refused form'],
    ['GET', 'a page that does not exist'],
  ])('to %s has the headers that protect every page, and those of any other server: %s', async (method, what) => {
    const { desk, gate, link } = approvalSetup();
    await gate()();
    const path = what.includes('exist') ? '/nowhere' : link();
    const event = httpApiEvent(method, path, method === 'POST' ? 'choice=approve' : undefined);

    const { headers } = (await answer(desk, event as Partial<APIGatewayProxyEventV2>)) as { headers: object };

    expect(headers).toMatchObject({ ...deskHeaders, vary: 'accept-language', 'content-language': 'en' });
  });

  test('is never the page of another request that is answered at the same time', async () => {
    const turns = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const desk = new Hono().all('*', async (c) => {
      await turns[Number(c.req.path.slice(1))]?.promise;
      return sendPage(c, `the page of ${c.req.path}`, 200);
    });
    const first = answer(desk, { rawPath: '/0' });
    const second = answer(desk, { rawPath: '/1' });
    turns[1]?.resolve();
    await second;
    turns[0]?.resolve();

    expect([(await first).body, (await second).body]).toEqual(['the page of /0', 'the page of /1']);
  });

  test('says what failed if the desk fails after it has a page', async () => {
    const desk = new Hono()
      .onError((_error, c) => c.text('failed', 503))
      .all('*', async (c) => {
        sendPage(c, 'the page', 200);
        throw new Error('afterwards');
      });

    expect(await answer(desk)).toMatchObject({ statusCode: 503, body: 'failed' });
  });

  test.each<[string, unknown, Partial<APIGatewayProxyEventV2>]>([
    ['TypeError', undefined, { headers: undefined as never }],
    ['unknown', `no page at ${deskUrl}/a/${token}`, {}],
  ])('is a page without the address if the desk fails with %s', async (name, thrown, change) => {
    const logger = recordingLogger();
    const desk = new Hono().all('*', () => {
      throw thrown;
    });

    const { body, ...rest } = await answer(desk, change, logger);

    expect(rest).toEqual({
      statusCode: 400,
      headers: { ...deskHeaders, 'content-type': 'text/html; charset=UTF-8', 'content-language': 'en' },
      isBase64Encoded: false,
    });
    expect(body).toContain('<h1>');
    expect(logger.lines).toEqual([
      { level: 'error', message: 'the desk could not read a request', attributes: { error: name } },
    ]);
    expect(JSON.stringify([body, logger.lines])).not.toContain(token);
  });
});

type Seen = { method: string; url: string; headers: Record<string, string>; body: string };

/** What a desk sees of the event. */
async function send(event: Record<string, unknown>): Promise<Seen | undefined> {
  let seen: Seen | undefined;
  const desk = new Hono().all('*', async ({ req }) => {
    const { method, url, headers } = req.raw;
    seen = { method, url, headers: Object.fromEntries(headers), body: await req.text() };
    return new Response();
  });
  await deskFunction(desk, { deskUrl, logger: recordingLogger() })(event as unknown as APIGatewayProxyEventV2);
  return seen;
}

async function answer(desk: Hono, change: Partial<APIGatewayProxyEventV2> = {}, logger = recordingLogger()) {
  const event = httpApiEvent('GET', `/a/${token}`) as unknown as APIGatewayProxyEventV2;
  return deskFunction(desk, { deskUrl, logger })({ ...event, ...change });
}
