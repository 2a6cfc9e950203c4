import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { castOn } from '../../../src/approval/desk/vote-result.ts';
import { evidenceOf, evidenceOfVote, withEvidence } from '../../../src/approval/evidence/evidence.ts';
import { changesSince, readSeen, seenVersion } from '../../../src/approval/evidence/seen-evidence.ts';
import { whyStale, withoutStaleVotes } from '../../../src/approval/evidence/stale-votes.ts';
import { exposeHandDecision } from '../../../src/approval/request/attest/attest-request.ts';
import { countApprovals } from '../../../src/approval/request/progress.ts';
import { formatRequest, parseRequest } from '../../../src/approval/request/request.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import type { Report } from '../../../src/hook/report.ts';
import { newRequest, subject, vote } from '../../helpers/approval.ts';

function report(changes: Partial<Report> = {}): Report {
  return {
    ...{ schemaVersion: 1, check: 'smoke', gate: undefined, stage: 'POST_TEST_TRAFFIC_SHIFT', step: undefined },
    ...{ verdict: 'pass', reason: 'all passed', findings: [], at: '2026-11-22T13:59:00.000Z', ...changes },
  };
}

const failed = report({ verdict: 'fail', findings: [{ name: 'GET /cart', outcome: 'failed', found: 'status 503' }] });
const unread = report({ verdict: 'error', at: new Date(0).toISOString() });
const twoNeeded = () => newRequest({ approvals: 2, reviewers: ['ana@example.com', 'ben@example.com'] });
const [ana, ben] = ['ana@example.com', 'ben@example.com'];

describe('the evidence of a request', () => {
  test.each<[string, Report]>([
    ['the words of a report', report({ reason: 'everything is fine' })],
    ['the time of a report', report({ at: '2026-11-22T14:05:00.000Z' })],
    ['a finding that passed', report({ findings: [{ name: 'GET /', outcome: 'passed', found: '12 ms' }] })],
  ])('does not depend on %s', (_what, changed) => {
    expect(evidenceOf(newRequest(), [changed])).toEqual(evidenceOf(newRequest(), [report()]));
  });

  test('is the same for a check that has not finished, no matter what it has found so far', () => {
    const open = [report({ verdict: 'wait' }), report({ verdict: 'error' }), { ...failed, verdict: 'wait' } as Report];

    expect(new Set(open.map((one) => evidenceOf(newRequest(), [one]).digest)).size).toBe(1);
  });

  test('does not depend on the order of reports, the notifications or the votes', () => {
    const other = report({ check: 'alarms' });
    const voted = castVote(twoNeeded(), vote()).request;

    expect(evidenceOf(voted, [other, report()])).toEqual(evidenceOf(twoNeeded(), [report(), other]));
  });

  test.each<[string, ReturnType<typeof evidenceOf>]>([
    ['an image', evidenceOf(newRequest({ subject: { ...subject, images: [{ container: 'ui', after: 'x' }] } }), [])],
    ['the deadline', evidenceOf(newRequest({ deadline: new Date('2026-11-22T15:00:00.000Z') }), [])],
    ['the reviewers', evidenceOf(newRequest({ reviewers: [ana] }), [])],
    ['the configuration of the gate', evidenceOf(newRequest({ asked: { rejections: 2 } }), [])],
    ['a check that passed', evidenceOf(newRequest(), [report()])],
    ['a check that failed', evidenceOf(newRequest(), [failed])],
    ['reports that cannot be read', evidenceOf(newRequest(), undefined)],
  ])('depends on %s', (_what, evidence) => {
    expect(evidence.digest).not.toBe(evidenceOf(newRequest(), []).digest);
  });

  test('names what speaks against the release', () => {
    const dry = report({ check: 'alarms', waived: 'dry run', gate: 'early', step: 10 });

    expect(evidenceOf(newRequest(), [failed, dry]).problems).toEqual([
      'alarms at POST_TEST_TRAFFIC_SHIFT@10 (early): dry run',
      'smoke at POST_TEST_TRAFFIC_SHIFT: GET /cart failed',
      'smoke at POST_TEST_TRAFFIC_SHIFT: failed',
    ]);
    expect(evidenceOf(newRequest(), [unread]).problems).toEqual(['smoke at POST_TEST_TRAFFIC_SHIFT: unreadable']);
  });

  test('keeps a request small, and still notices each further problem', () => {
    const many = (count: number) =>
      report({
        verdict: 'fail',
        findings: Array.from({ length: count }, (_, at) => ({
          name: `${at}`.repeat(400),
          outcome: 'failed',
          found: '',
        })),
      });
    const known = evidenceOf(newRequest(), [many(60)]);

    expect(known.problems).toHaveLength(20);
    expect(JSON.stringify(known).length).toBeLessThan(8000);
    expect(whyStale(withEvidence(vote(), known), evidenceOf(newRequest(), [many(61)]))).toBeDefined();
  });

  test('is stored with the vote, and read again', () => {
    const evidence = evidenceOf(newRequest(), [failed]);
    const stored = parseRequest(formatRequest(castVote(newRequest(), withEvidence(vote(), evidence)).request));

    expect(evidenceOfVote(stored.votes[0] ?? {})).toEqual(evidence);
    expect(evidenceOfVote({ evidence: { digest: 'edited' } })).toBeUndefined();
  });
});

