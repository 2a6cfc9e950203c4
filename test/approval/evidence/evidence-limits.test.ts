import { describe, expect, test } from 'vitest';
import { checkOutcomes, formatCheckPlace } from '../../../src/approval/evidence/check-outcomes.ts';
import { type Evidence, evidenceOf, evidenceOfVote, withEvidence } from '../../../src/approval/evidence/evidence.ts';
import { readReports, readReportsAndProgress } from '../../../src/approval/evidence/read-reports.ts';
import { changesSince, readSeen, seenVersion } from '../../../src/approval/evidence/seen-evidence.ts';
import { countedWith, whyStale, withoutStaleVotes } from '../../../src/approval/evidence/stale-votes.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import type { Report } from '../../../src/hook/report.ts';
import { neverAborted, newRequest, vote } from '../../helpers/approval.ts';

const report = (changes: Partial<Report> = {}): Report => ({
  ...{ schemaVersion: 1, check: 'smoke', gate: undefined, stage: 'POST_TEST_TRAFFIC_SHIFT', step: undefined },
  ...{ verdict: 'pass', reason: '', findings: [], at: '2026-11-22T13:59:00.000Z', ...changes },
});
const failing = (...names: string[]) =>
  report({ verdict: 'fail', findings: names.map((name) => ({ name, outcome: 'failed', found: '' })) });
const evidence: Evidence = evidenceOf(newRequest(), []);

