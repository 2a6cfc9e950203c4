import { describe, expect, test } from 'vitest';
import type { SmokeRequest } from '../../../../src/checks/smoke/config/request-config.ts';
import { makeSmokeConfigSchema, type SmokeConfig } from '../../../../src/checks/smoke/config/smoke-config.ts';
import { openSuite } from '../../../../src/checks/smoke/dynamic/open-suite.ts';
import { isDynamic, readSuiteValues } from '../../../../src/checks/smoke/dynamic/read-suite-values.ts';
import type { KnownValue } from '../../../../src/checks/smoke/expect/read-values.ts';
import type { KnownValues, RequestResult } from '../../../../src/checks/smoke/judge/judge-response.ts';
import type { ProbeOutcome } from '../../../../src/checks/smoke/probe/probe-answer.ts';
import type { PlannedRequest } from '../../../../src/checks/smoke/send/send-request.ts';
import { readConfiguration } from '../../../../src/hook/configuration.ts';
import type { JsonObject, JsonValue } from '../../../../src/hook/json.ts';
import { targetOfEvent } from '../../../deployment/target-of-event.ts';
import { probeRequest } from '../probe-requests.ts';
import { answer } from '../results.ts';

const { signal } = new AbortController();
const clock = { now: () => new Date('2026-11-26T14:00:00Z') };
const session = { send: async () => answer(), close() {} };
const lost: ProbeOutcome = { kind: 'transport', problem: 'connection reset (ECONNRESET)', cause: undefined };
const stored = new Map([
  ['token', 'hun"ter2'],
  ['other', 'second-secret'],
]);
const details = { secrets: { token: 'ssm:/token', other: 'ssm:/other' }, variables: { user: 'smoke-user' } };
const makesId = { path: '/a', capture: { id: '$.id' } };

describe('a message before anything is sent', () => {
  const oauth2 = { tokenUrl: 'https://id.example/token', clientId: 'shop', clientSecret: '{{token}}' };
  test.each<[string, JsonObject, boolean, string, string | undefined]>([
    ['of a plain request', { path: '/plain' }, false, '/plain', undefined],
    ['with a value that is known', { path: '/{{user}}' }, false, '/smoke-user', undefined],
    ['with a value that is not known yet', { path: '/{{user}}/{{id}}' }, true, '/smoke-user/greenlight', undefined],
    ['with bearer', { path: '/', auth: { bearer: '{{token}}' } }, false, '/', 'Bearer greenlight'],
    [
      'with basic',
      { path: '/', auth: { basic: { user: 'a', password: '{{token}}' } } },
      false,
      '/',
      'Basic greenlight',
    ],
    ['with oauth2', { path: '/', auth: { oauth2 } }, true, '/', 'Bearer greenlight'],
    [
      'with sigv4',
      { path: '/', auth: { sigv4: { service: 'execute-api' } } },
      true,
      '/',
      'AWS4-HMAC-SHA256 greenlight',
    ],
    ['that does not sign in', { path: '/', auth: 'none' }, false, '/', undefined],
  ])('%s has stand-ins for what is known only later', async (_what, request, isDraft, path, authorization) => {
    const { suite, requests } = await open([request, makesId]);

    const composed = suite.compose(requests[0] as SmokeRequest);

    expect(composed).toMatchObject({ isDraft, message: { path } });
    expect(composed.message.headers['authorization']).toBe(authorization);
  });

  test('shows variables, and hides secrets', async () => {
    const { suite } = await open(['/{{user}}']);

    expect(suite.secrets.join()).toContain('second-secret');
    expect(suite.secrets.join()).not.toContain('smoke-user');
  });
});

test.each<[string, Partial<PlannedRequest>, Partial<PlannedRequest>, readonly number[]]>([
  ['of the same list', {}, {}, [0]],
  ['of the same list, which it names', { list: 'requests' }, {}, [0]],
  ['of the same list, which the other one names', {}, { list: 'requests' }, [0]],
  ['of setup', { list: 'setup' }, {}, []],
  ['of the same setup', { list: 'setup' }, { list: 'setup' }, []],
  ['of the same load balancer', { scope: 'web' }, { scope: 'web' }, [0]],
  ['of another load balancer', { scope: 'api' }, { scope: 'web' }, []],
])('what a request needs whose values come from one %s', async (_what, maker, user, needs) => {
  const { suite, requests } = await open([makesId, '/{{id}}', { path: '/{{user}}', capture: { total: '$.id' } }]);
  const [first, second, third] = requests.map((request) => plan(request)) as [
    PlannedRequest,
    PlannedRequest,
    PlannedRequest,
  ];

  expect(suite.needsOf([{ ...first, ...maker }, { ...second, ...user }, third])).toEqual([[], needs, []]);
});

