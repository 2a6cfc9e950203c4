import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { renderJunit } from '../../../src/cli/smoke/render-junit.ts';
import { reportOfRun } from '../../../src/cli/smoke/smoke-report.ts';
import type { Finding, Verdict } from '../../../src/hook/verdict.ts';
import { anyCharacter } from '../../helpers/random-cases.ts';

const startedAt = new Date('2026-11-26T12:00:00Z');
const run = { suite: 'a.yaml', url: 'https://a.example.com', startedAt, endedAt: new Date('2026-11-26T12:00:01.5Z') };
const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === 'testcase' });

describe('renderJunit', () => {
  test('is well-formed for any answer of a server, and has no character that XML forbids', () => {
    const text = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.string({ unit: fc.constantFrom('\0', '\x1b', ']]>', '<', '&', '"', '\ud800', '\ufffe', '\n') }),
    );
    const finding = fc.record<Finding>({
      name: text,
      outcome: fc.constantFrom('passed', 'failed', 'waiting', 'unknown'),
      found: text,
      allowed: text,
    });
    const verdict = fc.record({
      kind: fc.constantFrom('pass', 'fail', 'error'),
      reason: text,
      findings: fc.array(finding),
    });

    fc.assert(
      fc.property(verdict, (each) => {
        const xml = renderJunit(reportOfRun(each as Verdict, run));
        expect(XMLValidator.validate(xml)).toBe(true);
        expect(xml).toMatch(/^[\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
        expect(xml.isWellFormed()).toBe(true);
      }),
    );
  });

  test('has a case that did not pass whenever the run did not', () => {
    const finding = fc.record<Finding>({
      name: fc.constant('GET /'),
      outcome: fc.constantFrom('passed', 'failed', 'waiting', 'unknown'),
      found: fc.constant('a'),
    });
    const verdict = fc.record({
      kind: fc.constantFrom('fail', 'error'),
      reason: fc.constant('no'),
      findings: fc.array(finding),
    });

    fc.assert(
      fc.property(verdict, (each) => {
        const { testsuite } = parser.parse(renderJunit(reportOfRun(each as Verdict, run))).testsuites;
        expect(Number(testsuite['@_failures']) + Number(testsuite['@_errors'])).toBeGreaterThan(0);
        expect(testsuite.testcase).toHaveLength(Number(testsuite['@_tests']));
      }),
    );
  });

  test('has only elements and attributes that Jenkins knows', () => {
    const findings: Finding[] = [
      { name: 'GET /a', outcome: 'passed', found: 'status 200' },
      { name: 'GET /b', outcome: 'failed', found: 'status 500', allowed: 'status 200' },
      { name: 'GET /c', outcome: 'unknown', found: 'no answer' },
    ];
    const xml = renderJunit(reportOfRun({ kind: 'fail', reason: 'no', findings }, run));
    const known: Record<string, string[]> = {
      testsuites: ['name', 'tests', 'failures', 'errors', 'time'],
      testsuite: ['name', 'tests', 'failures', 'errors', 'skipped', 'time', 'timestamp'],
      properties: [],
      property: ['name', 'value'],
      testcase: ['name', 'classname'],
      failure: ['message', 'type'],
      error: ['message', 'type'],
    };

    const elements = [...xml.matchAll(/<(\w+)((?: \w+="[^"]*")*)\/?>/g)];
    expect(new Set(elements.map(([, name]) => name))).toEqual(new Set(Object.keys(known)));
    for (const [, name = '', attributes = ''] of elements) {
      expect([...attributes.matchAll(/(\w+)="/g)].map(([, attribute]) => attribute)).toEqual(known[name]);
    }
    expect(xml).toContain('tests="3" failures="1" errors="1"');
  });

  test('keeps line breaks and quotes of a message', () => {
    const findings: Finding[] = [{ name: 'GET /', outcome: 'failed', found: 'a "b"\n<c> & d', allowed: 'e' }];
    const { testsuite } = parser.parse(
      renderJunit(reportOfRun({ kind: 'fail', reason: 'no', findings }, run)),
    ).testsuites;

    expect(testsuite).toMatchObject({ '@_time': '1.500', '@_timestamp': '2026-11-26T12:00:00' });
    expect(renderJunit(reportOfRun({ kind: 'fail', reason: 'no', findings }, run))).toContain(
      'message="a &#34;b&#34;&#10;&#60;c&#62; &#38; d (allowed e)"',
    );
  });
});
