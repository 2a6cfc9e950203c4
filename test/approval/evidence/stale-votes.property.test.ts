import fc from 'fast-check';
import { expect, test } from 'vitest';
import { castOn } from '../../../src/approval/desk/vote-result.ts';
import { evidenceOf, evidenceOfVote } from '../../../src/approval/evidence/evidence.ts';
import { countedWith } from '../../../src/approval/evidence/stale-votes.ts';
import { exposeHandDecision } from '../../../src/approval/request/attest/attest-request.ts';
import { countedApprovers } from '../../../src/approval/request/progress.ts';
import { latestVoteOf } from '../../../src/approval/request/standing.ts';
import type { Report } from '../../../src/hook/report.ts';
import { newRequest, vote } from '../../helpers/approval.ts';

const people = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
const checks = ['smoke', 'alarms'] as const;
const verdicts = ['pass', 'wait', 'error', 'fail'] as const;

type Step =
  | { kind: 'vote'; by: string; choice: 'APPROVE' | 'WITHDRAW' }
  | { kind: 'report'; check: string; verdict: (typeof verdicts)[number] }
  | { kind: 'compare' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('vote' as const),
    by: fc.constantFrom(...people),
    choice: fc.constantFrom('APPROVE' as const, 'APPROVE' as const, 'WITHDRAW' as const),
  }),
  fc.record({
    kind: fc.constant('report' as const),
    check: fc.constantFrom(...checks),
    verdict: fc.constantFrom(...verdicts),
  }),
  fc.record({ kind: fc.constant('compare' as const) }),
);

const stage = 'POST_TEST_TRAFFIC_SHIFT';

function play(steps: readonly Step[]) {
  const reports = new Map<string, Report>();
  let request = newRequest({ approvals: 2, reviewers: people });
  let at = Date.parse('2026-11-22T14:00:00.000Z');
  const now = () => new Date(at).toISOString();
  const known = () => [...reports.values()];
  const cast = (by: string, choice: 'APPROVE' | 'WITHDRAW') => {
    const basis = { seen: undefined, reports: known() };
    const next = vote({ id: `vote-${at}`, by, choice, at: now() });
    request = castOn({ request, etag: '', lastModified: new Date(at) }, next, basis).write ?? request;
  };
  for (const one of steps) {
    at += 1000;
    if (one.kind === 'vote') cast(one.by, one.choice);
    if (one.kind === 'compare') request = countedWith(request, known(), now());
    if (one.kind === 'report' && request.status === 'PENDING') {
      const { check, verdict } = one;
      const report = {
        schemaVersion: 1 as const,
        check,
        stage,
        gate: undefined,
        step: undefined,
        verdict,
        reason: now(),
        findings: [],
      };
      reports.set(check, { ...report, at: now() });
    }
  }
  const approveByAll = () => {
    for (const by of people) {
      at += 1000;
      cast(by, 'APPROVE');
    }
  };
  return { request: () => request, known, approveByAll };
}

test('an approved request has no approval whose voter did not know of a problem that there was when it was decided', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { request, known } = play(steps);
      if (request().status !== 'APPROVED') return;
      const problems = evidenceOf(request(), known()).problems ?? [];
      for (const by of countedApprovers(request())) {
        const accepted = evidenceOfVote(latestVoteOf(request(), by) ?? {})?.problems ?? [];
        expect(accepted).toEqual(expect.arrayContaining(problems));
      }
    }),
    { numRuns: 500 },
  );
});

test('a decision follows from the stored votes, no matter what was withdrawn in between', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { request } = play(steps);
      expect(exposeHandDecision(request())).toBe(request());
    }),
    { numRuns: 500 },
  );
});

test('a quorum stays possible: once checks say the same for long enough, everybody’s approval decides', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { request, approveByAll } = play(steps);
      approveByAll();
      expect(request().status).toBe('APPROVED');
    }),
    { numRuns: 500 },
  );
});

test('each approval is withdrawn once at most, and its voter is notified of each withdrawal', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { votes, notifications } = play(steps).request();
      const withdrawn = votes.filter(({ via }) => via === 'greenlight');
      const ids = votes.map(({ id }) => id);

      expect(new Set(ids).size).toBe(ids.length);
      for (const { by } of withdrawn)
        expect(notifications.some(({ to, news }) => to === by && news !== undefined)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