describe('captured values', () => {
  test('are kept and recalled for each load balancer', async () => {
    const { suite, requests } = await open([makesId, '/{{id}}']);
    const maker = plan(requests[0] as SmokeRequest);
    suite.recall({ ...maker, scope: 'web' }, { id: 42 });

    expect(suite.capturedBy({ ...maker, scope: 'web' })).toEqual({ id: 42 });
    expect(suite.capturedBy(maker)).toBeUndefined();
    suite.recall(maker, { id: 7 });
    expect(suite.capturedBy(maker)).toEqual({ id: 7 });
    expect(suite.compose(requests[1] as SmokeRequest)).toMatchObject({ isDraft: false, message: { path: '/7' } });
    expect(suite.capturedBy(plan(requests[1] as SmokeRequest))).toEqual({});
  });
});

describe('completing a request', () => {
  test.each<[string, JsonValue]>([
    ['without placeholders', '/plain'],
    ['that does not sign in', { path: '/plain', auth: 'none' }],
  ])('sends one %s as it was planned', async (_what, request) => {
    const { requests, complete } = await open([request]);
    const planned = plan(requests[0] as SmokeRequest);

    expect((await complete(planned)).sent[0]).toBe(planned);
  });

  test('plans one with placeholders again, and proves it again', async () => {
    const { requests, complete } = await open(['/{{user}}']);
    const unproved = { because: 'it leads elsewhere', isUnread: false };
    const planned = plan(requests[0] as SmokeRequest);

    const [plain] = (await complete(planned)).sent;
    const [proved] = (await complete({ ...planned, proveHop: () => ({ proved: unproved }) })).sent;

    expect(plain).toMatchObject({ planned: { path: '/smoke-user' }, proved: true });
    expect(proved).toMatchObject({ planned: { path: '/smoke-user' }, proved: unproved });
  });

  test.each<[string, JsonValue, Partial<PlannedRequest>, ProbeOutcome]>([
    ['a value is missing', '/{{id}}', {}, { ...lost, problem: 'not sent: {{id}} was not captured', isUnsent: true }],
    ['nothing can plan it', '/{{user}}', { replan: undefined }, refused('it cannot be planned')],
    ['no rule fits', '/{{user}}', { replan: () => ({ why: 'no rule fits' }) }, refused('no rule fits')],
    ['it would not reach green', '/{{user}}', { proveHop: () => ({ why: 'it is blue' }) }, refused('it is blue')],
    [
      'nothing can sign it',
      { path: '/', auth: { sigv4: { service: 'execute-api' } } },
      {},
      refused('there are no AWS credentials to sign with'),
    ],
  ])('does not send it if %s', async (_what, request, change, outcome) => {
    const { requests, complete } = await open([request, makesId]);

    const { result, sent } = await complete({ ...plan(requests[0] as SmokeRequest), ...change });

    expect(sent).toEqual([]);
    expect(result).toMatchObject({ attempts: 1, proved: true });
    expect(result.outcome).toStrictEqual(outcome);
    expect(result.sent).toContain('second-secret');
  });

  test('rejects if planning it throws', async () => {
    const { requests, complete } = await open(['/{{user}}']);
    const replan = () => {
      throw new TypeError('a bug');
    };

    await expect(complete({ ...plan(requests[0] as SmokeRequest), replan })).rejects.toThrow('a bug');
  });

  test.each<[string, JsonValue, boolean]>([
    ['{{user}}', 'smoke-user', false],
    ['a {{token}}', 'a hun"ter2', true],
    ['{{id}}', 42, false],
    ['{{list}}', { a: [1] }, false],
  ])('compares the answer with the value of %s', async (text, value, isSecret) => {
    const requests = [
      { path: '/{{user}}', expect: { json: { '$.a': text } } },
      { path: '/b', capture: { id: '$.id', list: '$.list' } },
    ];
    const { suite, requests: all, complete } = await open(requests);
    suite.recall(plan(all[1] as SmokeRequest), { id: 42, list: { a: [1] } });

    const { values } = await complete(plan(all[0] as SmokeRequest));

    const because = `${text} may be the same in the revision that ran before`;
    expect([...(values ?? [])]).toStrictEqual([
      ['$revisionId', known],
      [text, { forms: [value], isSecret, provesGreen: { because, isUnread: false } }],
    ]);
  });

  test.each<[string, JsonValue, ProbeOutcome, ProbeOutcome]>([
    ['without captures', '/a', answer(), answer()],
    ['without an answer', makesId, lost, lost],
    ['with what it captured', makesId, json({ id: 9 }), { ...json({ id: 9 }), faults: [] }],
    [
      'without what it should capture',
      makesId,
      { ...json({}), faults: ['one'] },
      { ...json({}), faults: ['one', 'capture id: $.id is missing'] },
    ],
  ])(
    'returns the result of one %s, with everything that no output may show',
    async (_what, request, outcome, expected) => {
      const { requests, complete } = await open([request]);

      const { result } = await complete(plan(requests[0] as SmokeRequest), outcome);

      expect(result.outcome).toStrictEqual(expected);
      expect(result.sent).toEqual(['a-header', ...suiteSecrets]);
    },
  );
});

