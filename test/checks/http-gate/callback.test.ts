import type { RequestListener } from 'node:http';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { createDesk } from '../../../src/approval/desk/create-desk.ts';
import { signLink, signTexts } from '../../../src/approval/link/link.ts';
import { answerKey } from '../../../src/checks/http-gate/callback/answer-key.ts';
import { signCallback, verifyCallback } from '../../../src/checks/http-gate/callback/callback-token.ts';
import { receiveAnswer } from '../../../src/checks/http-gate/callback/receive-answer.ts';
import type { JsonValue } from '../../../src/hook/json.ts';
import type { Target } from '../../../src/hook/target.ts';
import { key as requestKey, signingKeys } from '../../helpers/approval.ts';
import { type MemoryStore, memoryStore } from '../../helpers/memory-store.ts';
import { casesOf } from '../../helpers/random-cases.ts';
import { gateSince } from '../check-context.ts';
import { AskedSystem, answerJson, asking } from './run-http-gate.ts';

const deskUrl = 'https://desk.example.com';
const deadline = new Date(gateSince.getTime() + 60 * 60_000);
const ownKey = answerKey(asking, 'release.http-gate', 'https://gates.example.com') ?? '';

/** The desk, the ledger and a gate with callbacks, whose system is pending. */
class Setup {
  now = gateSince;
  readonly clock = { now: () => this.now };
  readonly store: MemoryStore = memoryStore(this.clock);
  readonly log: string[] = [];
  system = new AskedSystem();
  keys = signingKeys;
  isDown = false;

