import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxAnswerBytes, readGateAnswer } from '../../../../src/checks/http-gate/answer/gate-answer.ts';
import { judgeAnswer } from '../../../../src/checks/http-gate/answer/judge-answer.ts';
import { casesOf } from '../../../helpers/random-cases.ts';

const read = (text: string) => readGateAnswer(Buffer.from(text));

describe('an answer', () => {
  test.each([
    ['empty', '', 'not valid JSON'],
    ['a page', '<!doctype html>', 'not valid JSON'],
    ['a word', '"passed"', 'expected an object'],
    ['a list', '[{"status":"passed"}]', 'status: missing'],
    ['null', 'null', 'expected an object'],
    ['without a status', '{}', 'status: missing'],
    ['of another spelling', '{"status":"PASSED"}', 'status: expected one of passed, failed, pending, inconclusive'],
    ['a boolean', '{"status":true}', 'status: expected one of'],
    ['in a list', '{"status":["passed"]}', 'status: expected one of'],
    ['what API Gateway expects', '{"statusCode":200,"body":"{\\"status\\":\\"passed\\"}"}', 'status: missing'],
    ['with an unknown key', '{"status":"passed","error":"none"}', 'error: unknown key'],
    ['whose reason is not a string', '{"status":"passed","reason":{}}', 'reason: expected a string'],
    ['whose findings are not a list', '{"status":"passed","findings":{}}', 'findings: expected a list'],
    ['with half a finding', '{"status":"passed","findings":[{"name":"a"}]}', 'outcome: missing'],
    [
      'that contradicts its findings',
      '{"status":"passed","findings":[{"name":"a","outcome":"failed","found":"b"}]}',
      'status is passed, and a finding is failed',
    ],
    ['whose delay is not a number', '{"status":"pending","retryAfterSeconds":"20"}', 'whole number of seconds'],
    [
      'that passes while it waits',
      '{"status":"passed","findings":[{"name":"a","outcome":"waiting","found":"b"}]}',
      'a finding is waiting',
    ],
    [
      'with a finding without a name',
      '{"status":"failed","findings":[{"name":"","outcome":"failed","found":"b"}]}',
      'expected a name',
    ],
    [
      'with an outcome of its own',
      '{"status":"failed","findings":[{"name":"a","outcome":"bad","found":"b"}]}',
      'expected one of passed, degraded, failed',
    ],
    ['with a delay of a day', '{"status":"pending","retryAfterSeconds":86400}', 'from 1 to 900'],
    ['that is too long', `{"status":"passed","reason":"${'x'.repeat(maxAnswerBytes)}"}`, 'longer than 64 KiB'],
    ['cut off', '{"status":"passed"', 'not valid JSON'],
  ])('%s is none', (_what, text, problem) => {
    expect(read(text)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
  });

  test('that is not in UTF-8 is none', () => {
    expect(readGateAnswer(Buffer.from('{"status":"passed","reason":"\xe9"}', 'latin1'))).toMatchObject({ ok: false });
  });

  test('with too many findings is none', () => {
    const finding = { name: 'a', outcome: 'passed', found: 'b' };

    expect(read(JSON.stringify({ status: 'passed', findings: Array(51).fill(finding) }))).toEqual({
      ok: false,
      problem: expect.stringContaining('expected at most 50 findings'),
    });
    expect(read(JSON.stringify({ status: 'passed', findings: Array(50).fill(finding) }))).toMatchObject({ ok: true });
  });

  test('may be as long as 64 KiB', () => {
    const answer = '{"status":"passed"}';

    expect(read(answer.padEnd(maxAnswerBytes))).toEqual({ ok: true, answer: { status: 'passed' } });
    expect(read(answer.padEnd(maxAnswerBytes + 1))).toMatchObject({ ok: false });
  });

  test('is shown on one line, without spaces around it', () => {
    expect(read('{"status":"passed","reason":"  31 of\\n31  "}')).toMatchObject({ answer: { reason: '31 of 31' } });
  });

  test('is shortened', () => {
    const long = 'x'.repeat(500);
    const findings = [{ name: long, outcome: 'failed', found: long, allowed: long }];

    const result = read(JSON.stringify({ status: 'failed', reason: long, findings }));
    expect(result.ok && JSON.stringify(result.answer).length).toBeLessThan(900);
  });
});

const word = fc.constantFrom('passed', 'failed', 'pending', 'inconclusive', 'PASSED', 'pass', 'ok', '', true, 1, null);
const finding = fc.record(
  { name: word, outcome: word, found: fc.string(), allowed: fc.string() },
  { requiredKeys: ['name', 'outcome'] },
);
const shaped = fc.record(
  { status: word, reason: word, findings: fc.array(finding), retryAfterSeconds: word, passed: word },
  { requiredKeys: [] },
);
const text = fc.oneof(
  shaped.map((value) => JSON.stringify(value)),
  fc.json(),
  fc.string(),
);

test('nothing but an explicit, well-formed passed ever passes', () => {
  fc.assert(
    fc.property(text, fc.boolean(), (body, isLate) => {
      const result = read(body);
      const moment = { deadline: new Date(0), isLate, waitMinutes: 1 };
      const passes = result.ok && judgeAnswer('it', result.answer, moment).kind === 'pass';
      if (passes) expect(JSON.parse(body)).toMatchObject({ status: 'passed' });
      const isPlain = /^\{"status":"passed"(,"reason":"[\w ]*")?\}$/.test(body);
      if (isPlain) expect(passes).toBe(true);
      const findings: { outcome?: unknown }[] = passes ? (JSON.parse(body).findings ?? []) : [];
      expect(
        findings.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'degraded' && outcome !== 'unknown'),
      ).toEqual([]);
    }),
    { numRuns: casesOf(2000) },
  );
});
