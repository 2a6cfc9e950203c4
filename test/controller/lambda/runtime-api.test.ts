import { get } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { startRuntimeApi } from '../../../src/controller/lambda/runtime-api.ts';

const delivery = {
  requestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
  functionArn: 'arn:aws:lambda:us-west-2:123456789012:function:my-hook',
  deadline: 1_767_225_600_123,
  event: '{"lifecycleStage":"POST_SCALE_UP"}',
};

/** The API, and a runtime client that does only what a test requests. */
async function started() {
  const api = await startRuntimeApi();
  onTestFinished(() => api.stop());
  const ask = (method: string, path: string, body?: string) =>
    fetch(`http://${api.address}/2018-06-01/runtime/${path}`, { method, ...(body !== undefined && { body }) });
  return {
    api,
    next: () => ask('GET', 'invocation/next'),
    post: (path: string, body = '') => ask('POST', path, body),
    ask,
  };
}

test("W-24 a runtime that asks for its next event gets it, with Lambda's headers", async () => {
  const { api, next, post } = await started();
  const answer = api.invoke(delivery);

  const response = await next();

  expect(await response.text()).toBe(delivery.event);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': delivery.requestId,
    'lambda-runtime-deadline-ms': '1767225600123',
    'lambda-runtime-invoked-function-arn': delivery.functionArn,
    'lambda-runtime-trace-id': 'Root=1-8476a536-e9f411e897392dfe598c3fcd;Sampled=0',
  });
  expect((await post(`invocation/${delivery.requestId}/response`, '{"hookStatus":"SUCCEEDED"}')).status).toBe(202);
  expect(await answer).toBe('{"hookStatus":"SUCCEEDED"}');
});

test('W-24 a runtime waits for its next event until there is one', async () => {
  const { api, next, post } = await started();
  const waiting = next();
  await api.isReady();
  const answer = api.invoke(delivery);

  expect((await waiting).headers.get('lambda-runtime-aws-request-id')).toBe(delivery.requestId);
  await post(`invocation/${delivery.requestId}/response`, '1');
  expect(await answer).toBe('1');
});

test('W-24 a runtime is not ready for a second event before it asks for one', async () => {
  const { api, next, post } = await started();
  const first = api.invoke(delivery);
  await next();
  await post(`invocation/${delivery.requestId}/response`, '1');
  await first;
  const second = api.invoke({ ...delivery, requestId: 'second', event: '2' });

  expect(await (await next()).text()).toBe('2');
  await post('invocation/second/response', '"two"');
  expect(await second).toBe('"two"');
});

test('W-24 an answer to a request other than the pending one is refused', async () => {
  const { api, next, post } = await started();
  const answer = api.invoke(delivery);
  await next();

  const response = await post('invocation/another/response', '"wrong"');
  await post(`invocation/${delivery.requestId}/response`, '"right"');

  expect([response.status, await response.json()]).toEqual([400, { status: 'InvalidRequestID' }]);
  expect(await answer).toBe('"right"');
  // It has been answered, so a second answer is refused.
  expect((await post(`invocation/${delivery.requestId}/response`, '"late"')).status).toBe(400);
});

test.for([
  ['GET', 'invocation/x/response'],
  ['POST', 'invocation/next'],
  ['POST', 'invocation/x/answer'],
  ['POST', 'invocation/x/response/more'],
  ['GET', 'init/error'],
  ['POST', 'restore/error'],
] as const)('W-24 %s %s is not found', async ([method, path]) => {
  const { ask } = await started();

  expect((await ask(method, path, method === 'POST' ? '{}' : undefined)).status).toBe(404);
});

test('W-28 an error that the runtime reports for a handler is a function error', async () => {
  const { api, next, post } = await started();
  const answer = api.invoke(delivery);
  answer.catch(() => {});
  await next();

  const reported = await post(
    `invocation/${delivery.requestId}/error`,
    '{"errorType":"TypeError","errorMessage":"no such bucket","trace":[]}',
  );

  expect([reported.status, await reported.json()]).toEqual([202, { status: 'OK' }]);
  await expect(answer).rejects.toMatchObject({ name: 'TypeError', message: 'no such bucket' });
});

test('W-28 an error that the runtime reports during init is a function error', async () => {
  const { api, post } = await started();

  const reported = await post('init/error', '{"errorType":"Runtime.ImportModuleError","errorMessage":"no such file"}');

  expect(reported.status).toBe(202);
  const expected = { name: 'Runtime.ImportModuleError', message: 'no such file' };
  await expect(api.isReady()).rejects.toMatchObject(expected);
  await expect(api.invoke(delivery)).rejects.toMatchObject(expected);
});

test('W-29 a waiting runtime gets its connection closed when the API stops', async () => {
  const { api, next } = await started();
  const waiting = next();
  waiting.catch(() => {});
  await api.isReady();

  api.stop();

  await expect(waiting).rejects.toThrow('fetch failed');
  await expect(next()).rejects.toThrow('fetch failed');
});

test('W-24 (RL13) a runtime API gives no event to a request that names another host', async () => {
  const { api, next } = await started();
  const answer = api.invoke(delivery);
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  get(
    `http://${api.address}/2018-06-01/runtime/invocation/next`,
    { headers: { host: 'rebound.example' } },
    (response) => {
      response.resume();
      resolve(response.statusCode);
    },
  ).on('error', reject);

  expect(await promise).toBe(403);
  expect(await (await next()).text()).toBe(delivery.event);
  api.stop();
  answer.catch(() => {});
});