describe('whether a suite is dynamic', () => {
  test.each<[string, JsonObject, boolean]>([
    ['plain requests', { requests: ['/a', '/b'] }, false],
    ['setup', { setup: ['/a'] }, true],
    ['teardown', { teardown: ['/a'] }, true],
    ['secrets', { secrets: details.secrets }, true],
    ['a capture', { requests: [makesId, '/b'] }, true],
    ['auth of one request', { requests: [{ path: '/a', auth: { sigv4: { service: 'execute-api' } } }, '/b'] }, true],
    ['a placeholder', { requests: ['/a', { path: '/b', contains: '{{$revisionId}}' }] }, true],
    ['literal braces', { requests: ['/a', { path: '/b', contains: '{{{{' }] }, true],
  ])('with %s', async (_what, config, expected) => {
    expect(isDynamic(await parse(config))).toBe(expected);
  });

  test('decides whether it is opened', async () => {
    const read = async (config: JsonObject) => {
      const context = { config: await parse(config), signal, clock };
      return readSuiteValues(targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc'), context, {});
    };

    expect(await read({ requests: ['/a'] })).toEqual({ known: new Map(), suite: undefined });
    expect(await read({ setup: ['/a'] })).toMatchObject({ suite: { secrets: [] } });
  });
});

const known: KnownValue = { forms: ['1234'], isSecret: false, provesGreen: true };
const suiteSecrets = ['hun"ter2', 'hun%22ter2', 'second-secret'];

function refused(why: string): ProbeOutcome {
  return { kind: 'refused', problem: `not sent: ${why}` };
}

function json(value: JsonValue): Extract<ProbeOutcome, { kind: 'answer' }> {
  return answer({ body: Buffer.from(JSON.stringify(value)) });
}

function plan(request: SmokeRequest): PlannedRequest {
  const replan: PlannedRequest['replan'] = ({ path }) => ({ planned: probeRequest({ path }) });
  return { request, planned: probeRequest(), proved: true, replan };
}

async function parse(hookDetails: JsonObject): Promise<SmokeConfig> {
  const read = await readConfiguration(hookDetails, {}, makeSmokeConfigSchema({ allowLoopback: true }));
  if (!read.ok) throw new Error(read.reason);
  return read.config;
}

async function open(requests: JsonValue[]) {
  const config = await parse({ ...details, requests });
  const deployment: KnownValues = new Map([['$revisionId', known]]);
  const suite = openSuite(config, { secrets: stored, deployment, identity: undefined, now: clock.now });
  const complete = async (planned: PlannedRequest, outcome: ProbeOutcome = answer()) => {
    const sent: PlannedRequest[] = [];
    let values: KnownValues | undefined;
    const result = await suite.completing(
      session,
      deployment,
      signal,
    )(planned, async (completed, own) => {
      sent.push(completed);
      values = own;
      const { request, proved } = completed;
      return { request, proved, outcome, attempts: 1, sent: ['a-header'] } satisfies RequestResult;
    });
    return { result, sent, values };
  };
  return { suite, requests: config.requests, complete };
}
