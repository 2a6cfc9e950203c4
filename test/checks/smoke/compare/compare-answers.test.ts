import { describe, expect, test } from 'vitest';
import { compareAnswers, formatCompare } from '../../../../src/checks/smoke/compare/compare-answers.ts';
import type { Compare } from '../../../../src/checks/smoke/config/compare-config.ts';
import { parseJsonPath } from '../../../../src/checks/smoke/expect/json-path.ts';
import type { ProbeAnswer } from '../../../../src/checks/smoke/probe/probe-answer.ts';
import { answer } from '../results.ts';

const times = 'median 41 ms, blue 41 ms';
const page = 'a page';
const aIsText = '$.a is a string instead of a number';
const gzipped: Partial<ProbeAnswer> = { contentEncoding: 'gzip' };
const cut: Partial<ProbeAnswer> = { bodyEnd: 'cut' };

describe('the answers of both versions', () => {
  test.each<[string, Partial<Compare>, (object | string)[], (object | string)[], string[], string[]]>([
    ['are JSON on both sides', {}, [{ a: 1 }], [{ a: 2 }], [], []],
    ['are pages on both sides', {}, [page], [page], [], []],
    ['are encoded', {}, [answer(gzipped)], [answer(gzipped)], ['not comparable: body is encoded with gzip'], []],
    ['are too long at blue', {}, [answer(cut)], [{ a: 1 }], ['not comparable: body is longer than a MiB'], []],
    ['are encoded, and no body is compared', { shape: false }, [answer(gzipped)], [answer(gzipped)], [], []],
    [
      'are sometimes a page at green',
      {},
      [{ a: 1 }, { a: 1 }],
      [{ a: 1 }, page],
      ['body is not valid JSON, and that of blue is'],
      [],
    ],
    [
      'are always a page at green, and sometimes at blue',
      {},
      [{ a: 1 }, page],
      [page, page],
      ['body is not valid JSON, and that of blue is'],
      [],
    ],
    ['are sometimes a page on both sides', {}, [{ a: 1 }, page], [{ a: 1 }, page], [], []],
    [
      'have another chosen value, and the shape is not compared',
      { shape: false, values: values('$.a') },
      [{ a: 1, b: 1 }],
      [{ a: 2 }],
      ['$.a is the number 2 instead of the number 1'],
      [],
    ],
    [
      'have another shape, which is not compared, and the chosen value is the same',
      { shape: false, values: values('$.a') },
      [{ a: 1, b: 1 }],
      [{ a: 1 }],
      [],
      [],
    ],
    ['have a new member', { shape: 'compatible' }, [{}], [{ a: 1 }], [], ['$.a is new']],
    ['lack a member', { shape: 'compatible' }, [{ a: 1 }], [{}], ['$.a is missing'], []],
    ['have a member of another type', { shape: 'compatible' }, [{ a: 1 }], [{ a: '1' }], [aIsText], []],
    [
      'have three differences',
      {},
      [{ a: 1, b: 1, c: 1 }],
      [{}],
      ['$.a is missing', '$.b is missing', '$.c is missing'],
      [],
    ],
    [
      'have more differences than are shown',
      {},
      [{ a: 1, b: 1, c: 1, d: 1, e: 1 }],
      [{}],
      ['$.a is missing', '$.b is missing', '$.c is missing', '2 more'],
      [],
    ],
    [
      'have more new members than are shown',
      { shape: 'compatible' },
      [{}],
      [{ a: 1, b: 1, c: 1, d: 1 }],
      [],
      ['$.a is new', '$.b is new', '$.c is new'],
    ],
    [
      'have several statuses',
      {},
      [answer({ status: 200 }), answer({ status: 201 })],
      [answer({ status: 202 }), answer({ status: 203 }), answer({ status: 201 })],
      ['status 202 and 203 instead of 200 or 201'],
      [],
    ],
  ])('%s', (_what, compare, blue, green, differences, notes) => {
    const answers = { blue: blue.map(answerOf), green: green.map(answerOf) };

    expect(compareAnswers(comparing(compare), answers, [])).toEqual({ differences, notes: [...notes, times] });
  });
});

test.each<[string, Partial<Compare>, string]>([
  ['everything', {}, 'status, shape of the JSON as blue; '],
  ['new members are allowed', { shape: 'compatible' }, 'status, shape of the JSON as blue; '],
  ['no status', { status: false }, 'shape of the JSON as blue; '],
  ['no shape', { shape: false }, 'status as blue; '],
  ['values too', { values: values('$.a', '$.b') }, 'status, shape of the JSON, $.a, $.b as blue; '],
  ['only values', { status: false, shape: false, values: values('$.a') }, '$.a as blue; '],
  ['only times', { status: false, shape: false }, ''],
])('says what is compared: %s', (_what, compare, same) => {
  expect(formatCompare(comparing(compare))).toBe(`${same}median up to 1.5 × blue, or 50 ms`);
});

function comparing(change: Partial<Compare>): Compare {
  return { status: true, shape: true, values: [], maxLatencyRatio: 1.5, floorMillis: 50, ...change };
}

function values(...paths: string[]): Compare['values'] {
  return paths.map((text) => ({ of: 'json', text, path: parseJsonPath(text) }));
}

function answerOf(what: object | string): ProbeAnswer {
  if (typeof what === 'string') return answer({ body: Buffer.from(what) });
  return 'kind' in what ? (what as ProbeAnswer) : answer({ body: Buffer.from(JSON.stringify(what)) });
}
