import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { targetOfWith } from '../../../src/cli/attach/plan-attach.ts';
import { identifyChanges, renderChanges, renderFindings } from '../../../src/cli/attach/render-changes.ts';
import type { JsonValue } from '../../../src/hook/json.ts';
import { mergeHooks } from '../../../src/service-hooks/merge-hooks.ts';
import { approval, directory, pause, smoke } from './hooks.ts';

const merged = mergeHooks(
  [pause(), approval({ hookDetails: { gate: 'release', approvals: 1, reviewers: ['ana@example.com'] } })],
  [
    approval({ hookDetails: { gate: 'release', approvals: 2, reviewers: ['ana@example.com', 'ben@example.com'] } }),
    smoke({ hookDetails: { requests: [{ path: '/', headers: { authorization: 'Basic c2VjcmV0OnNlY3JldA==' } }] } }),
  ],
  targetOfWith(directory),
);
const changes = identifyChanges(merged, directory);

describe('renderChanges', () => {
  const lines = renderChanges(changes, { colour: false });

  test('lists each hook with what happens to it, and what differs', () => {
    expect(lines).toEqual([
      '  kept     pause               POST_SCALE_UP                 60 min, ROLLBACK',
      '~ changed  approval "release"  PRE_PRODUCTION_TRAFFIC_SHIFT  300 min, ROLLBACK',
      '             approvals: 1 → 2',
      '             reviewers: ["ana@example.com"] → ["ana@example.com","ben@example.com"]',
      '+ added    smoke               POST_TEST_TRAFFIC_SHIFT       30 min, ROLLBACK',
      '             requests: [{"path":"/","headers":{"authorization":"…"}}]',
    ]);
  });

  test('colours whole lines, with the same text', () => {
    const coloured = renderChanges(changes, { colour: true });

    expect(coloured.map(stripVTControlCharacters)).toEqual(lines);
    expect(coloured[4]).toContain('\u001b[32m');
  });

  test.each([60, 80, 120])('breaks lines at %i columns', (columns) => {
    const narrow = renderChanges(changes, { colour: false, columns });

    expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(narrow.join(' ').replaceAll(/\s+/g, '')).toBe(lines.join(' ').replaceAll(/\s+/g, ''));
  });
});

describe('L10 a possible credential', () => {
  const secret = 'hunter2';
  test.each<[string, JsonValue]>([
    ['a header', { requests: [{ path: '/', headers: { 'x-origin': secret } }] }],
    ['headers of a wrong type', { requests: [{ path: '/', headers: [secret] }] }],
    ['headers in another case', { requests: [{ path: '/', Headers: { 'x-origin': secret } }] }],
    ['headers of a custom check', { requestHeaders: { 'x-origin': secret } }],
    ['headers of a custom check in a list', { calls: [{ headersForLogin: { 'x-origin': secret } }] }],
    ['a string in a misspelled key', { Hook_Details: `{"x-origin":"${secret}"}` }],
    ['a header of a composed part', { smoke: { requests: [{ path: '/', headers: { 'x-origin': secret } }] } }],
    ['a header in a string as CloudFormation writes it', JSON.stringify({ headers: { 'x-origin': secret } })],
    ['a string that is not valid JSON', `{"headers": {"x-origin": "${secret}"`],
    ['a key of a check of your own', { apiKey: secret }],
    ['a nested password', { database: { password: secret } }],
  ])('is not shown: %s', (_what, hookDetails) => {
    const [before, after] = [smoke({ hookDetails: { attempts: 2 } }), smoke({ hookDetails })];
    for (const change of [{ change: 'added', after } as const, { change: 'changed', before, after } as const]) {
      const shown = renderChanges(identifyChanges([change], directory), { colour: false }).join('\n');

      expect(shown).toContain('smoke');
      expect(shown).not.toContain(secret);
    }
  });
});

test('renderFindings prints the remedy below', () => {
  expect(
    renderFindings([{ level: 'warning', about: 'the service', message: 'it runs', next: 'wait' }], { colour: false }),
  ).toEqual(['▲ warning  the service: it runs', '           next: wait']);
});
