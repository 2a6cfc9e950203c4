import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCutToken, tokenIn } from '../../../../src/approval/link/link.ts';
import { approvalSetup, approving, fillIn, key, linkTo, wordsOn } from '../../../helpers/approval.ts';

const behind = [
  ...['.', ',', ')', '>', ';', ':', '!', '?', ']', '}', '"', "'", '*', '_', '-', '|', '…', '»', '”', '’'],
  ...['>.', ').', ',)', '**', '。', '，', '）', '」', '%3E', '%20', '%29.', '&gt;', '</a>', '>,%20said Ana', '.)%22'],
  ...['%0D%0A', '%0AUntil:', '%E2%80%8B', '%C2%A0', '%2F', '=%0D%0A', '&data=1', '%'],
];

describe('T2 a link followed by something else', () => {
  test.each(behind)('opens and decides if followed by %s', async (mark) => {
    const setup = approvalSetup();
    await setup.gate()();
    const link = `${setup.link()}${mark === '?' ? '%3F' : mark}`;

    const opened = await setup.desk.request(link);
    const decided = await setup.desk.request(link, fillIn(await opened.text(), approving));

    expect(opened.status).toBe(200);
    expect(decided.status).toBe(303);
    expect(decided.headers.get('location')).toBe(setup.link());
    expect(setup.request().status).toBe('APPROVED');
  });

  test.each(behind)('is still refused if followed by %s when its MAC is not ours', async (mark) => {
    const setup = approvalSetup();
    await setup.gate()();
    const forged = setup.link().replace(/.(?=.{20}$)/, (letter) => (letter === 'A' ? 'B' : 'A'));

    expect((await setup.desk.request(`${forged}${mark === '?' ? '%3F' : mark}`)).status).toBe(403);
  });

  test('is the token at its beginning, no matter what follows', () => {
    const token = linkTo().slice('/a/'.length);
    fc.assert(
      fc.property(fc.string(), (rest) => {
        expect(tokenIn(token + rest)).toBe(/^[A-Za-z0-9]/.test(rest) ? token + rest : token);
      }),
    );
  });

  test('is not looked for later in the string', () => {
    const later = `x${linkTo().slice('/a/'.length)}`;

    expect(tokenIn(later)).toBe(later);
  });
});

describe('T2 a truncated link', () => {
  test('gets a page that says so and what else to do, and reveals nothing about the request', async () => {
    const setup = approvalSetup();
    await setup.gate()();
    const [whole, unknown] = [
      setup.link(),
      setup.link('link holder', { key: key.replace('POST_TEST', 'PRE_PRODUCTION') }),
    ];
    const answers = [whole, unknown].map((link) => setup.desk.request(link.slice(0, -7)));

    const pages = await Promise.all(answers.map(async (answer) => (await answer).text()));

    expect(pages[0]).toBe(pages[1]);
    const words = wordsOn(pages[0] ?? '');
    expect(words).toContain('Its end is missing: some mail programs cut long links');
    expect(words).toContain('copy the whole link after “Decide:” into the address bar');
    expect(words).toContain('greenlight open lists the pending requests');
    expect(pages[0]).not.toContain('my-service');
  });

  test('is distinguished from what was never a link, no matter where it is cut', () => {
    const token = linkTo().slice('/a/'.length);
    for (let length = 1; length < token.length; length += 1) expect(isCutToken(token.slice(0, length))).toBe(true);
    for (const other of ['hello', token, `${token}abc`, 'v2.k1.x', 'v1.k1.a b', 'xv1', 'to v1.k1'])
      expect(isCutToken(other)).toBe(false);
  });
});
