import { describe, expect, test } from 'vitest';
import { signLink } from '../../../src/approval/link/link.ts';
import { linkReader, storeLink } from '../../../src/approval/link/stored-links.ts';
import { linkVerifier } from '../../../src/approval/link/verify-any.ts';
import { foreignKeys, key, neverAborted, rotatedKeys, signingKeys } from '../../helpers/approval.ts';
import { recordingLogger, SteppableClock } from '../../helpers/hook.ts';
import { memoryStore } from '../../helpers/memory-store.ts';

const now = new Date('2026-11-22T14:00:00.000Z');
const claims = { key, reviewer: 'ana@example.com', expiresAt: new Date('2026-11-22T15:00:00.000Z') };

async function setUp() {
  const store = memoryStore(new SteppableClock());
  const asked: (boolean | undefined)[] = [];
  const verify = linkVerifier({
    signingKeys: async (asking) => {
      if (asking?.signal !== neverAborted) throw new Error('the keys are read without a deadline');
      asked.push(asking.fresh);
      return asking.fresh ? rotatedKeys : signingKeys;
    },
    readLink: linkReader(store),
  });
  const short = async (keys = signingKeys) => {
    const path = await storeLink(store, keys, claims, { logger: recordingLogger(), signal: neverAborted });
    return path.replace('/r/', '');
  };
  return { asked, short, store, verify: (token: string) => verify(token, now, neverAborted) };
}

describe('a link of either kind', () => {
  test('is verified with the keys that are known', async () => {
    const { verify, asked, short } = await setUp();

    for (const token of [signLink(signingKeys, claims), await short()]) {
      expect(await verify(token)).toMatchObject({ keys: signingKeys, link: { ok: true, claims: { key } } });
    }
    expect(asked).toEqual([undefined, undefined]);
  });

  test('that is signed with a newer key is verified once the keys were read again', async () => {
    const { verify, asked, short } = await setUp();

    for (const token of [signLink(rotatedKeys, claims), await short(rotatedKeys)]) {
      expect(await verify(token)).toMatchObject({ keys: rotatedKeys, link: { ok: true, claims: { key } } });
    }
    expect(asked).toEqual([undefined, true, undefined, true]);
  });

  test('that is forged with a key that is known, cut or expired asks for no other key', async () => {
    const { verify, asked } = await setUp();
    const expired = signLink(signingKeys, { ...claims, expiresAt: new Date('2026-11-22T13:00:00.000Z') });

    expect((await verify(signLink(foreignKeys, claims))).link).toEqual({ ok: false, problem: 'forged' });
    expect((await verify(expired)).link).toMatchObject({ ok: false, problem: 'expired' });
    expect((await verify('v1.k1')).link).toMatchObject({ ok: false });
    expect(asked).toEqual([undefined, undefined, undefined]);
  });

  test('is forged if nobody has stored its id', async () => {
    const { verify, asked } = await setUp();

    expect((await verify(`${'i'.repeat(21)}A`)).link).toEqual({ ok: false, problem: 'forged' });
    expect(asked).toEqual([undefined]);
  });
});
