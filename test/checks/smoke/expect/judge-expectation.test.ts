import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { expectSchema } from '../../../../src/checks/smoke/config/expect-config.ts';
import { compareAnswer, formatExpectation } from '../../../../src/checks/smoke/expect/judge-expectation.ts';
import type { KnownValue, Proof } from '../../../../src/checks/smoke/expect/read-values.ts';
import type { ProbeAnswer } from '../../../../src/checks/smoke/probe/probe-answer.ts';
import { answer } from '../results.ts';

const same: Proof = { because: 'the same before', isUnread: false };

describe('compareAnswer', () => {
  test('compares header, JSON and body exactly, and recognizes green by a value of the deployment', () => {
    const expectation = {
      header: { 'X-Revision': '$revisionId' },
      json: { '$.build.number': 42, '$.tags[0]': 'shop', '$.error': null, '$.ok': true },
      body: '$$ {"build"',
    };
    const said = answer({
      headers: { 'x-revision': ['9313423515462893900'] },
      body: Buffer.from('\uFEFF{"build":{"number":42},"tags":["shop"],"error":null,"ok":true}\n'),
    });

    expect(compare(expectation, said)).toEqual({
      faults: [`body is "{"build":{"number":42},"tags":["shop"],"error":null,"ok":true}"`],
      isOther: false,
      proof: true,
    });
  });

  test.each<[string, object, Partial<ProbeAnswer>, string]>([
    ['a missing header', { header: { 'x-revision': '$revisionId' } }, {}, 'header x-revision is missing'],
    [
      'another revision',
      { header: { 'x-revision': '$revisionId' } },
      { headers: { 'x-revision': ['1920498462936580504'] } },
      'header x-revision is "1920498462936580504"',
    ],
    [
      'a header with the value and another one',
      { header: { 'x-revision': '$revisionId' } },
      { headers: { 'x-revision': ['9313423515462893900', '1920498462936580504'] } },
      'header x-revision is "1920498462936580504"',
    ],
    [
      'more than the value',
      { header: { 'x-revision': '$revisionId' } },
      { headers: { 'x-revision': ['9313423515462893900-dirty'] } },
      'header x-revision is "9313423515462893900-dirty"',
    ],
    [
      'an empty header',
      { header: { 'x-revision': '$revisionId' } },
      { headers: { 'x-revision': [''] } },
      'header x-revision is an empty string',
    ],
    ['a string instead of a number', { json: { '$.n': 42 } }, { body: Buffer.from('{"n":"42"}') }, '$.n is "42"'],
    [
      'a number instead of a string',
      { json: { '$.n': '42' } },
      { body: Buffer.from('{"n":42}') },
      '$.n is the number 42',
    ],
    ['nothing instead of null', { json: { '$.n': null } }, { body: Buffer.from('{}') }, '$.n is missing'],
    ['a list', { json: { '$.n': 'x' } }, { body: Buffer.from('{"n":[1,2]}') }, '$.n is a list of 2'],
    ['true', { json: { '$.n': 'x' } }, { body: Buffer.from('{"n":true}') }, '$.n is true'],
    ['null', { json: { '$.n': 'x' } }, { body: Buffer.from('{"n":null}') }, '$.n is null'],
    ['a header without values', { header: { 'x-v': '1' } }, { headers: { 'x-v': [] } }, 'header x-v is missing'],
    ['a value that is not known', { body: '$imageDigest' }, {}, 'body is "ok"'],
    ['an object', { json: { '$.n': 'x' } }, { body: Buffer.from('{"n":{"x":1}}') }, '$.n is an object'],
    ['a body that is not JSON', { json: { '$.n': 'x' } }, { body: Buffer.from('<html>') }, 'body is not valid JSON'],
    ['an encoded body', { json: { '$.n': 'x' } }, { contentEncoding: 'gzip' }, 'body is encoded with gzip'],
    ['a long body', { body: 'x' }, { bodyEnd: 'cut' }, 'body is longer than a MiB'],
    ['a body without an end', { body: 'ok' }, { bodyEnd: 'late' }, 'body is not complete'],
  ])('finds %s', (_case, expectation, said, fault) => {
    expect(compare(expectation, answer(said)).faults).toEqual([fault]);
  });

  test('reports once that the body cannot be read, and that another version may have answered', () => {
    const expectation = { json: { '$.a': 'x', '$.b': '$revisionId' } };

    expect(compare(expectation, answer({ body: Buffer.from('<html>') }))).toEqual({
      ...{ faults: ['body is not valid JSON'], isOther: true, proof: true },
    });
  });

  test.each<[object, boolean]>([
    [{ '==': '$imageTag' }, true],
    [{ startsWith: '$imageTag' }, true],
    [{ '!=': '$revisionId' }, false],
    [{ notContains: '$revisionId' }, false],
  ])('%j is not met because another version answered: %s', (predicate, isOther) => {
    const said = answer({ headers: { 'x-revision': ['9313423515462893900'] } });

    expect(compare({ header: { 'x-revision': predicate } }, said)).toMatchObject({
      faults: [expect.any(String)],
      isOther,
    });
  });

  test('skips a byte order mark before the JSON, and nowhere else', () => {
    expect(compare({ json: { '$.n': 'a\uFEFF' } }, answer({ body: Buffer.from('{"n":"a\uFEFF"}') })).faults).toEqual(
      [],
    );
  });

  const unread: Proof = { because: 'not read', isUnread: true };
  test.each<[Proof[], Proof]>([
    [[same, unread, true], true],
    [[true, same], true],
    [[same, unread], unread],
    [[unread, same], unread],
    [[same, { because: 'another', isUnread: false }], same],
  ])('recognizes green by the strongest of several values: %j', (proofs, best) => {
    const names = ['$revisionId', '$taskDefinition', '$imageTag'].slice(0, proofs.length);
    const known = proofs.map(
      (provesGreen, index) => [names[index] ?? '', { forms: ['1'], isSecret: false, provesGreen }] as const,
    );
    const expectation = v.parse(expectSchema, {
      json: { '$.x': 1, ...Object.fromEntries(names.map((name) => [`$['${name}']`, name])) },
    });
    const body = Buffer.from(JSON.stringify({ x: 1, ...Object.fromEntries(names.map((name) => [name, '1'])) }));

    expect(compareAnswer(expectation, answer({ body }), new Map(known))).toEqual({
      faults: [],
      isOther: false,
      proof: best,
    });
  });

  test('recognizes nothing by a value that is not known', () => {
    expect(compare({ body: '$imageDigest' }, answer())).toMatchObject({ isOther: true, proof: undefined });
  });

  test('names what is expected, and its last form', () => {
    const known = new Map([
      ['$taskDefinition', { forms: ['arn:x/shop:42', 'shop:42'], isSecret: false, provesGreen: true as const }],
    ]);
    const describe_ = (expectation: object) => formatExpectation(v.parse(expectSchema, expectation), known);

    expect(
      describe_({ header: { X: '$taskDefinition' }, json: { '$.n': 42, '$.ok': true, '$.none': null }, body: 'ok' }),
    ).toBe('header x $taskDefinition (shop:42), $.n the number 42, $.ok true, $.none null, body "ok"');
    expect(describe_({ body: '$revisionId' })).toBe('body $revisionId');
    expect(describe_({ json: { '$.n': '' } })).toBe('$.n an empty string');
  });

  test('R4 is not misled by the status of a part, unlike contains', () => {
    const said = answer({ body: Buffer.from('{"status":"DOWN","components":{"db":{"status":"UP"}}}') });

    expect(said.body.includes('"status":"UP"')).toBe(true);
    expect(compare({ json: { '$.status': 'UP' } }, said).faults).toEqual(['$.status is "DOWN"']);
    expect(compare({ json: { '$.components.db.status': 'UP' } }, said).faults).toEqual([]);
  });

  test('proves nothing by literals, nor by a value that did not change', () => {
    const said = answer({ headers: { 'x-tag': ['latest'], 'x-shop': ['shop'] } });

    expect(compare({ header: { 'x-shop': 'shop' } }, said)).toMatchObject({ faults: [], proof: undefined });
    expect(compare({ header: { 'x-tag': '$imageTag' } }, said)).toMatchObject({ faults: [], proof: same });
  });

  test('L10 shows neither the value of a variable nor the value in the answer', () => {
    const said = answer({ headers: { 'x-build': ['hunter2-of-blue'] } });
    const expectation = { header: { 'x-build': '$env.BUILD' } };

    expect(compare(expectation, said).faults).toEqual(['header x-build is another value']);
    expect(formatExpectation(v.parse(expectSchema, expectation), values)).toBe('header x-build $env.BUILD');
  });

  test('L10 shows nothing of a header or member with a name that suggests a secret', () => {
    const expectation = { header: { 'x-api-key': 'hunter2' }, json: { '$.token': 'hunter2' } };
    const said = answer({ headers: { 'x-api-key': ['hunter3'] }, body: Buffer.from('{"token":"hunter3"}') });

    expect(compare(expectation, said).faults).toEqual([
      'header x-api-key is another value',
      '$.token is another value',
    ]);
    expect(formatExpectation(v.parse(expectSchema, expectation), values)).toBe(
      'header x-api-key as configured, $.token as configured',
    );
  });

  test('accepts a header only if it equals the value', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 8 }), fc.string({ maxLength: 8 }), (expected, said) => {
        const literal = expected.replace(/^\$/, '$$$$');
        const { faults } = compare({ header: { x: literal } }, answer({ headers: { x: [said] } }));

        expect(faults.length === 0).toBe(expected === said);
      }),
    );
  });
});

const values = new Map<string, KnownValue>([
  ['$revisionId', { forms: ['9313423515462893900'], isSecret: false, provesGreen: true }],
  ['$imageTag', { forms: ['latest'], isSecret: false, provesGreen: same }],
  ['$env.BUILD', { forms: ['hunter2-of-green'], isSecret: true, provesGreen: true }],
]);

function compare(expectation: object, said: ProbeAnswer) {
  return compareAnswer(v.parse(expectSchema, expectation), said, values);
}