describe('what a report says that people decide by', () => {
  test.each<[string, Partial<Report>, string]>([
    ['passed', {}, 'passed'],
    ['failed', { verdict: 'fail' }, 'failed'],
    ['waits', { verdict: 'wait' }, 'open'],
    ['could not be made', { verdict: 'error' }, 'open'],
    ['is a dry run', { verdict: 'fail', waived: 'dry run' }, 'dry run'],
    ['is inconclusive', { inconclusive: true }, 'could not tell'],
  ])('is, if it %s', (_what, changes, outcome) => {
    expect(checkOutcomes([report(changes)])).toMatchObject([{ check: 'smoke', outcome }]);
  });

  test('leaves out a gate that only sums up, and approvals', () => {
    const gate = { check: 'gate' };
    expect(checkOutcomes([report(gate), report({ check: 'approval' })])).toEqual([]);
    expect(checkOutcomes([report({ ...gate, verdict: 'error' })])).toEqual([]);
    expect(checkOutcomes([report({ ...gate, verdict: 'fail' })])).toMatchObject([{ outcome: 'failed' }]);
  });

  test('has what did not pass in the order of its names', () => {
    expect(checkOutcomes([failing('c', 'a', 'b')])[0]?.findings.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  test('names the place only as far as there is one', () => {
    const place = { check: 'smoke', outcome: 'passed' as const, findings: [] };
    expect(formatCheckPlace({ ...place, stage: '' })).toBe('smoke');
    expect(formatCheckPlace({ ...place, stage: 'S', step: 25, gate: 'g' })).toBe('smoke at S@25 (g)');
  });
});

describe('the problems that are stored with a vote', () => {
  test('are missing if there are none', () => {
    expect(evidence).not.toHaveProperty('problems');
  });

  test('are at most twenty, of which the last stands for all others', () => {
    const names = (count: number) => Array.from({ length: count }, (_, at) => `p${String(at).padStart(2, '0')}`);
    // A failed check is a problem in addition to each of its findings.
    const all = evidenceOf(newRequest(), [failing(...names(19))]).problems ?? [];
    expect([all.length, all.at(-1)]).toEqual([20, 'smoke at POST_TEST_TRAFFIC_SHIFT: p18 failed']);
    const { problems = [] } = evidenceOf(newRequest(), [failing(...names(20))]);
    expect(problems).toHaveLength(20);
    expect(problems[18]).toBe('smoke at POST_TEST_TRAFFIC_SHIFT: p17 failed');
    expect(problems[19]).toMatch(/^2 more problems, [0-9a-f]{16}$/);
  });

  test('are cut after 300 characters, with a digest of the whole', () => {
    const around = 'smoke at POST_TEST_TRAFFIC_SHIFT:  failed'.length;
    const longest = 'x'.repeat(300 - around);
    const problemOf = (name: string) => evidenceOf(newRequest(), [failing(name)]).problems?.at(-1);

    expect(problemOf(longest)).toHaveLength(300);
    expect(problemOf(`${longest}x`)).toMatch(/^smoke at .{291}… [0-9a-f]{16}$/);
    expect(problemOf(`${longest}x1`)).not.toBe(problemOf(`${longest}x2`));
  });

  test.each(['0'.repeat(63), `x${'0'.repeat(64)}`, `${'0'.repeat(64)}x`, 'G'.repeat(64)])(
    'do not count with an invalid digest: %s',
    (digest) => {
      const stored = withEvidence(vote(), evidence);
      expect(evidenceOfVote(stored)).toEqual(evidence);
      expect(evidenceOfVote({ evidence: { ...stored.evidence, digest } })).toBeUndefined();
    },
  );
});

describe('what has changed since somebody looked', () => {
  const checks = (count: number) => Array.from({ length: count }, (_, at) => report({ check: `check-${at}` }));

  test('is named for up to a hundred checks', () => {
    const seen = readSeen(seenVersion(newRequest(), checks(100)));
    const changed = [...checks(99), report({ check: 'check-99', verdict: 'fail' })];

    expect(seen.marks).toHaveLength(100);
    expect(changesSince(seen, changed)).toEqual(['check-99 at POST_TEST_TRAFFIC_SHIFT: failed']);
    expect(changesSince(seen, [...changed, report({ check: 'one-more' })])).toEqual([]);
    expect(readSeen(seenVersion(newRequest(), checks(101))).marks).toHaveLength(100);
  });

  test('is each check with what did not pass', () => {
    const seen = readSeen(seenVersion(newRequest(), []));

    expect(seen.marks).toEqual([]);
    expect(changesSince(seen, [failing('b', 'a'), report({ check: 'load', verdict: 'wait' })])).toEqual([
      'smoke at POST_TEST_TRAFFIC_SHIFT: failed (a, b)',
      'load at POST_TEST_TRAFFIC_SHIFT: still checking',
    ]);
    expect(changesSince(seen, undefined)).toEqual([]);
    expect(readSeen(seenVersion(newRequest(), undefined)).marks).toEqual([]);
  });
});

describe('why an approval no longer counts', () => {
  const given = withEvidence(vote(), evidence);
  const found = (...problems: string[]) => ({ ...evidence, problems });

  test.each([
    [['a'], 'a'],
    [['a', 'b'], 'a, and 1 more'],
    [['a', 'b', 'c'], 'a, and 2 more'],
  ])('names the first of %j', (problems, why) => {
    expect(whyStale(given, found(...problems))).toBe(why);
  });

  const two = { approvals: 2, reviewers: ['ana@example.com', 'ben@example.com'] };
  const open = castVote(newRequest(two), given).request;
  const at = '2026-11-22T14:12:00.000Z';

  test('only while people can decide', () => {
    const now = found('a');
    expect(withoutStaleVotes(open, now, at)).not.toBe(open);
    for (const [request, when] of [
      [{ ...open, status: 'APPROVED' as const }, at],
      [castVote(open, vote({ id: 'v2', by: 'ben@example.com' })).request, at],
      [open, open.deadline],
      [open, '2026-11-22T15:00:00.000Z'],
    ] as const)
      expect(withoutStaleVotes(request, now, when)).toBe(request);
  });

  test('is not asked without reports, without approvals, and after the end', () => {
    const reports = [failing('a')];
    expect(countedWith(open, reports, at)).not.toBe(open);
    const ended = { ...open, status: 'SUPERSEDED' as const };
    const none = newRequest(two);
    expect(countedWith(open, undefined, at)).toBe(open);
    expect(countedWith(ended, reports, at)).toBe(ended);
    expect(countedWith(none, reports, at)).toBe(none);
  });

  test('is said once to the voter, or else to everybody who was asked', () => {
    const toldOf = (request: typeof open) =>
      withoutStaleVotes(request, found('a'), at)
        .notifications.slice(request.notifications.length)
        .map(({ to }) => to);
    expect(toldOf(open)).toEqual(['ana@example.com']);
    const strangers = open.notifications.filter(({ to }) => to !== 'ana@example.com');
    expect(toldOf({ ...open, notifications: [...strangers, ...strangers] })).toEqual(['ben@example.com']);

    const stale = withoutStaleVotes(open, found('a'), at);
    const again = castVote(stale, withEvidence(vote({ id: 'vote-2', at }), evidence)).request;
    const twice = withoutStaleVotes(again, found('a'), at);
    expect(twice.votes.map(({ id }) => id)).toEqual(['vote-1', 'vote-1.again', 'vote-2', 'vote-2.again']);
    expect(twice.notifications).toHaveLength(stale.notifications.length);
  });
});

test('reports that cannot be read are not mistaken for none', async () => {
  const broken = async () => Promise.reject(new Error('slow down'));
  const ref = newRequest().subject;

  expect(await readReports({ read: broken }, ref, neverAborted)).toBeUndefined();
  const read = await readReportsAndProgress({ readWithProgress: broken }, ref, neverAborted);
  expect(read).toEqual({ reports: undefined, progress: undefined });
  expect(Object.keys(read)).toEqual(['reports', 'progress']);
});
