import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanLines, isOneLine } from '../../../../src/wording/lines.ts';
import {
  approvalSetup,
  decideAt,
  decideByIam,
  key,
  rejecting,
  type Setup,
  wordsOn,
} from '../../../helpers/approval.ts';
import { anyCharacter } from '../../../helpers/random-cases.ts';

const dan = 'arn:aws:iam::123456789012:user/dan';
const raw = /(?![\n\r\t])[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
const hostile: [string, string, string][] = [
  ['NUL', 'the cart\u0000 is empty', 'the cart  is empty'],
  ['ESC', 'the cart \u001b[31mis empty', 'the cart  [31mis empty'],
  ['a bidi override', 'approved \u202edetcejer', 'approved  detcejer'],
  ['an isolate', 'the \u2066cart\u2069', 'the  cart'],
  ['a Unicode line break', 'the cart\u2028Decision: approved', 'the cart Decision: approved'],
  ['half a surrogate pair', 'the cart \ud83d is empty', 'the cart \ufffd is empty'],
];
const invisible = [
  '\u200b',
  '\u200b\u200d\ufeff',
  ' \u00a0\u2003 ',
  '\u2060\u00ad',
  '\u3164',
  '\u2800',
  '\u0000',
  '\u202e',
  '\ufe0f',
  '\ud83d',
  '\ufffc',
  '\ue000',
  '\u{10ffff}',
];

describe('RL10 a reason', () => {
  test.each(hostile)('with %s is recorded and shown without it', async (_what, reason, expected) => {
    for (const decide of [byLink, byIam]) {
      const setup = await asked();
      await decide(setup, reason);

      const [vote] = setup.request().votes;
      expect(vote?.reason).toBe(expected);
      expect(setup.store.contents()[key]).not.toMatch(raw);
    }
  });

  test.each(invisible)('without a visible character counts as missing: %j', async (reason) => {
    const [byForm, byRequest] = [await asked(), await asked()];

    const form = await decideAt(byForm.desk, byForm.link(), { ...rejecting, reason });
    const { status } = await decideByIam(byRequest.desk, dan, 'reject', { reason });

    expect([form.status, status]).toEqual([422, 422]);
    expect(wordsOn(form.page)).toContain('Say why');
    for (const setup of [byForm, byRequest]) expect(setup.request().votes).toEqual([]);
  });

  test('that was written into the bucket by hand is not shown raw', async () => {
    const setup = await asked();
    await byLink(setup, 'the cart is empty');
    const request = setup.request();
    const votes = request.votes.map((vote) => ({ ...vote, reason: 'x\u001b[2K\u202ey' }));
    setup.store.edit(
      key,
      JSON.stringify({ ...request, votes, decision: { ...request.decision, reason: 'x\u001b[2K' } }),
    );

    const page = await (await setup.desk.request(setup.link())).text();

    expect(page).not.toMatch(raw);
    expect(page).toContain('x [2K y');
  });

  test('keeps its lines, tabs, emojis and other alphabets', () => {
    expect(cleanLines(' one\r\ntwo\n\tthree 👩‍💻 سلة ')).toBe('one\r\ntwo\n\tthree 👩‍💻 سلة');
  });

  test('is shown in lines as notes are, no matter what was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        const clean = cleanLines(text);
        expect(clean.split(/\r?\n|\t/).every(isOneLine)).toBe(true);
        expect(clean.isWellFormed()).toBe(true);
        expect(cleanLines(clean)).toBe(clean);
      }),
    );
  });
});

async function asked(): Promise<Setup> {
  const setup = approvalSetup();
  await setup.gate()();
  return setup;
}

async function byLink(setup: Setup, reason: string): Promise<void> {
  expect((await decideAt(setup.desk, setup.link(), { ...rejecting, reason })).status).toBe(200);
}

async function byIam(setup: Setup, reason: string): Promise<void> {
  expect((await decideByIam(setup.desk, dan, 'reject', { reason })).status).toBe(200);
}