describe('an approval that was given to other evidence', () => {
  const given = castVote(twoNeeded(), withEvidence(vote(), evidenceOf(twoNeeded(), [report()]))).request;
  const at = '2026-11-22T14:12:00.000Z';
  const now = evidenceOf(given, [failed]);

  test('is withdrawn in its voter’s name when a check fails afterwards, and they are notified once', () => {
    const counted = withoutStaleVotes(given, now, at);

    expect(countApprovals(counted)).toMatchObject({ given: 0, needed: 2 });
    expect(counted.votes.at(-1)).toMatchObject({ by: ana, choice: 'WITHDRAW', via: 'greenlight', at });
    expect(counted.notifications.slice(given.notifications.length)).toEqual([
      { to: ana, attempts: 0, news: expect.stringContaining('smoke at POST_TEST_TRAFFIC_SHIFT: GET /cart failed') },
    ]);
    expect(withoutStaleVotes(counted, now, at)).toBe(counted);
  });

  test('counts if a check passes, starts again or takes longer, and if it says the same in other words', () => {
    for (const reports of [
      [],
      [report({ verdict: 'wait' })],
      [report({ reason: 'still fine' })],
      [report(), report({ check: 'load' })],
    ])
      expect(withoutStaleVotes(given, evidenceOf(given, reports), at)).toBe(given);
  });

  test('counts if the voter knew of the failure', () => {
    const accepted = castVote(twoNeeded(), withEvidence(vote(), now)).request;

    expect(withoutStaleVotes(accepted, now, at)).toBe(accepted);
  });

  test('does not count if somebody changed the images in the bucket', () => {
    const edited = { ...given, subject: { ...subject, images: [{ container: 'ui', after: 'shop/ui:6.66' }] } };

    expect(withoutStaleVotes(edited, evidenceOf(edited, [report()]), at).votes.at(-1)?.reason).toBe(
      'what is asked about has changed',
    );
  });

  test('counts after its deadline was extended', () => {
    const later = { ...given, deadline: '2026-11-22T15:00:00.000Z' };

    expect(withoutStaleVotes(later, evidenceOf(later, [report()]), at)).toBe(later);
  });

  test('is no approval of nothing: a vote of an earlier release counts unless something speaks against it', () => {
    const old = castVote(twoNeeded(), vote()).request;

    expect(withoutStaleVotes(old, evidenceOf(old, [report()]), at)).toBe(old);
    expect(countApprovals(withoutStaleVotes(old, now, at)).given).toBe(0);
  });

  test('never lifts a rejection', () => {
    const rejected = castVote(
      newRequest({ asked: { rejections: 2 } }),
      vote({ choice: 'REJECT', reason: 'no' }),
    ).request;
    const forged = vote({ id: 'w', choice: 'WITHDRAW', via: 'greenlight' });

    expect(withoutStaleVotes(rejected, now, at)).toBe(rejected);
    expect(castVote(rejected, forged)).toEqual({ outcome: 'no-vote', request: rejected });
    expect(castVote(given, { ...forged, choice: 'APPROVE' }).outcome).toBe('no-vote');
  });

  test('leads to a decision that its votes support, even when they are counted again', () => {
    const cast = (request: typeof given, by: string, id: string) =>
      castOn({ request, etag: '', lastModified: new Date() }, vote({ by, id, at: '2026-11-22T14:15:00.000Z' }), {
        seen: undefined,
        reports: [failed],
      }).write ?? request;
    const second = cast(given, ben, 'vote-2');
    const third = cast(second, ana, 'vote-3');

    expect([second.status, third.status]).toEqual(['PENDING', 'APPROVED']);
    expect(exposeHandDecision(third)).toBe(third);
  });
});

describe('a vote on a request whose reports cannot be read', () => {
  const on = (changes: Parameters<typeof vote>[0]) =>
    castOn(
      {
        request: newRequest({ asked: { breakGlass: ['arn:aws:iam::123456789012:user/root'] } }),
        etag: '',
        lastModified: new Date(),
      },
      vote(changes),
      {
        seen: undefined,
        reports: undefined,
      },
    );

  test('is not recorded if it is an approval', () => {
    expect(on({})).toEqual({ result: 'unread' });
  });

  test('is recorded if it rejects or breaks glass', () => {
    expect(on({ choice: 'REJECT', reason: 'no' }).write?.status).toBe('REJECTED');
    const loud = on({ via: 'break-glass', by: 'arn:aws:iam::123456789012:user/root', reason: 'fire' });
    expect(loud.write?.votes[0]?.evidence).toMatchObject({ problems: ['the reports of the checks could not be read'] });
  });
});

describe('what somebody has seen', () => {
  test('names each check that says something else by now', () => {
    const seen = readSeen(seenVersion(newRequest(), [report(), report({ check: 'alarms' })]));

    expect(
      changesSince(seen, [failed, report({ check: 'alarms' }), report({ check: 'load', verdict: 'wait' })]),
    ).toEqual([
      'smoke at POST_TEST_TRAFFIC_SHIFT: failed (GET /cart)',
      'load at POST_TEST_TRAFFIC_SHIFT: still checking',
    ]);
  });

  test('is another one if and only if the digest is, for any reports', () => {
    const reports = fc.array(
      fc.record({
        check: fc.constantFrom('smoke', 'alarms', 'load'),
        verdict: fc.constantFrom('pass', 'wait', 'error', 'fail'),
        at: fc.constantFrom('2026-11-22T13:59:00.000Z', new Date(0).toISOString()),
        reason: fc.constantFrom('fine', 'so so'),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(reports, reports, (before, after) => {
        const [one, other] = [before, after].map((all) => all.map((changes) => report(changes as Partial<Report>)));
        const isSame = evidenceOf(newRequest(), one).digest === evidenceOf(newRequest(), other).digest;
        const changed = castOn({ request: newRequest(), etag: '', lastModified: new Date() }, vote(), {
          seen: readSeen(seenVersion(newRequest(), one)),
          reports: other,
        });
        expect(changed.result).toBe(isSame ? 'recorded' : 'checks-changed');
      }),
    );
  });
});
