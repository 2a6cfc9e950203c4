import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { signQuestion } from '../../../src/checks/http-gate/ask/sign-question.ts';
import { withTerms } from '../../../src/checks/terms/with-terms.ts';
import type { JsonValue } from '../../../src/hook/json.ts';
import { gateSince } from '../check-context.ts';
import { AskedSystem, answerJson, asking, webhookKey } from './run-http-gate.ts';

afterEach(() => vi.useRealTimers());

describe('the answer of a team’s system', () => {
  test.each([
    [{ status: 'passed' }, { kind: 'pass', reason: /^127\.0\.0\.1:\d+ says passed$/ }],
    [
      { status: 'passed', reason: '31 of 31' },
      { kind: 'pass', reason: /says passed: 31 of 31$/ },
    ],
    [
      { status: 'failed', reason: 'p99 is 2 s' },
      { kind: 'fail', reason: /says failed: p99 is 2 s$/ },
    ],
    [{ status: 'inconclusive' }, { kind: 'fail', inconclusive: true, reason: /says inconclusive$/ }],
    [
      { status: 'pending', retryAfterSeconds: 20 },
      { kind: 'wait', retryAfterSeconds: 20, reason: /says pending$/ },
    ],
  ])('%j is a verdict', async (answer, { reason, ...verdict }) => {
    const system = await AskedSystem.start(answer);

    const found = await system.ask();
    expect(found).toMatchObject({ ...verdict, reason: expect.stringMatching(reason) });
    expect('inconclusive' in found).toBe('inconclusive' in verdict);
  });

  test('has findings, which are reported', async () => {
    const findings = [{ name: 'checkout', outcome: 'degraded', found: '812 ms', allowed: '500 ms' }];
    const system = await AskedSystem.start({ status: 'passed', findings });

    expect(await system.ask()).toMatchObject({ kind: 'pass', findings });
  });

  test('is waited for until waitMinutes are over, and then inconclusive', async () => {
    const findings = [{ name: 'soak', outcome: 'waiting', found: '40 min' }];
    const system = await AskedSystem.start({ status: 'pending', findings });
    const deadline = new Date(gateSince.getTime() + 30 * 60_000);

    expect(await system.ask({ waitMinutes: 30 }, 29)).toMatchObject({ kind: 'wait', deadline });
    expect(await system.ask({ waitMinutes: 30 }, 30)).toMatchObject({
      kind: 'fail',
      inconclusive: true,
      reason: expect.stringMatching(/says pending, after waitMinutes \(30\)$/),
      findings: [{ outcome: 'failed' }],
    });
  });

  test('shows no key, nothing that reverses text, and nothing long', async () => {
    const reason = `\u202eeviL\u0007 ${webhookKey} ${'x'.repeat(1000)}`;
    const system = await AskedSystem.start({ status: 'failed', reason });

    const verdict = await system.ask();
    expect(verdict.reason).toMatch(/says failed: eviL … x+…$/);
    expect(verdict.reason.length).toBeLessThan(400);
  });
});

