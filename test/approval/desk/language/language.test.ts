import { describe, expect, test } from 'vitest';
import { de } from '../../../../src/approval/desk/language/de.ts';
import { en } from '../../../../src/approval/desk/language/en.ts';
import { wordsFor } from '../../../../src/approval/desk/language/language.ts';
import { rejecting, wordsOn } from '../../../helpers/approval.ts';
import { htmlFaults } from '../../../helpers/html-faults.ts';
import { fullSetup, pageStates } from '../page/page-states.ts';

test.each<[string | undefined, string]>([
  [undefined, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['de', 'de'],
  ['DE-at', 'de'],
  ['de-AT,de;q=0.9,en;q=0.5', 'de'],
  ['en;q=0.5, de;q=0.8', 'de'],
  ['en-US,en;q=0.9,de;q=0.8', 'en'],
  ['fr,de;q=0.3', 'de'],
  ['fr', 'en'],
  ['de;q=0', 'en'],
  ['de;q=0,en;q=0', 'en'],
  ['constructor', 'en'],
  ['de;q=x', 'en'],
  ['1de', 'en'],
  ['en;q=0.1,de; q=0.5', 'de'],
  ['en;q=0.1,de;q =0.5', 'de'],
  ['en;q=0.1,de;q= 0.5', 'de'],
  [`${'x'.repeat(300)},de`, 'en'],
])('a browser that accepts %j gets %s', async (accepted, lang) => {
  expect((await wordsFor(accepted)).lang).toBe(lang);
});

/** Every sentence of a catalogue by its key; functions are called with the names of their parameters. */
function sentences(words: unknown, path = ''): [string, string][] {
  if (typeof words === 'string') return [[path, words]];
  if (typeof words !== 'object' || words === null) return [];
  return Object.entries(words).flatMap(([key, value]) => sentences(value, `${path}.${key}`));
}

describe('the German catalogue', () => {
  const same = new Map(sentences(en));

  test('translates every sentence, apart from words that German has taken over', () => {
    const untranslated = sentences(de).filter(([key, value]) => value !== '' && same.get(key) === value);

    expect(untranslated.map(([key]) => key)).toEqual([
      '.phases.start',
      '.phases.test',
      '.changes.revision',
      '.changes.deployment',
    ]);
  });

  test.each([
    ['14:05 UTC', 'Entschieden um 14:05 UTC.'],
    ['2026-11-22 14:05 UTC', 'Entschieden am 2026-11-22 um 14:05 UTC.'],
  ])('says when, today and on another day: %s', (at, said) => {
    expect(de.notes.rejectedBy('ben@example.com', '1.42', '', at)[1]).toBe(said);
  });

  test('ends sentences as the English one does', () => {
    const isSentence = (text: string) => /[.?:]$/.test(text);
    const unlike = sentences(de).filter(([key, value]) => {
      const english = same.get(key);
      return english !== undefined && isSentence(english) !== isSentence(value);
    });

    expect(unlike).toEqual([]);
  });
});

describe.each(['en', 'de'])('the pages in %s', (lang) => {
  test.each(pageStates)('are valid, say their language, and stay under 20 KB: $name', async ({ reach, link }) => {
    const setup = await fullSetup();
    await reach(setup);

    const answer = await setup.desk.request(link(setup), { headers: { 'accept-language': lang } });

    const page = await answer.text();
    expect(await htmlFaults(page)).toEqual([]);
    expect(page).toContain(`<html lang="${lang}">`);
    expect(answer.headers.get('content-language')).toBe(lang);
    expect(answer.headers.get('vary')).toBe('accept-language');
    expect(Buffer.byteLength(page)).toBeLessThan(20 * 1024);
  });
});

describe('a reviewer who reads German', () => {
  const german = { headers: { 'accept-language': 'de' } };

  test('is asked in German, with the words of the team as they are', async () => {
    const setup = await fullSetup();

    const page = wordsOn(await (await setup.desk.request(setup.link('ana@example.com'), german)).text());

    expect(page).toContain('my-service 1.41 → 1.42 freigeben?');
    expect(page).toContain('my-cluster · blue/green · us-west-2 · angefragt 14:00 UTC Start Test Freigabe');
    expect(page).toContain('nicht zu beurteilen metrics only 12 requests in 5 min, at least 100 are needed');
    expect(page).toContain('Variable ui CHECKOUT_V2 Wert wird nicht angezeigt');
    expect(page).toContain('Was das Team dazu schreibt The new checkout');
    expect(page).toContain('noch 3 h 38 min bis 18:00 UTC, danach rollt ECS zurück QA, 0 von 1 ben@example.com');
    expect(page).toContain('Ich habe mir 1.42 am Test-Listener angesehen Für eine Freigabe nötig');
    expect(page).toContain(
      'Noch niemand. Jede Regel muss erfüllt sein; jede Person zählt für eine davon; eine Ablehnung genügt zum Ablehnen.',
    );
  });

  test('reads in German how it ended, and the reason as it was written', async () => {
    const setup = await fullSetup();
    const opened = await (await setup.desk.request(setup.link('ana@example.com'), german)).text();
    const nonce = /name="nonce" value="([^"]+)"/.exec(opened)?.[1] ?? '';
    const body = new URLSearchParams({ ...rejecting, nonce }).toString();
    const headers = {
      ...german.headers,
      ...{ 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    };
    await setup.desk.request(setup.link('ana@example.com'), { method: 'POST', headers, body });

    const page = wordsOn(await (await setup.desk.request(setup.link('ana@example.com'), german)).text());

    expect(page).toContain('Abgelehnt: my-service 1.41 → 1.42');
    expect(page).toContain(
      'Ihre Ablehnung ist gespeichert Gespeichert um 14:22 UTC als ana@example.com. ECS liest das innerhalb von',
    );
    expect(page).toContain('abgelehnt ana@example.com, 14:22 UTC the cart is empty');
  });
});
