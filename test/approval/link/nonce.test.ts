import { describe, expect, test } from 'vitest';
import { signTexts } from '../../../src/approval/link/link.ts';
import { issueNonce, readNonce } from '../../../src/approval/link/nonce.ts';
import { foreignKeys, rotatedKeys, signingKeys } from '../../helpers/approval.ts';

const now = new Date('2026-11-22T14:00:00.000Z');
const nonce = issueNonce(signingKeys, { token: 'a-token', version: 'v1', now });

describe('readNonce', () => {
  test('returns the version of the request that the form was made for', () => {
    expect(readNonce(signingKeys, nonce, { token: 'a-token', now })).toEqual({ ok: true, version: 'v1' });
  });

  test.each([
    ['2026-11-22T14:30:00.000Z', { ok: true, version: 'v1' }],
    ['2026-11-22T14:30:00.001Z', { ok: false, problem: 'old' }],
    // The clock of another instance may be a little behind.
    ['2026-11-22T13:59:55.000Z', { ok: true, version: 'v1' }],
  ])('is valid for half an hour: at %s', (time, expected) => {
    expect(readNonce(signingKeys, nonce, { token: 'a-token', now: new Date(time) })).toEqual(expected);
  });

  test('is valid while the key that signed it is live', () => {
    expect(readNonce(rotatedKeys, nonce, { token: 'a-token', now }).ok).toBe(true);
    expect(readNonce(foreignKeys, nonce, { token: 'a-token', now })).toEqual({ ok: false, problem: 'forged' });
  });

  test('is bound to the link', () => {
    expect(readNonce(signingKeys, nonce, { token: 'another-token', now })).toEqual({ ok: false, problem: 'forged' });
  });

  test.each([
    ['before', `x${nonce}`],
    ['after', `${nonce}x`],
    ['on a line before', `x\n${nonce}`],
    ['on a line after', `${nonce}\nx`],
  ])('is forged when something is put %s it', (_where, changed) => {
    expect(readNonce(signingKeys, changed, { token: 'a-token', now })).toEqual({ ok: false, problem: 'forged' });
  });

  test.each(['', 'review', 'other'])('is forged when it was signed for the purpose %j', (purpose) => {
    const issued = String(now.getTime() / 1000);
    const other = `${issued}.v1.${signTexts(signingKeys, [purpose, 'a-token', 'v1', issued])}`;

    expect(readNonce(signingKeys, other, { token: 'a-token', now })).toEqual({ ok: false, problem: 'forged' });
  });

  test('is forged if any one character was changed, or if it was cut anywhere', () => {
    for (let at = 0; at < nonce.length; at += 1) {
      const changed = `${nonce.slice(0, at)}${nonce[at] === '1' ? '2' : '1'}${nonce.slice(at + 1)}`;
      expect(readNonce(signingKeys, changed, { token: 'a-token', now })).toEqual({ ok: false, problem: 'forged' });
      expect(readNonce(signingKeys, nonce.slice(0, at), { token: 'a-token', now })).toEqual({
        ok: false,
        problem: 'forged',
      });
    }
  });
});