describe('the question', () => {
  test('says what is deployed, and verifies with an independent library', async () => {
    const system = await AskedSystem.start({ status: 'passed' });
    system.ecs.revisions.set(asking.revisionArn, {
      serviceRevisionArn: asking.revisionArn,
      containerImages: [{ containerName: 'ui', image: 'shop/ui:1.42', imageDigest: 'sha256:abc' }],
    });
    vi.useFakeTimers({ toFake: ['Date'], now: gateSince });

    await system.ask({ parameters: { team: 'shop', strict: true, max: 3 } });
    const [{ headers, body } = { headers: {}, body: '' }] = system.received;

    const question = new Webhook(webhookKey).verify(body, headers as Record<string, string>);
    expect(question).toEqual({
      ...{ schemaVersion: 1, type: 'gate.question', id: expect.stringMatching(/^gate_[\w-]{32}$/), call: 1 },
      ...{ at: '2026-11-22T14:00:00.000Z', deadline: '2026-11-22T15:00:00.000Z' },
      ...{ gate: 'release.http-gate', stage: 'POST_TEST_TRAFFIC_SHIFT', step: null },
      service: {
        ...{ arn: asking.serviceArn, name: 'my-service', cluster: 'my-cluster' },
        ...{ account: '123456789012', region: 'us-west-2' },
      },
      deployment: { arn: asking.deploymentArn, id: asking.deploymentId },
      revision: { arn: asking.revisionArn, id: asking.revisionId },
      images: [{ container: 'ui', image: 'shop/ui:1.42', digest: 'sha256:abc' }],
      callback: null,
      parameters: { team: 'shop', strict: true, max: 3 },
    });
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': `${(question as { id: string }).id}.1`,
    });
  });

  test('is asked without images if they cannot be read', async () => {
    const system = await AskedSystem.start({ status: 'passed' });
    system.ecs.broken.revisions = new Error('throttled');

    expect(await system.ask()).toMatchObject({ kind: 'pass' });
    expect(JSON.parse(system.received[0]?.body ?? '')).toMatchObject({ images: null });
  });

  test('has the same id at every call of a gate, and another one at every other gate', async () => {
    const system = await AskedSystem.start({ status: 'pending' });

    await system.ask();
    await system.ask({}, 1);
    await system.ask({}, 2, { ...asking, stage: 'PRODUCTION_TRAFFIC_SHIFT', productionWeight: 10 });
    await system.ask({}, 3, { ...asking, stage: 'PRODUCTION_TRAFFIC_SHIFT', productionWeight: 50 });
    await system.ask({}, 4, { ...asking, deploymentArn: `${asking.deploymentArn}x` });

    const asked = system.received.map(({ body }) => JSON.parse(body) as { id: string; call: number });
    expect(asked.map(({ call }) => call)).toEqual([1, 2, 3, 4, 5]);
    expect(asked[1]?.id).toBe(asked[0]?.id);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(4);
    expect(new Set(system.received.map(({ headers }) => headers['webhook-id'])).size).toBe(5);
  });

  test('is signed with both keys during a rotation, the shortest and the longest', async () => {
    const [last = '', next = ''] = [24, 64].map((bytes) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`);
    const system = await AskedSystem.start({ status: 'passed' });
    system.stored = `${next}  ${last}\n`;
    vi.useFakeTimers({ toFake: ['Date'], now: gateSince });

    await system.ask();
    const [{ headers, body } = { headers: {}, body: '' }] = system.received;
    for (const key of [next, last]) {
      expect(new Webhook(key).verify(body, headers as Record<string, string>)).toMatchObject({ call: 1 });
    }
    const other = new Webhook(Buffer.alloc(32, 1).toString('base64'));
    expect(() => other.verify(body, headers as Record<string, string>)).toThrow('No matching signature');
    expect(() => new Webhook(last).verify(`${body} `, headers as Record<string, string>)).toThrow();
  });

  test('has the signature of the example in the specification', () => {
    const keys = [Buffer.from('C2FVsBQIhrscChlQIMV+b5sSYspob7oD', 'base64')];
    const body = '{"email":"test@example.com","username":"test_user"}';
    const message = { id: 'msg_27UH4WbU6Z5A5EzD8u03UvzRbpk', at: new Date(1_649_367_553_000), body };

    expect(signQuestion(message, keys)['webhook-signature']).toBe('v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=');
  });
});

describe('who is asked', () => {
  test('has to be among the hosts of the stack; nothing is sent otherwise', async () => {
    const system = await AskedSystem.start({ status: 'passed' });
    system.parts = { hosts: ['gates.example.com', '127.0.0.1', `127.0.0.1:${system.port}0`] };

    expect(await system.ask()).toEqual({
      kind: 'fail',
      reason: `hookDetails.url: 127.0.0.1:${system.port} may not be asked: add it to the stack's parameter HttpGateHosts, which lists gates.example.com, 127.0.0.1, 127.0.0.1:${system.port}0`,
    });
    system.parts = { hosts: [] };
    expect(await system.ask()).toMatchObject({ kind: 'fail', reason: expect.stringContaining('which lists none') });
    expect(system.received).toEqual([]);
  });

  test.each([
    ['nothing', undefined, 'error', /no value that is a string/],
    [
      'a password',
      'hunter2-hunter2-hunter2',
      'fail',
      /hookDetails\.secret: the value of secretsmanager:shop\/gate-key is not a key/,
    ],
    ['a key that is too short', `whsec_${Buffer.alloc(23).toString('base64')}`, 'fail', /24 to 64 random bytes/],
    ['a long password', 'correct-horse-battery-staple-correct-horse', 'fail', /is not a key/],
    ['a key and something else', `${webhookKey} ${'?'.repeat(40)}`, 'fail', /is not a key/],
    ['something before a key', `AAAA${webhookKey}`, 'fail', /is not a key/],
    ['a key that is too long', `whsec_${Buffer.alloc(65).toString('base64')}`, 'fail', /is not a key/],
    ['three keys', `${webhookKey} ${webhookKey} ${webhookKey}`, 'fail', /is not a key/],
  ])('is sent nothing if the secret contains %s', async (_what, stored, kind, reason) => {
    const system = await AskedSystem.start({ status: 'passed' });
    system.stored = stored;

    const verdict = await system.ask();
    expect(verdict).toMatchObject({ kind, reason: expect.stringMatching(reason) });
    if (stored) expect(JSON.stringify(verdict)).not.toContain(stored);
    expect(system.received).toEqual([]);
  });
});