  async start(answer: JsonValue | RequestListener = { status: 'pending' }): Promise<this> {
    this.system = await AskedSystem.start(answer);
    const store = { read: async (...asked: Parameters<MemoryStore['read']>) => this.#up().read(...asked) };
    this.system.parts = { callbacks: { store, deskUrl, signingKeys: async () => this.keys } };
    return this;
  }

  ask(minutes = 0, target?: Target) {
    return this.system.ask({ callback: true }, minutes, target);
  }

  /** Where the answer is recorded. */
  get key(): string {
    return answerKey(asking, 'release.http-gate', this.system.url) ?? '';
  }

  /** The address in the last question. */
  get url(): string {
    return String(JSON.parse(this.system.received.at(-1)?.body ?? '{}').callback?.url);
  }

  async send(url: string, body: unknown, method = 'POST') {
    const logged = (message: string, attributes: object) => void this.log.push(message + JSON.stringify(attributes));
    const desk = createDesk({
      ...({ ledger: {}, reports: {}, newId: String, clock: this.clock, deskUrl } as never as object),
      logger: { debug: logged, info: logged, warn: logged, error: logged },
      signingKeys: async () => this.keys,
      answerGate: (...answered) => {
        const { clock, keys } = this;
        return receiveAnswer({ store: this.#up(), clock, signingKeys: async () => keys }, ...answered);
      },
    } as Parameters<typeof createDesk>[0]);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return desk.request(url, { method, ...(method === 'POST' && { body: text }) });
  }

  #up(): MemoryStore {
    if (this.isDown) throw new Error('S3 does not answer');
    return this.store;
  }
}

describe('a callback', () => {
  let setup: Setup;
  beforeEach(async () => {
    setup = await new Setup().start();
    await setup.ask();
  });

  test('is offered with the question, until the deadline of the gate', () => {
    const { callback } = JSON.parse(setup.system.received[0]?.body ?? '');

    expect(callback).toEqual({
      url: expect.stringMatching(/^https:\/\/desk\.example\.com\/gates\/[\w-]+\.\d+\.[\w-]{43}$/),
      expiresAt: deadline.toISOString(),
    });
  });

  test.each([
    [
      { status: 'passed', reason: '31 of 31' },
      { kind: 'pass', reason: /says passed: 31 of 31$/ },
    ],
    [{ status: 'failed' }, { kind: 'fail', reason: /says failed$/ }],
    [{ status: 'inconclusive' }, { kind: 'fail', inconclusive: true, reason: /says inconclusive$/ }],
  ])('with %j decides, and the system is not asked again', async (answer, { reason, ...verdict }) => {
    const response = await setup.send(setup.url, answer);

    expect([response.status, await response.json()]).toEqual([
      201,
      { outcome: 'recorded', message: `recorded: ${answer.status}` },
    ]);
    expect(await setup.ask(1)).toMatchObject({ ...verdict, reason: expect.stringMatching(reason) });
    expect(setup.system.received).toHaveLength(1);
  });

  test('counts once: repeating it changes nothing, and another answer is refused', async () => {
    const { url } = setup;
    const statuses = [];
    for (const status of ['failed', 'failed', 'passed', 'inconclusive'])
      statuses.push((await setup.send(url, { status })).status);

    expect(statuses).toEqual([201, 200, 409, 409]);
    expect(await setup.ask(1)).toMatchObject({ kind: 'fail' });
    expect(setup.store.versions(setup.key)).toHaveLength(1);
  });

  test('of two that come at once, one counts', async () => {
    const { url } = setup;
    const responses = await Promise.all(['passed', 'failed'].map((status) => setup.send(url, { status })));

    expect(responses.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });

  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('is not made by %s', async (method) => {
    expect((await setup.send(setup.url, { status: 'passed' }, method)).status).toBe(405);
    expect(setup.store.contents()).toEqual({});
    expect(await setup.ask(1)).toMatchObject({ kind: 'wait' });
  });

  test.each([
    ['nothing', '', 422, 'not-an-answer'],
    ['a form', 'status=passed', 422, 'not-an-answer'],
    ['an unknown status', { status: 'ok' }, 422, 'not-an-answer'],
    [
      'a pass that contradicts itself',
      { status: 'passed', findings: [{ name: 'a', outcome: 'failed', found: 'b' }] },
      422,
      'not-an-answer',
    ],
    ['pending', { status: 'pending' }, 422, 'pending'],
    ['too much', { status: 'passed', reason: 'x'.repeat(70_000) }, 413, 'not-an-answer'],
  ])('with %s is refused, and another one may follow', async (_what, body, status, outcome) => {
    const response = await setup.send(setup.url, body);

    expect([response.status, ((await response.json()) as { outcome: string }).outcome]).toEqual([status, outcome]);
    expect((await setup.send(setup.url, { status: 'passed' })).status).toBe(201);
  });

  test('after the deadline is refused', async () => {
    const { url } = setup;
    setup.now = deadline;

    expect((await setup.send(url, { status: 'passed' })).status).toBe(410);
    expect(await setup.ask(60)).toMatchObject({ kind: 'fail', inconclusive: true });
  });

  test.each<[string, Partial<Target>]>([
    ['deployment', { deploymentId: 'AnotherDeployment000000' }],
    ['stage', { stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT' }],
    ['step', { productionWeight: 50 }],
    ['service', { service: 'another' }],
  ])('does not answer another %s', async (_what, change) => {
    await setup.send(setup.url, { status: 'passed' });

    expect(await setup.ask(1, { ...asking, ...change })).toMatchObject({ kind: 'wait' });
  });

  test('does not answer another gate, nor the same gate if somebody else is asked', async () => {
    await setup.send(setup.url, { status: 'passed' });
    const keys = [
      answerKey(asking, 'release.http-gate-2', setup.system.url),
      answerKey(asking, undefined, setup.system.url),
      answerKey(asking, 'release.http-gate', 'https://other.example.com/gate'),
      answerKey(asking, 'release.http-gate', 'lambda shop-gate'),
    ];

    expect(Object.keys(setup.store.contents())).toEqual([setup.key]);
    expect(new Set([...keys, setup.key]).size).toBe(5);
  });

  test('that was signed for something else, or by somebody else, is refused', async () => {
    const expiresAt = new Date(gateSince.getTime() + 1000_000);
    const others = new Map([['k1', 'another key that is long enough to be one']]);
    const seconds = String(Math.floor(expiresAt.getTime() / 1000));
    const encoded = Buffer.from(ownKey).toString('base64url');
    const tokens = [
      signLink(signingKeys, { key: requestKey, reviewer: 'ana@example.com', expiresAt }),
      signCallback({ current: 'k1', secrets: others }, { key: ownKey, expiresAt }),
      signCallback(signingKeys, { key: requestKey, expiresAt }),
      signCallback(signingKeys, { key: 'answers/../approvals/x.json', expiresAt }),
      `${encoded}.${seconds}.${signTexts(signingKeys, ['decide', ownKey, seconds])}`,
      'x',
    ];
    for (const token of tokens) {
      expect((await setup.send(`${deskUrl}/gates/${token}`, { status: 'passed' })).status).toBeOneOf([400, 403]);
    }
    expect(setup.store.contents()).toEqual({});
  });

  test('is accepted after a rotation of the keys while the old one is in use', async () => {
    const secrets = new Map([...signingKeys.secrets, ['k9', 'a new key that is long enough to be one']]);
    setup.keys = { current: 'k9', secrets };

    expect((await setup.send(setup.url, { status: 'passed' })).status).toBe(201);
  });

  test('is neither logged nor shown', async () => {
    const token = setup.url.split('/').at(-1) ?? '';
    await setup.send(setup.url, { status: 'passed', reason: 'fine' });
    await setup.send(`${setup.url}x`, { status: 'passed' });
    setup.isDown = true;
    await setup.send(setup.url, { status: 'passed' });

    expect(setup.log).toHaveLength(3);
    expect(setup.log.join()).not.toContain(token.slice(-43));
    const echo = new Setup();
    await echo.start((...exchange) => answerJson(JSON.stringify({ status: 'failed', reason: echo.url }))(...exchange));
    const { reason } = await echo.ask();
    expect(reason).toMatch(/says failed: …/);
    expect(reason).not.toContain(echo.url.slice(-43));
  });

  test('cannot be recorded while the ledger does not answer, and the gate does not pass', async () => {
    const { url } = setup;
    setup.isDown = true;

    expect((await setup.send(url, { status: 'passed' })).status).toBe(503);
    expect(await setup.ask(1)).toMatchObject({ kind: 'error', reason: expect.stringContaining('S3 does not answer') });
  });

  test.each([
    '',
    'passed',
    '{"status":"passed"}',
    '{"schemaVersion":1,"at":"","answer":{"status":"pending"}}',
    '{"schemaVersion":2,"at":"","answer":{"status":"passed"}}',
  ])('that was written by hand as %j does not pass', async (body) => {
    setup.store.edit(setup.key, body);

    expect(await setup.ask(1)).toMatchObject({
      kind: 'error',
      reason: expect.stringMatching(/is not an? (final )?answer/),
    });
  });
});

describe('a gate with callback: true', () => {
  test('is refused in a stack without callbacks, and for an event without a deployment', async () => {
    const system = await AskedSystem.start({ status: 'passed' });
    expect(await system.ask({ callback: true })).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('deploy it with HttpGateCallbacks=yes'),
    });
    const setup = await new Setup().start();
    expect(await setup.ask(0, { ...asking, deploymentId: undefined })).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('names no deployment'),
    });
    expect(system.received).toEqual([]);
  });

  test('that asks a function finds its answer too', async () => {
    const setup = await new Setup().start();
    const key = answerKey(asking, 'release.http-gate', 'lambda shop-gate') ?? '';
    setup.store.edit(key, '{"schemaVersion":1,"at":"","answer":{"status":"passed"}}');

    expect(await setup.system.ask({ lambda: 'shop-gate', callback: true })).toMatchObject({
      kind: 'pass',
      reason: 'function shop-gate says passed',
    });
    expect(await setup.system.ask({ lambda: 'other-gate', callback: true })).toMatchObject({ kind: 'error' });
  });

  test('alone offers a callback, although the stack has them', async () => {
    const setup = await new Setup().start();
    await setup.system.ask();

    expect(JSON.parse(setup.system.received[0]?.body ?? '')).toMatchObject({ callback: null });
  });

  test('asks as always if the answer does not come by callback', async () => {
    const setup = await new Setup().start({ status: 'passed' });

    expect(await setup.ask()).toMatchObject({ kind: 'pass' });
  });
});

test('no changed token is a token', () => {
  const token = signCallback(signingKeys, { key: ownKey, expiresAt: deadline });
  expect(verifyCallback(signingKeys, token, gateSince)).toMatchObject({ ok: true, claims: { key: ownKey } });
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(...'ABCZabcz019-_.=/ %'), (at, letter) => {
      const changed = token.slice(0, at) + letter + token.slice(at + 1);
      if (changed !== token) expect(verifyCallback(signingKeys, changed, gateSince).ok).toBe(false);
      expect(verifyCallback(signingKeys, token.slice(0, at), gateSince).ok).toBe(false);
    }),
    { numRuns: casesOf(1000) },
  );
});
