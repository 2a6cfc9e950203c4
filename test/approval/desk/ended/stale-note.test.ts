import { expect, test } from 'vitest';
import { checksChangedNote, staleNote } from '../../../../src/approval/desk/ended/stale-note.ts';
import { en } from '../../../../src/approval/desk/language/en.ts';
import { readSeen, seenVersion } from '../../../../src/approval/evidence/seen-evidence.ts';
import type { ApprovalRequest, Vote } from '../../../../src/approval/request/request.ts';
import type { Report } from '../../../../src/hook/report.ts';
import { newRequest, vote } from '../../../helpers/approval.ts';

const ana = 'ana@example.com';
const why = 'smoke at POST_TEST_TRAFFIC_SHIFT: failed';
const withdrawn: Vote = vote({ id: 'g', choice: 'WITHDRAW', via: 'greenlight', reason: why });
const { reason: _none, ...unexplained } = withdrawn;
const voted = (votes: Vote[], more: Partial<ApprovalRequest> = {}) => ({ ...newRequest(), votes, ...more });

test.each<[string, ApprovalRequest, string | undefined]>([
  ['somebody whose approval no longer counts', voted([vote(), withdrawn]), why],
  ['the same without a reason', voted([vote(), unexplained]), ''],
  ['somebody who has approved again', voted([vote(), withdrawn, vote({ id: 'again' })]), undefined],
  ['somebody who has not voted', voted([]), undefined],
  ['nobody after the end', voted([vote(), withdrawn], { status: 'SUPERSEDED' }), undefined],
])('asks again: %s', (_who, request, reason) => {
  const [title, text] = reason === undefined ? [] : en.notes.stale(reason);

  expect(staleNote(en, request, ana)).toEqual(reason === undefined ? undefined : { tone: 'waiting', title, text });
});

const report = (check: string, verdict: Report['verdict']): Report => ({
  ...{ schemaVersion: 1, check, gate: undefined, stage: 'POST_TEST_TRAFFIC_SHIFT', step: undefined },
  ...{ verdict, reason: '', findings: [], at: '2026-11-22T14:00:00.000Z' },
});
const checks = (count: number, verdict: Report['verdict']) =>
  Array.from({ length: count }, (_, at) => report(`check-${at}`, verdict));

test.each([
  [1, 1, 0],
  [5, 5, 0],
  [7, 5, 2],
])('names at most five of the checks that have changed: %i', (changed, named, hidden) => {
  const seen = readSeen(seenVersion(newRequest(), checks(changed, 'pass')));

  const { tone, text } = checksChangedNote(en, seen, checks(changed, 'fail'));

  expect(tone).toBe('waiting');
  const [, wanted] = en.notes.checksChanged('CHANGES', hidden);
  const [before = '', after = ''] = wanted?.split('CHANGES') ?? [];
  expect(text.startsWith(before) && text.endsWith(after)).toBe(true);
  const clauses = text.slice(before.length, text.length - after.length).split('; ');
  expect(clauses.map((clause) => /check-\d/.exec(clause)?.[0])).toEqual(
    Array.from({ length: named }, (_, at) => `check-${at}`),
  );
});
