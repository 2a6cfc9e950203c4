import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keptRequests } from '../../../src/approval/desk/kept-requests.ts';
import { formatRequest, parseRequest } from '../../../src/approval/request/request.ts';
import { requestVersion } from '../../../src/approval/request/request-version.ts';
import { termsOf } from '../../../src/approval/request/terms.ts';
import { newRequest } from '../../helpers/approval.ts';

const stored = formatRequest(newRequest());

describe('keptRequests', () => {
  test('returns what parseRequest does, and the same object for the same text', () => {
    const parse = keptRequests();

    const [first, second] = [parse(stored), parse(`${stored}`)];

    expect(first).toEqual(parseRequest(stored));
    expect(second).toBe(first);
  });

  test('reads again what differs in a single character', () => {
    const parse = keptRequests();
    parse(stored);

    expect(parse(stored.replace('my-service', 'my-servicf')).subject.service).toBe('my-servicf');
  });

  test('freezes what several pages share, with everything inside', () => {
    const request = keptRequests()(stored);

    expect(() => request.votes.push(request.votes[0] as never)).toThrow(TypeError);
    expect(() => Object.assign(request.subject, { service: 'other' })).toThrow(TypeError);
  });

  test('reads what a later release has stored without a value', () => {
    const text = JSON.stringify({ ...JSON.parse(stored), asked: { later: null } });

    expect(text).not.toBe(stored);
    expect(keptRequests()(text)).toEqual(parseRequest(text));
  });

  test.each([
    {},
    { asked: { signInMaxAgeMinutes: 30, checklist: ['the cart works'] } },
    { excluded: ['ana@example.com'] },
  ])('has the terms and the version of one that is read each time: %j', (changes) => {
    const text = formatRequest({ ...newRequest(), ...changes });
    const parse = keptRequests();

    for (const _ of [1, 2]) {
      expect(termsOf(parse(text))).toEqual(termsOf(parseRequest(text)));
      expect(requestVersion(parse(text))).toBe(requestVersion(parseRequest(text)));
    }
  });

  test('rejects a damaged request each time', () => {
    const parse = keptRequests();

    for (const _ of [1, 2]) expect(() => parse('APPROVED')).toThrow('the request in the ledger is not valid JSON');
  });

  test('never confuses two texts, in any order and of any number', () => {
    const texts = Array.from({ length: 150 }, (_, at) => stored.replace('my-service', `service-${at}`));
    fc.assert(
      fc.property(fc.array(fc.nat({ max: texts.length - 1 }), { maxLength: 300 }), (order) => {
        const parse = keptRequests();
        for (const at of order) expect(parse(texts[at] ?? '').subject.service).toBe(`service-${at}`);
      }),
      { numRuns: 10 },
    );
  });

  test('keeps a hundred requests, and none of more than 60 000 characters', () => {
    const parse = keptRequests();
    const first = parse(stored);
    const others = (count: number) => {
      for (let at = 0; at < count; at += 1) parse(stored.replace('my-service', `service-${at}`));
    };
    const long = stored.padEnd(60_000);

    others(99);
    expect(parse(stored)).toBe(first);
    others(100);
    expect(parse(stored)).not.toBe(first);
    expect(parse(long)).toBe(parse(long));
    expect(parse(`${long} `)).not.toBe(parse(`${long} `));
  });
});
