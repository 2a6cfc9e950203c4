import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signLink, signTexts, verifyLink, verifyTexts } from '../../../src/approval/link/link.ts';
import { foreignKeys, key, rotatedKeys, signingKeys } from '../../helpers/approval.ts';

const expiresAt = new Date('2026-11-29T14:30:00.000Z');
const now = new Date('2026-11-22T14:00:00.000Z');
const claims = { key, reviewer: 'ana@example.com', expiresAt };
const token = signLink(signingKeys, claims);

describe('verifyLink', () => {
  test('returns what was signed', () => {
    expect(verifyLink(signingKeys, token, now)).toEqual({ ok: true, claims });
  });

  test('accepts a link that an earlier version has mailed', () => {
    const mailed = [
      'v1.k1.WyJhcHByb3ZhbHMvMTIzNDU2Nzg5MDEyL3VzLXdlc3QtMi9teS1jbHVzdGVyL215LXNlcnZpY2UvRVplNVJOVkxINlBQekhYSU51UDI4L1BPU1R',
      'fVEVTVF9UUkFGRklDX1NISUZULmpzb24iLCJhbmFAZXhhbXBsZS5jb20iLCJyZXZpZXciLDE3OTU5NjI2MDBd',
      '.dw2-adL5ykDIBoNynYyWm8IUGngypW96p0uC5MTNtd8',
    ].join('');

    expect(verifyLink(signingKeys, mailed, now)).toEqual({ ok: true, claims });
  });

  test('returns every reviewer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress({ size: 'small' }), fc.constant('link holder')), (reviewer) => {
        const verified = verifyLink(signingKeys, signLink(signingKeys, { ...claims, reviewer }), now);
        expect(verified).toEqual({ ok: true, claims: { ...claims, reviewer } });
      }),
    );
  });

  test('refuses a link if any one character was changed', () => {
    for (let at = 0; at < token.length; at += 1) {
      for (const other of ['A', 'B', '0', '-', '.', '%']) {
        if (token[at] === other) continue;
        const changed = `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
        expect(verifyLink(signingKeys, changed, now).ok).toBe(false);
      }
    }
  });

  test('calls a link malformed no matter where it is cut', () => {
    for (let length = 0; length < token.length; length += 1) {
      expect(verifyLink(signingKeys, token.slice(0, length), now)).toEqual({ ok: false, problem: 'malformed' });
    }
  });

  test.each([
    '',
    'v1',
    'v1.k1..',
    `${token}x`,
    `${token}\n`,
    ` ${token}`,
    token.replace('v1', 'v2'),
    'x'.repeat(10_000),
    '🙂',
  ])('calls %j malformed', (text) => {
    expect(verifyLink(signingKeys, text, now)).toEqual({ ok: false, problem: 'malformed' });
  });

  test('never accepts what it has not signed', () => {
    const base64url = fc.stringMatching(/^[A-Za-z0-9_-]{20,60}$/);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          base64url.map((text) => `v1.k1.${text}.${'A'.repeat(43)}`),
        ),
        (text) => {
          expect(verifyLink(signingKeys, text, now).ok).toBe(false);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('calls a link forged if another key of the same name has signed it', () => {
    expect(verifyLink(signingKeys, signLink(foreignKeys, claims), now)).toEqual({ ok: false, problem: 'forged' });
  });

  test('refuses a link with foreign claims even if the signature is valid', () => {
    const other = signLink(signingKeys, { ...claims, key: 'approvals/../secret.json' });

    expect(verifyLink(signingKeys, other, now)).toEqual({ ok: false, problem: 'forged' });
  });

  test.each([
    ['2026-11-29T14:29:59.999Z', true],
    ['2026-11-29T14:30:00.000Z', false],
  ])('at %s is valid: %s, if the link expires at 14:30', (time, ok) => {
    const verified = verifyLink(signingKeys, token, new Date(time));

    expect(verified).toEqual(ok ? { ok, claims } : { ok, problem: 'expired', claims });
  });

  test('accepts links of both keys while two are live, and none of a retired key', () => {
    const renewed = signLink(rotatedKeys, claims);
    const onlyNew = { current: 'k2', secrets: new Map([...rotatedKeys.secrets].slice(1)) };

    expect([token, renewed].map((text) => verifyLink(rotatedKeys, text, now).ok)).toEqual([true, true]);
    expect(renewed).toMatch(/^v1\.k2\./);
    expect(verifyLink(signingKeys, renewed, now)).toEqual({ ok: false, problem: 'unknown-key' });
    expect(verifyLink(onlyNew, token, now)).toEqual({ ok: false, problem: 'unknown-key' });
  });
});

describe('a link', () => {
  test('has only characters that mail programs leave in a link, and contains no secret', () => {
    expect(token).toMatch(/^[A-Za-z0-9._-]+$/);
    expect(token).not.toContain('first-secret');
    expect(`https://abcdefghij.execute-api.us-west-2.amazonaws.com/a/${token}`.length).toBeLessThan(400);
  });

  test('is valid no matter how long the names in it are', () => {
    const long = 'x'.repeat(250);
    const longest = `approvals/123456789012/us-gov-west-1/${long}/${long}/${'d'.repeat(40)}/POST_PRODUCTION_TRAFFIC_SHIFT@99.9.${'g'.repeat(40)}.json`;
    const reviewer = `${'r'.repeat(64)}@${'d'.repeat(185)}.com`;

    expect(verifyLink(signingKeys, signLink(signingKeys, { key: longest, reviewer, expiresAt }), now).ok).toBe(true);
  });
});

describe('verifyTexts', () => {
  test('distinguishes texts that only look alike when joined', () => {
    const signature = signTexts(signingKeys, ['a', 'bc']);

    expect(verifyTexts(signingKeys, ['a', 'bc'], signature)).toBe(true);
    expect(verifyTexts(rotatedKeys, ['a', 'bc'], signature)).toBe(true);
    expect(verifyTexts(signingKeys, ['ab', 'c'], signature)).toBe(false);
    expect(verifyTexts(foreignKeys, ['a', 'bc'], signature)).toBe(false);
    expect(verifyTexts(signingKeys, ['a', 'bc'], '')).toBe(false);
  });
});