describe('calls without a valid answer', () => {
  test('are errors, until there were too many in a row', async () => {
    const system = await AskedSystem.start(answerJson('busy', 503));
    const verdicts = [
      await system.ask({ maxErrors: 2 }),
      await system.ask({ maxErrors: 2 }),
      await system.ask({ maxErrors: 2 }),
    ];

    expect(verdicts).toMatchObject([
      { kind: 'error', reason: expect.stringMatching(/^127\.0\.0\.1:\d+ did not answer: status 503$/) },
      { kind: 'error' },
      {
        kind: 'fail',
        inconclusive: true,
        reason: expect.stringMatching(/status 503; 3 calls in a row, maxErrors is 2$/),
      },
    ]);
  });

  test.each<[JsonValue, number]>([
    [{ errors: 2 }, 3],
    [{ errors: 0 }, 1],
    [{ errors: -5 }, 1],
    [{ errors: 1.5 }, 1],
    [{ errors: '2' }, 1],
    [{ errors: null }, 1],
    [null, 1],
    [[2], 1],
  ])('after the state %j, are %i', async (state, errors) => {
    const system = await AskedSystem.start(answerJson('busy', 503));
    system.state = state;

    const verdict = await system.ask();
    expect(verdict).toMatchObject({ kind: 'error', state: { errors } });
    expect(verdict).not.toHaveProperty('cause');
  });

  test('are counted again from a valid one', async () => {
    let calls = 0;
    const system = await AskedSystem.start((request, response) => {
      calls += 1;
      answerJson('{"status":"pending"}', calls % 2 ? 500 : 200)(request, response);
    });
    const kinds = [];
    for (let call = 0; call < 6; call += 1) kinds.push((await system.ask({ maxErrors: 1 })).kind);

    expect(kinds).toEqual(['error', 'wait', 'error', 'wait', 'error', 'wait']);
  });

  test('are inconclusive at once after the deadline, and with maxErrors 0', async () => {
    const system = await AskedSystem.start(answerJson('busy', 503));

    expect(await system.ask({ maxErrors: 0 })).toMatchObject({
      kind: 'fail',
      inconclusive: true,
      reason: expect.stringMatching(/did not answer: status 503; 1 call, maxErrors is 0$/),
    });
    expect(await system.ask({ waitMinutes: 5, maxErrors: 100 }, 5)).toMatchObject({
      kind: 'fail',
      inconclusive: true,
      reason: expect.stringContaining('after waitMinutes (5)'),
    });
  });

  test('can be left to people, or only be reported', async () => {
    const system = await AskedSystem.start(answerJson('busy', 503));
    const { check } = system;
    const terms = withTerms(check, true) as typeof check;
    vi.spyOn(system, 'check', 'get').mockReturnValue(terms);

    expect(await system.ask({ maxErrors: 0, onInconclusive: 'ask' })).toMatchObject({ kind: 'fail', ask: true });
    expect(await system.ask({ maxErrors: 0, dryRun: true })).toMatchObject({ kind: 'pass', waived: 'dry run' });
  });
});

describe('a Lambda function', () => {
  test('is asked the same question without a key', async () => {
    const system = new AskedSystem();
    const calls: [string, string][] = [];
    system.parts = {
      functions: {
        async call(name, body) {
          calls.push([name, body]);
          return { kind: 'answered', body: Buffer.from('{"status":"passed","reason":"fine"}') };
        },
      },
      loadSecretReader: async () => Promise.reject(new Error('no key is needed')),
    };

    expect(await system.ask({ lambda: 'arn:aws:lambda:us-west-2:123456789012:function:shop-gate:live' })).toEqual({
      kind: 'pass',
      reason: 'function shop-gate:live says passed: fine',
    });
    expect(calls).toEqual([[expect.stringMatching(/shop-gate:live$/), expect.stringContaining('"gate.question"')]]);
  });
});
