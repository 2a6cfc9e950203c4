import { describe, expect, test } from 'vitest';
import { signTexts } from '../../../../src/approval/link/link.ts';
import type { SigningKeys } from '../../../../src/approval/link/signing-keys.ts';
import { answerKey } from '../../../../src/checks/http-gate/callback/answer-key.ts';
import { signCallback, verifyCallback } from '../../../../src/checks/http-gate/callback/callback-token.ts';
import { receiveAnswer } from '../../../../src/checks/http-gate/callback/receive-answer.ts';
import { rotatedKeys, signingKeys } from '../../../helpers/approval.ts';
import { memoryStore } from '../../../helpers/memory-store.ts';
import { asking } from '../run-http-gate.ts';

const now = new Date('2026-11-22T14:00:00Z');
const expiresAt = new Date('2026-11-22T15:00:00Z');
const { signal } = new AbortController();
const key = answerKey(asking, undefined, 'https://gates.example.com') ?? '';
const token = signCallback(signingKeys, { key, expiresAt });

/** A desk that has read these keys, and gets the others if it reads them again. */
function desk(keys: SigningKeys = signingKeys, fresh = keys) {
  const reads: unknown[] = [];
  const store = memoryStore({ now: () => now });
  const signingKeysOf = async (options?: { fresh?: boolean; signal?: AbortSignal }) => {
    reads.push(options);
    return options?.fresh ? fresh : keys;
  };
  const parts = { store, signingKeys: signingKeysOf, clock: { now: () => now } };
  return {
    store,
    reads,
    receive: (body: object, to = token) => receiveAnswer(parts, to, JSON.stringify(body), signal),
  };
}

test('the key of an answer names the deployment, the stage, the gate and who was asked', () => {
  const place = '123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28/POST_TEST_TRAFFIC_SHIFT';

  expect(key).toMatch(new RegExp(`^answers/${place}\\.\\.[\\w-]{32}\\.json$`));
  expect(answerKey(asking, 'release.http-gate', 'a')).toMatch(
    new RegExp(`^answers/${place}\\.release\\.http-gate\\.[\\w-]{32}\\.json$`),
  );
});

describe('the desk answers', () => {
  test('an answer, the same again, and another one', async () => {
    const { store, receive } = desk();
    const answer = { status: 'failed', reason: 'p99', findings: [{ name: 'a', outcome: 'failed', found: '2 s' }] };

    expect(await receive(answer)).toEqual({ status: 201, outcome: 'recorded', message: 'recorded: failed', key });
    expect(JSON.parse(store.contents()[key] ?? '')).toEqual({ schemaVersion: 1, at: now.toISOString(), answer });
    expect(await receive(answer)).toEqual({
      status: 200,
      outcome: 'recorded',
      message: 'recorded before: failed',
      key,
    });
    for (const change of [{ status: 'inconclusive' }, { reason: 'p95' }, { findings: [] }]) {
      expect(await receive({ ...answer, ...change })).toEqual({
        status: 409,
        outcome: 'answered-before',
        message: 'this gate was answered before (failed); the first answer counts',
        key,
      });
    }
  });

  test('an answer to a gate whose first one nobody can read any more', async () => {
    const store = { create: async () => undefined, read: async () => undefined };
    const parts = { store, signingKeys: async () => signingKeys, clock: { now: () => now } };

    expect(await receiveAnswer(parts, token, '{"status":"passed"}', signal)).toEqual({
      status: 409,
      outcome: 'answered-before',
      message: 'this gate was answered before; the first answer counts',
      key,
    });
  });

  test('what is not a final answer', async () => {
    const { store, receive } = desk();

    expect(await receive({ status: 'ok' })).toEqual({
      status: 422,
      outcome: 'not-an-answer',
      message: expect.stringMatching(/^not a valid answer: status: expected one of passed/),
      key,
    });
    expect(await receive({ status: 'pending' })).toEqual({
      status: 422,
      outcome: 'pending',
      message: 'a callback must give a final answer: passed, failed or inconclusive',
      key,
    });
    expect(store.operations).toEqual([]);
  });

  test.each([
    [
      'expired',
      signCallback(signingKeys, { key, expiresAt: now }),
      410,
      'expired',
      'the deadline of this gate has passed',
    ],
    ['forged', signCallback(rotatedKeys, { key, expiresAt }), 403, 'forged-token', 'the URL was not signed here'],
    ['empty', '', 400, 'malformed-token', 'the URL is not a callback'],
    ['with something before it', `x/${token}`, 400, 'malformed-token', 'the URL is not a callback'],
    ['with something after it', `${token}/x`, 400, 'malformed-token', 'the URL is not a callback'],
    ['encoded in another way', encodedInAnotherWay(), 400, 'malformed-token', 'the URL is not a callback'],
  ])('a token that is %s', async (_what, to, status, outcome, message) => {
    const { store, receive } = desk();

    expect(await receive({ status: 'passed' }, to)).toEqual({
      ...{ status, outcome },
      message: expect.stringMatching(new RegExp(`^${message}`)),
    });
    expect(store.operations).toEqual([]);
  });

  test('a token of a key that was added since it read them, after reading them again', async () => {
    const rotated = signCallback(rotatedKeys, { key, expiresAt });
    const { reads, receive } = desk(signingKeys, rotatedKeys);

    expect(await receive({ status: 'passed' }, rotated)).toMatchObject({ status: 201 });
    expect(reads).toEqual([
      { fresh: false, signal },
      { fresh: true, signal },
    ]);
  });

  test('any other token without reading the keys again', async () => {
    const { reads, receive } = desk();
    await receive({ status: 'passed' });
    await receive({ status: 'passed' }, signCallback(signingKeys, { key, expiresAt: now }));
    await receive({ status: 'passed' }, 'x');

    expect(reads).toEqual(Array(3).fill({ fresh: false, signal }));
  });
});

test('a token has its MAC over the purpose, the key and the second, in this version and the next', () => {
  const seconds = String(expiresAt.getTime() / 1000);
  const mac = signTexts(signingKeys, ['gate-answer', key, seconds]);

  expect(token).toBe(`${Buffer.from(key).toString('base64url')}.${seconds}.${mac}`);
});

test('a token is valid until its second', () => {
  const claims = { key, expiresAt };

  expect(verifyCallback(signingKeys, token, new Date(expiresAt.getTime() - 1))).toEqual({ ok: true, claims });
  expect(verifyCallback(signingKeys, token, expiresAt)).toEqual({ ok: false, problem: 'expired' });
});

/** A token whose first part decodes to the same key. The last letter has unused bits unless the key's length is a multiple of three. */
function encodedInAnotherWay(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  for (const gate of ['a', 'ab']) {
    const claims = { key: answerKey(asking, gate, 'x') ?? '', expiresAt };
    const [encoded = '', ...rest] = signCallback(signingKeys, claims).split('.');
    const others = [...letters].map((letter) => encoded.slice(0, -1) + letter);
    const same = others.find((other) => other !== encoded && Buffer.from(other, 'base64url').toString() === claims.key);
    if (same) return [same, ...rest].join('.');
  }
  throw new Error('every key has one encoding');
}
