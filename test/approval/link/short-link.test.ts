import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signTexts } from '../../../src/approval/link/link.ts';
import {
  formatShortLink,
  isShortId,
  linkPath,
  shortLinkKey,
  verifyShortLink,
} from '../../../src/approval/link/short-link.ts';
import { foreignKeys, key, linkTo, rotatedKeys, signingKeys } from '../../helpers/approval.ts';

const expiresAt = new Date('2026-11-29T14:30:00.000Z');
const now = new Date('2026-11-22T14:00:00.000Z');
const claims = { key, reviewer: 'ana@example.com', expiresAt };
const id = 'q83vEjRWeJCrze8SNFZ4kA';
const stored = formatShortLink(signingKeys, id, claims);

const ids = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url'));

describe('a short link', () => {
  test('returns what was stored, for every id and reviewer, until it expires', () => {
    const reviewers = fc.oneof(fc.emailAddress({ size: 'small' }), fc.constant('link holder'));
    fc.assert(
      fc.property(ids, reviewers, (any, reviewer) => {
        const body = formatShortLink(signingKeys, any, { ...claims, reviewer });

        expect(isShortId(any)).toBe(true);
        expect(verifyShortLink(signingKeys, any, body, now)).toEqual({ ok: true, claims: { ...claims, reviewer } });
        expect(verifyShortLink(signingKeys, any, body, expiresAt)).toEqual({
          ...{ ok: false, problem: 'expired' },
          claims: { ...claims, reviewer },
        });
      }),
    );
  });

  test('has at most 90 characters with the longest host name that API Gateway gives', () => {
    for (const end of [
      'ap-northeast-1.amazonaws.com',
      'us-isob-east-1.sc2s.sgov.gov',
      'cn-northwest-1.amazonaws.com.cn',
    ])
      expect(`https://abcdefghij.execute-api.${end}${linkPath(id)}`.length).toBeLessThanOrEqual(90);
  });

  test('has a path of its own', () => {
    expect(linkPath(id)).toBe(`/r/${id}`);
    expect(linkPath(linkTo().slice('/a/'.length))).toBe(linkTo());
  });

  test('is not in the bucket: neither its object nor the name of it contains the id', () => {
    expect(shortLinkKey(id)).toMatch(/^links\/[0-9a-f]{64}\.json$/);
    expect(`${shortLinkKey(id)} ${stored}`).not.toContain(id);
  });

  test('is forged if it was stored for another id', () => {
    fc.assert(
      fc.property(ids, (other) => {
        expect(verifyShortLink(signingKeys, other, stored, now).ok).toBe(other === id);
      }),
    );
  });

  test.each<[string, object]>([
    ['another reviewer', { reviewer: 'ben@example.com' }],
    ['another request', { request: key.replace('my-service', 'other') }],
    ['more time', { expiresAt: '2027-11-29T14:30:00.000Z' }],
    ['another version', { schemaVersion: 2 }],
    ['no MAC', { mac: '' }],
  ])('is forged if somebody who can write to the bucket gives it %s', (_, change) => {
    const changed = JSON.stringify({ ...JSON.parse(stored), ...change });

    expect(verifyShortLink(signingKeys, id, changed, now)).toEqual({ ok: false, problem: 'forged' });
  });

  test.each(['', 'null', '[]', '{', '"text"', '{"schemaVersion":1}'])('is forged if its object is %j', (body) => {
    expect(verifyShortLink(signingKeys, id, body, now)).toEqual({ ok: false, problem: 'forged' });
  });

  test('is forged if what is signed for it is not the key of a request', () => {
    const request = 'approvals/../secret.json';
    const time = expiresAt.toISOString();
    const mac = signTexts(signingKeys, ['short link', id, request, claims.reviewer, time]);
    const body = JSON.stringify({ schemaVersion: 1, request, reviewer: claims.reviewer, expiresAt: time, mac });

    expect(verifyShortLink(signingKeys, id, body, now)).toEqual({ ok: false, problem: 'forged' });
  });

  test('is forged if the same was signed, but not as a short link', () => {
    const [request, reviewer, time] = [key, claims.reviewer, expiresAt.toISOString()];
    const bodyFor = (purpose: string) => {
      const mac = signTexts(signingKeys, [purpose, id, request, reviewer, time]);
      return JSON.stringify({ schemaVersion: 1, request, reviewer, expiresAt: time, mac });
    };

    expect(verifyShortLink(signingKeys, id, bodyFor('short link'), now)).toEqual({ ok: true, claims });
    expect(verifyShortLink(signingKeys, id, bodyFor(''), now)).toEqual({ ok: false, problem: 'forged' });
  });

  test('is valid after a rotation, and only as long as its key is live', () => {
    expect(verifyShortLink(rotatedKeys, id, stored, now).ok).toBe(true);
    expect(verifyShortLink(foreignKeys, id, stored, now)).toEqual({ ok: false, problem: 'forged' });
  });

  test.each(['', 'short', `${id}x`, `${id.slice(0, -1)}B`, `${id} `, `${id.slice(0, -1)}=`, 'é'.repeat(22)])(
    'has an id of 128 bits in one spelling, not %j',
    (text) => {
      expect(isShortId(text)).toBe(false);
    },
  );
});
