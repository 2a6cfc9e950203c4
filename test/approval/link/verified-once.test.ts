import { describe, expect, test } from 'vitest';
import { signLink } from '../../../src/approval/link/link.ts';
import type { SigningKeys } from '../../../src/approval/link/signing-keys.ts';
import { linkVerifier } from '../../../src/approval/link/verify-any.ts';
import { foreignKeys, key, neverAborted, rotatedKeys, signingKeys } from '../../helpers/approval.ts';

const now = new Date('2026-11-22T14:00:00Z');
const expiresAt = new Date('2026-11-22T15:00:00Z');
const token = signLink(signingKeys, { key, reviewer: 'ana@example.com', expiresAt });

describe('a link that was verified before', () => {
  test('has the same claims', async () => {
    const verify = verifierWith(() => signingKeys);

    const [first, second] = [await verify(token), await verify(token)];

    expect(first).toEqual({ ok: true, claims: { key, reviewer: 'ana@example.com', expiresAt } });
    expect(second).toEqual(first);
  });

  test('expires', async () => {
    const verify = verifierWith(() => signingKeys);
    await verify(token);

    expect(await verify(token, expiresAt)).toMatchObject({ ok: false, problem: 'expired' });
  });

  test.each([
    ['a rotation has withdrawn', { current: 'k2', secrets: new Map([...rotatedKeys.secrets].slice(1)) }, 'unknown-key'],
    ['somebody has replaced', foreignKeys, 'forged'],
  ])('is refused once its key is one that %s', async (_what, later, problem) => {
    let keys: SigningKeys = signingKeys;
    const verify = verifierWith(() => keys);
    await verify(token);
    keys = later;

    expect(await verify(token)).toEqual({ ok: false, problem });
  });

  test('says nothing about another one, no matter where it differs', async () => {
    const verify = verifierWith(() => signingKeys);
    await verify(token);

    for (let at = 0; at < token.length; at += 1) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      expect(await verify(changed)).toMatchObject({ ok: false });
    }
  });

  test('is verified again if too many others were verified before', async () => {
    const verify = verifierWith(() => signingKeys);
    const many = Array.from({ length: 1100 }, (_, number) =>
      signLink(signingKeys, { key, reviewer: `reviewer-${number}@example.com`, expiresAt }),
    );

    for (const one of [...many, ...many]) expect(await verify(one)).toMatchObject({ ok: true });
  });
});

function verifierWith(keysNow: () => SigningKeys) {
  const verify = linkVerifier({ signingKeys: async () => keysNow(), readLink: async () => undefined });
  return async (text: string, at = now) => (await verify(text, at, neverAborted)).link;
}
