import { describe, expect, test } from 'vitest';
import { maxAnswerBytes } from '../../../../src/checks/http-gate/answer/gate-answer.ts';
import { askUrl } from '../../../../src/checks/http-gate/ask/ask-url.ts';
import { signQuestion } from '../../../../src/checks/http-gate/ask/sign-question.ts';
import type { HttpProbe } from '../../../../src/checks/smoke/probe/http-probe.ts';
import type { ProbeAnswer, ProbeOutcome } from '../../../../src/checks/smoke/probe/probe-answer.ts';
import type { ProbeRequest } from '../../../../src/checks/smoke/probe/probe-request.ts';

const body = Buffer.from('{"status":"passed"}');
const question = { id: 'gate_1.1', at: new Date(0), body: '{"call":1}', keys: [Buffer.alloc(32)], timeoutMs: 4000 };
const { signal } = new AbortController();

/** What comes of asking this URL, what was sent, and which signal stops it. */
async function ask(url: string, outcome: ProbeOutcome | Error) {
  const sent: [ProbeRequest, AbortSignal][] = [];
  const log: string[] = [];
  const probe: HttpProbe = {
    addressRules: { allowLoopback: false },
    open: (connections) => ({
      async send(...given) {
        log.push(`open ${connections}`);
        sent.push(given);
        if (outcome instanceof Error) throw outcome;
        return outcome;
      },
      close: () => void log.push('close'),
    }),
  };
  const asked = await askUrl(probe, url, question, signal).catch((error: unknown) => error);
  return { asked, sent, log };
}

function answer(change: Partial<ProbeAnswer> = {}): ProbeAnswer {
  const headers = { 'content-type': ['application/json'] };
  return {
    kind: 'answer',
    status: 200,
    tookMs: 1,
    body,
    bodyEnd: 'whole',
    contentEncoding: undefined,
    headers,
    ...change,
  };
}

describe('what is sent', () => {
  test.each<[string, Partial<ProbeRequest>]>([
    [
      'https://gates.example.com/shop',
      { scheme: 'https', hostname: 'gates.example.com', host: 'gates.example.com', port: 443, path: '/shop' },
    ],
    ['https://gates.example.com:8443', { host: 'gates.example.com:8443', port: 8443, path: '/' }],
    ['http://127.0.0.1/', { scheme: 'http', hostname: '127.0.0.1', port: 80 }],
    ['http://127.0.0.1:8080/', { scheme: 'http', port: 8080 }],
    [
      'https://[2001:db8::1]/',
      { hostname: '2001:db8::1', host: '[2001:db8::1]', port: 443, servername: '[2001:db8::1]' },
    ],
  ])('to %s', async (url, request) => {
    const { sent, log } = await ask(url, answer());

    expect(sent).toEqual([[expect.objectContaining(request), signal]]);
    expect(log).toEqual(['open 1', 'close']);
  });

  test('is a signed POST with JSON, for JSON', async () => {
    const { sent } = await ask('https://gates.example.com', answer());
    const [[{ method, headers, body: bytes, timeoutMs }] = [{} as ProbeRequest]] = sent;

    expect({ method, headers, timeoutMs }).toEqual({
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', accept: 'application/json' },
        ...signQuestion(question, question.keys),
      },
      timeoutMs: 4000,
    });
    expect(String(bytes)).toBe(question.body);
  });

  test('leaves no connection open, even if sending throws', async () => {
    const error = new Error('a fault of the probe');

    expect(await ask('https://gates.example.com', error)).toMatchObject({ asked: error, log: ['open 1', 'close'] });
  });
});

describe('what comes back', () => {
  test.each<[string, Partial<ProbeAnswer>]>([
    ['status 200', {}],
    ['status 299', { status: 299 }],
    ['exactly 64 KiB', { body: Buffer.alloc(maxAnswerBytes, ' ') }],
    ['a charset', { headers: { 'content-type': ['application/json;charset=utf-8'] } }],
    ['a charset after spaces', { headers: { 'content-type': ['Application/JSON  ; charset=utf-8'] } }],
  ])('is an answer with %s', async (_what, change) => {
    const given = answer(change);

    expect((await ask('https://gates.example.com', given)).asked).toEqual({ kind: 'answered', body: given.body });
  });

  const redirected = (status: number) => `status ${status}: redirects are not followed, so write the final URL`;
  const tooLong = 'the answer is longer than 64 KiB';
  const notJson = 'the content-type is not application/json';

  test.each<[string, Partial<ProbeAnswer>]>([
    ['status 199', { status: 199 }],
    [redirected(300), { status: 300 }],
    [redirected(399), { status: 399 }],
    ['status 400', { status: 400 }],
    ['the answer did not end in time', { bodyEnd: 'late' }],
    [tooLong, { bodyEnd: 'cut' }],
    [tooLong, { body: Buffer.alloc(maxAnswerBytes + 1, ' ') }],
    ['the answer is compressed, which was not asked for', { contentEncoding: 'gzip' }],
    [notJson, { headers: {} }],
    [notJson, { headers: { 'content-type': ['application/jsonp; charset=utf-8'] } }],
    [notJson, { headers: { 'content-type': ['application/json', 'text/html'] } }],
    [notJson, { headers: { 'content-type': ['text/html; application/json'] } }],
  ])('is none, because %s: %j', async (problem, change) => {
    expect((await ask('https://gates.example.com', answer(change))).asked).toEqual({ kind: 'unanswered', problem });
  });

  test('is none without a connection, with the cause, and none to wait for if the address is forbidden', async () => {
    const cause = new Error('ECONNRESET');
    const refused = { kind: 'refused', problem: 'it leads to a link-local address' } as const;

    expect((await ask('https://a.example.com', { kind: 'transport', problem: 'reset', cause })).asked).toEqual({
      ...{ kind: 'unanswered', problem: 'reset', cause },
    });
    expect((await ask('https://a.example.com', refused)).asked).toEqual(refused);
  });
});
