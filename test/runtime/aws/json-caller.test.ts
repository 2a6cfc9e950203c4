import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonCaller } from '../../../src/runtime/aws/json-caller.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { selfSigned } from '../../checks/smoke/self-signed.ts';
import { neverAborted } from '../../helpers/approval.ts';
import { credentials, cut, fakeS3 as fakeAws, isSigned, region, reset, type Turn } from '../../storage/s3/fake-s3.ts';

const target = 'secretsmanager.GetSecretValue';
const found = answer(200, { SecretString: 'the keys' });

describe('jsonCaller', () => {
  test('posts a signed request and returns what the service answers', async () => {
    const sent: string[] = [];
    const { endpoint, requests } = await fakeAws([
      async (request, response) => {
        sent.push(await text(request));
        found(request, response);
      },
    ]);

    const answered = await callerFor(endpoint)(target, { SecretId: 'grünes/Licht' }, neverAborted);

    expect(answered).toEqual({ SecretString: 'the keys' });
    expect(sent).toEqual(['{"SecretId":"grünes/Licht"}']);
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /']);
    expect(requests[0]?.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': target,
      'x-amz-security-token': 'a-session-token',
      'content-length': '28',
    });
    expect(requests[0]?.headers).not.toHaveProperty('transfer-encoding');
    expect(requests.map((request) => isSigned(request, 'secretsmanager', sent[0]))).toEqual([true]);
  });

  test('posts to the path of a custom endpoint', async () => {
    const { endpoint, requests } = await fakeAws([found]);

    await callerFor(`${endpoint}/aws/`)(target, {}, neverAborted);

    expect(requests[0]?.url).toBe('/aws/');
  });

  test.each([
    ['500', refusal(500, 'InternalServiceError')],
    ['a page of a proxy with 502', (_request, response) => void response.writeHead(502).end('<html>')],
    ['400 because of throttling', refusal(400, 'ThrottlingException')],
    ['429', refusal(429, 'TooMany')],
    ['a connection that is reset', reset],
    ['an answer that is cut', cut],
  ] satisfies [string, Turn][])('tries again twice after %s', async (_what, failing) => {
    const { endpoint, requests } = await fakeAws([failing, failing, found]);

    expect(await callerFor(endpoint)(target, {}, neverAborted)).toEqual({ SecretString: 'the keys' });
    expect(requests).toHaveLength(3);
  });

  test('gives up after the third failure, with the last one', async () => {
    const failing = refusal(500, 'InternalServiceError');
    const { endpoint, requests } = await fakeAws([reset, failing, failing, found]);

    await expect(callerFor(endpoint)(target, {}, neverAborted)).rejects.toMatchObject({
      name: 'InternalServiceError',
      message: 'no',
    });
    expect(requests).toHaveLength(3);
  });

  test.each([
    'AccessDeniedException',
    'DecryptionFailure',
    'ExpiredTokenException',
    'InvalidRequestException',
    'InvalidSignatureException',
    'ResourceNotFoundException',
  ])('gives up at once at %s, whichever way the service names it', async (code) => {
    const ways = [
      answer(400, { __type: code, message: 'no' }),
      answer(400, { __type: `com.amazonaws.secretsmanager#${code}`, Message: 'no' }),
      answer(400, { message: 'no' }, { 'x-amzn-errortype': `${code}:http://internal.amazon.com/coral/` }),
    ];
    const { endpoint, requests } = await fakeAws(ways);

    for (const _ of ways) {
      await expect(callerFor(endpoint)(target, {}, neverAborted)).rejects.toMatchObject({ name: code, message: 'no' });
    }
    expect(requests).toHaveLength(ways.length);
  });

  test('reports the status of an answer that names no error', async () => {
    const { endpoint } = await fakeAws([(_request, response) => response.writeHead(403).end('<html>')]);

    await expect(callerFor(endpoint)(target, {}, neverAborted)).rejects.toMatchObject({
      name: 'Status403',
      message: 'secretsmanager.GetSecretValue was answered with status 403',
    });
  });

  test.each(['{"SecretString":"the ke', '["the keys"]', '"the keys"', ''])(
    'quotes nothing of an answer that cannot be read: %s',
    async (body) => {
      const turn: Turn = (_request, response) => response.end(body);
      const { endpoint } = await fakeAws([turn, turn, turn]);

      const error = await callerFor(endpoint)(target, {}, neverAborted).catch(String);

      expect(error).toBe('Error: secretsmanager.GetSecretValue answered something other than JSON');
    },
  );

  test('puts no credential into an error', async () => {
    const { endpoint } = await fakeAws([refusal(400, 'AccessDeniedException')]);

    const error = await callerFor(endpoint)(target, {}, neverAborted).catch(String);

    expect(error).not.toMatch(/AKIDEXAMPLE|the-secret|a-session-token/);
  });

  test('stops when aborted', async () => {
    const controller = new AbortController();
    const { endpoint, requests } = await fakeAws([() => controller.abort(new Error('the time budget is used up'))]);

    await expect(callerFor(endpoint)(target, {}, controller.signal)).rejects.toThrow('the time budget is used up');
    expect(requests).toHaveLength(1);
  });

  test('refuses a server without a certificate for that host', async () => {
    const { endpoint, requests } = await fakeAws([], selfSigned('localhost'));

    await expect(callerFor(endpoint)(target, {}, neverAborted)).rejects.toThrow(/self-signed certificate/);
    expect(requests).toEqual([]);
  });

  test('leaves no connection open', async () => {
    const { endpoint, connections, requests } = await fakeAws([found, found]);

    for (let call = 0; call < 2; call += 1) await callerFor(endpoint)(target, {}, neverAborted);

    expect(connections()).toBe(2);
    expect(requests.map(({ headers }) => headers.connection)).toEqual(['close', 'close']);
  });

  test('never resolves to anything but what the service returned, for any answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(200, 204, 301, 400, 404), fc.json(), async (status, body) => {
        const turn: Turn = (_request, response) => response.writeHead(status).end(body);
        const { endpoint } = await fakeAws([turn, turn, turn]);

        const answered = await callerFor(endpoint)(target, {}, neverAborted).catch(() => 'rejected');

        const value: unknown = JSON.parse(body);
        const isResult = status === 200 && typeof value === 'object' && value !== null && !Array.isArray(value);
        expect(answered).toEqual(isResult ? value : 'rejected');
      }),
      { numRuns: 20 },
    );
  });
});

function answer(status: number, body: object, headers: Record<string, string> = {}): Turn {
  return (_request, response) => response.writeHead(status, headers).end(JSON.stringify(body));
}

function refusal(status: number, code: string): Turn {
  return answer(status, { __type: code, message: 'no' });
}

function callerFor(endpoint: string) {
  return jsonCaller({
    ...{ service: 'secretsmanager', region, origin: new URL(endpoint), clock: systemClock },
    credentials: async () => credentials,
  });
}
