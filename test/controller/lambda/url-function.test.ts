import { describe, expect, test } from 'vitest';
import { urlFunction } from '../../../src/controller/lambda/url-function.ts';
import { invoke } from './invoke.ts';
import { serve } from './url.ts';

describe('urlFunction', () => {
  test('W-32 posts the event to the path of the runtime interface emulator, and returns the answer', async () => {
    const { url, asked } = await serve({ body: '{"hookStatus":"SUCCEEDED"}' });

    expect(await invoke(urlFunction(url))).toEqual({ kind: 'returned', answer: { hookStatus: 'SUCCEEDED' } });
    expect(asked).toMatchObject([
      {
        method: 'POST',
        path: '/2015-03-31/functions/function/invocations',
        headers: { 'content-type': 'application/json' },
        event: { lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' },
      },
    ]);
  });

  test('W-32 posts to the path of the URL if it has one', async () => {
    const { url, asked } = await serve({ body: '{"hookStatus":"SUCCEEDED"}' });

    await invoke(urlFunction(`${url}/hooks/smoke?stage=blue`));

    expect(asked).toMatchObject([{ path: '/hooks/smoke?stage=blue' }]);
  });

  test.for([
    [
      'a function error as Lambda marks it',
      {
        headers: { 'x-amz-function-error': 'Unhandled' },
        body: '{"errorType":"TypeError","errorMessage":"no such bucket"}',
      },
      'TypeError: no such bucket',
    ],
    [
      'a function error that is not JSON',
      { headers: { 'x-amz-function-error': 'Unhandled' }, body: 'out of memory' },
      'Unhandled: out of memory',
    ],
    ['a status other than 200', { status: 502, body: 'bad gateway' }, /^Unhandled: http:.* answered 502: bad gateway$/],
    ['an answer that is not JSON', { body: '<html>' }, /^Unhandled: http:.* sent an answer that is not JSON: <html>$/],
  ] as const)('W-33 reports %s', async ([, reply, problem]) => {
    const { url } = await serve(reply);

    const invocation = await invoke(urlFunction(url));

    expect(invocation.kind).toBe('function-error');
    expect('problem' in invocation && invocation.problem).toMatch(problem);
  });

  test.for([
    { status: 200, isTaken: true },
    { status: 204, isTaken: true },
    { status: 299, isTaken: true },
    { status: 300, isTaken: false },
    { status: 404, isTaken: false },
  ])('W-33 accepts the status $status as an answer: $isTaken', async ({ status, isTaken }) => {
    const { url } = await serve({ status, body: status === 204 ? '' : '1' });

    expect((await invoke(urlFunction(url))).kind).toBe(isTaken ? 'returned' : 'function-error');
  });

  test.for([{ status: 500 }, { status: 200 }])(
    'W-33 reports the first 200 characters of an answer with $status',
    async ({ status }) => {
      const { url } = await serve({ status, body: 'x'.repeat(201) });

      const invocation = await invoke(urlFunction(url));

      expect('problem' in invocation && invocation.problem).toMatch(/: x{200}$/);
    },
  );

  test('W-32 uses TLS if the URL says https', async () => {
    const { url, asked } = await serve({ body: '{"hookStatus":"SUCCEEDED"}' });

    // The server there does not speak TLS.
    const invocation = await invoke(urlFunction(url.replace('http:', 'https:')));

    expect(invocation).toMatchObject({ kind: 'function-error', problem: expect.stringContaining('SSL routines') });
    expect(asked).toEqual([]);
  });

  test('W-33 returns its timeout only if one was set', () => {
    expect(urlFunction('http://127.0.0.1:9', { timeoutSeconds: 7 })).toHaveProperty('timeoutSeconds', 7);
    expect(urlFunction('http://127.0.0.1:9')).not.toHaveProperty('timeoutSeconds');
  });

  test('W-32 treats an empty answer as null', async () => {
    const { url } = await serve({ body: '' });

    expect(await invoke(urlFunction(url))).toEqual({ kind: 'returned', answer: null });
  });

  test('W-33 gives up when the time of the function is up', async () => {
    const { url } = await serve('never');

    expect(await invoke(urlFunction(url, { timeoutSeconds: 1 }))).toMatchObject({
      kind: 'function-error',
      problem: 'Sandbox.Timedout: Task timed out after 1.00 seconds',
    });
  });

  test('W-33 reports that nothing listens there', async () => {
    expect(await invoke(urlFunction('http://127.0.0.1:9'))).toMatchObject({
      kind: 'function-error',
      problem: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('refuses a URL that cannot be a function', () => {
    expect(() => urlFunction('file:///hook.mjs')).toThrow('file:///hook.mjs is not the URL of a function');
  });
});
