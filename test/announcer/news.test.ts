import { describe, expect, test } from 'vitest';
import type { Announcement } from '../../src/announcer/news/announcement.ts';
import { deploymentAnnouncements } from '../../src/announcer/news/deployment-announcements.ts';
import { requestNews } from '../../src/announcer/news/request-news.ts';
import { type Evidence, evidenceOf } from '../../src/approval/evidence/evidence.ts';
import { withoutStaleVotes } from '../../src/approval/evidence/stale-votes.ts';
import { planNotices } from '../../src/approval/request/notices/due-notices.ts';
import type { ApprovalRequest } from '../../src/approval/request/request.ts';
import { withConfirmation } from '../../src/approval/request/stale/confirmation.ts';
import { approveUnasked, castVote, expire, supersede } from '../../src/approval/request/transitions.ts';
import type { EcsDeployment } from '../../src/deployment/ecs.ts';
import type { Report } from '../../src/hook/report.ts';
import { newRequest, subject, vote } from '../helpers/approval.ts';

const at = '2026-11-22T14:20:00.000Z';
const now = new Date('2026-11-22T15:00:00.000Z');

const approved = castVote(newRequest(), vote({ reason: 'looks good' })).request;
const rejected = castVote(newRequest(), vote({ choice: 'REJECT', reason: 'the price\nis wrong' })).request;
const closed = supersede(newRequest(), 'ECS began to roll the deployment back', { id: 's', at });

const words = ({ event, label, headline, next }: Announcement) => ({ event, label, headline, next });

describe('of a request', () => {
  test('is announced that people are asked, and until when', () => {
    expect(
      requestNews(newRequest({ reviewers: ['ana@example.com', 'ben@example.com'], approvals: 2 })).map(words),
    ).toEqual([
      {
        event: 'asked',
        label: 'ASKED',
        headline: 'my-service 1.42 on my-cluster waits at POST_TEST_TRAFFIC_SHIFT for 2 approvals',
        next: 'Until 2026-11-22 14:30 UTC, then ECS rolls back',
      },
    ]);
  });

  test.each<[string, ApprovalRequest, Partial<Announcement>]>([
    [
      'that somebody approved',
      approved,
      {
        event: 'decided',
        label: 'APPROVED',
        tone: 'good',
        next: 'ECS continues the deployment, unless another hook fails',
        headline:
          'my-service 1.42 at POST_TEST_TRAFFIC_SHIFT: approved by ana@example.com at 2026-11-22 14:10 UTC: looks good',
      },
    ],
    [
      'that somebody rejected, on one line',
      rejected,
      {
        event: 'decided',
        label: 'REJECTED',
        tone: 'bad',
        next: 'ECS rolls back',
        headline:
          'my-service 1.42 at POST_TEST_TRAFFIC_SHIFT: rejected by ana@example.com at 2026-11-22 14:10 UTC: the price is wrong',
      },
    ],
    [
      'that nobody decided',
      expire(newRequest(), { id: 'e', at: '2026-11-22T14:30:00.000Z' }),
      { event: 'expired', label: 'EXPIRED', next: 'ECS rolls back' },
    ],
    [
      'that it was closed',
      closed,
      { event: 'withdrawn', label: 'CLOSED', tone: 'rest', next: 'There is nothing left to decide' },
    ],
    [
      'that somebody took it back',
      supersede(newRequest(), 'withdrawn by eve (IAM): wrong image', { id: 's', at }),
      { event: 'withdrawn', label: 'CLOSED', tone: 'rest', next: 'ECS rolls back' },
    ],
  ])('is announced %s', (_what, request, wanted) => {
    expect(requestNews(request).at(-1)).toMatchObject(wanted);
    expect(requestNews(request).map(({ event }) => event)).toEqual(['asked', wanted.event]);
  });

  test('is announced that an approval does not count, if ECS deploys something else', () => {
    const outdated = withConfirmation(approved, { at, by: 'id', outdated: 'ECS deploys other images' } as never);

    expect(requestNews(outdated).at(-1)).toMatchObject({
      headline: expect.stringMatching(/but ECS deploys other images, so the approval does not count$/),
      ...{ event: 'decided', label: 'APPROVAL OUTDATED', tone: 'bad', next: 'ECS rolls back' },
    });
  });

  test('are announced a vote that was withdrawn, and a question that is still open', () => {
    const voted = castVote(newRequest({ approvals: 2 }), vote()).request;
    const withdrawn = castVote(voted, vote({ id: 'w', choice: 'WITHDRAW', at: '2026-11-22T14:12:00.000Z' })).request;

    expect(requestNews(withdrawn).map(words)).toMatchObject([
      { event: 'asked' },
      {
        event: 'withdrawn',
        headline: 'ana@example.com withdrew their vote on my-service 1.42 at POST_TEST_TRAFFIC_SHIFT',
        next: expect.stringMatching(/^Until/),
      },
    ]);
  });

  test('is announced that an approval no longer counts, as something that nobody did', () => {
    const voted = castVote(newRequest({ approvals: 2, reviewers: ['ana@example.com'] }), vote()).request;
    const found: Evidence = { ...evidenceOf(voted, []), problems: ['smoke: GET /cart failed'] };
    const stale = withoutStaleVotes(voted, found, '2026-11-22T14:12:00.000Z');

    expect(requestNews(stale).map(({ label, headline }) => [label, headline])).toEqual([
      ['ASKED', expect.any(String)],
      [
        'ASKED AGAIN',
        'my-service 1.42 still waits at POST_TEST_TRAFFIC_SHIFT; asked again ana@example.com: the approval by ana@example.com no longer counts, because something has changed since: smoke: GET /cart failed',
      ],
      [
        'VOTE NO LONGER COUNTS',
        'The approval by ana@example.com on my-service 1.42 at POST_TEST_TRAFFIC_SHIFT no longer counts: smoke: GET /cart failed',
      ],
    ]);
  });

  test('are announced reminders and deputies, once for all whom they reach', () => {
    const asked = {
      reminders: { everyMinutes: 10, limit: 2 },
      deputies: [{ afterMinutes: 10, from: ['dan@example.com'] }],
    };
    const request = newRequest({ reviewers: ['ana@example.com', 'ben@example.com'], asked: asked as never });
    const mailed = request.notifications.map((notice) => ({ ...notice, sentAt: '2026-11-22T14:00:01.000Z' }));
    const later = planNotices({ ...request, notifications: mailed }, new Date('2026-11-22T14:11:00.000Z'));
    const news = requestNews(later);

    expect(news.map(({ event, at: when }) => [event, when])).toEqual([
      ['asked', '2026-11-22T14:00:00.000Z'],
      ['escalated', '2026-11-22T14:10:00.000Z'],
      ['reminded', '2026-11-22T14:10:00.000Z'],
    ]);
    expect(news.at(-2)?.headline).toMatch(/; asked dan@example.com: there were not enough approvals after 10 minutes$/);
    expect(news.at(-1)?.headline).toMatch(/; reminded ana@example.com, ben@example.com: 1 of 2/);
    expect(news.at(-1)?.id).not.toBe(news.at(-2)?.id);
  });

  test('is not announced that anybody was asked if nobody was', () => {
    const unasked = approveUnasked(newRequest({ asked: { autoApprove: { clusters: ['*'] } } }), 'a');

    expect(requestNews(unasked as ApprovalRequest).map(({ event }) => event)).toEqual(['decided']);
  });

  test('keeps what was announced when more happens', () => {
    const before = requestNews(newRequest()).map(({ id }) => id);

    for (const later of [approved, rejected, closed]) {
      expect(
        requestNews(later)
          .map(({ id }) => id)
          .slice(0, 1),
      ).toEqual(before);
    }
  });
});

const ended = (deployment: EcsDeployment, requests = [approved], facts = {}) =>
  deploymentAnnouncements(requests, { deployment, rollbacks: [], reports: [], ...facts }, now);

const rolledBack: EcsDeployment = {
  status: 'ROLLBACK_SUCCESSFUL',
  rollback: { reason: 'a lifecycle hook failed.', startedAt: new Date(at) },
};

const report = (changes: Partial<Report>): Report => ({
  ...{ schemaVersion: 1, check: 'smoke', gate: undefined, stage: 'POST_TEST_TRAFFIC_SHIFT', step: undefined },
  ...{ verdict: 'fail', reason: 'p99 812 ms, allowed 500 ms', findings: [], at: '2026-11-22T14:05:00.000Z' },
  ...changes,
});

describe('of a deployment', () => {
  test.each<[string, EcsDeployment, Partial<Announcement> | undefined, boolean]>([
    ['that is in progress, nothing', { status: 'IN_PROGRESS' }, undefined, false],
    ['that ECS reports in an unknown way, nothing', { status: 'NEW_WORD' }, undefined, false],
    [
      'that has succeeded, that',
      { status: 'SUCCESSFUL' },
      { event: 'finished', label: 'DEPLOYED', headline: 'my-service 1.42 on my-cluster is deployed' },
      true,
    ],
    [
      'that was stopped, that',
      { status: 'STOPPED', statusReason: 'Ana stopped it.' },
      { event: 'finished', label: 'STOPPED', headline: 'my-service 1.42 on my-cluster was stopped: Ana stopped it' },
      true,
    ],
    [
      'that is being rolled back, that',
      { ...rolledBack, status: 'ROLLBACK_IN_PROGRESS' },
      {
        event: 'rolled-back',
        headline: 'my-service 1.42 on my-cluster is being rolled back: ECS says: a lifecycle hook failed',
        at,
      },
      false,
    ],
    [
      'that was rolled back, that',
      rolledBack,
      {
        event: 'rolled-back',
        headline: 'my-service 1.42 on my-cluster was rolled back: ECS says: a lifecycle hook failed',
      },
      true,
    ],
    [
      'that could not be rolled back, that',
      { ...rolledBack, status: 'ROLLBACK_FAILED' },
      { event: 'finished', label: 'ROLLBACK FAILED', tone: 'bad' },
      true,
    ],
  ])('%s is announced', (_what, deployment, wanted, isComplete) => {
    const news = ended(deployment);
    const own = news.announcements.filter(({ gate }) => gate === undefined);

    if (wanted) expect(own.at(-1)).toMatchObject(wanted);
    else expect(own).toEqual([]);
    expect(news.isComplete).toBe(isComplete);
  });

  const shifted = (weight: number) => ({ targetServiceRevision: { requestedProductionTrafficWeight: weight } });
  const began = (time: string) => ({ rollback: { startedAt: new Date(`2026-11-22T${time}:00.000Z`) } });
  const closedLate = supersede(newRequest(), 'ECS rolled the deployment back', {
    id: 's',
    at: '2026-11-22T14:31:00.000Z',
  });
  const afterShift = { ...rejected, subject: { ...subject, stage: 'POST_PRODUCTION_TRAFFIC_SHIFT' } };
  const ofSeveral = { ...rejected, subject: { ...subject, gate: 'release.any.approval' } };
  const gives = 'ECS gives the traffic back to the revision before it';

  test.each<[string, ApprovalRequest, Partial<EcsDeployment>, string]>([
    ['stayed, if a gate before the shift rejected it', rejected, {}, 'Production stayed on 1.41'],
    ['stayed, if it was rolled back before that gate opened', closed, shifted(0), 'Production stayed on 1.41'],
    [
      'stayed, if it was rolled back and that gate is not closed yet',
      newRequest(),
      began('14:29'),
      'Production stayed on 1.41',
    ],
    ['may have moved, if it was rolled back after the deadline of that gate', newRequest(), began('14:31'), gives],
    ['may have moved, if nobody knows when it was rolled back', newRequest(), { rollback: {} }, gives],
    [
      'may have moved, if somebody has set the status by hand',
      { ...newRequest(), status: 'APPROVED' },
      began('14:29'),
      gives,
    ],
    ['moved, if it has traffic', rejected, shifted(10), gives],
    ['may have moved, if the gate opened', approved, {}, gives],
    ['may have moved, if the gate was closed after its deadline', closedLate, {}, gives],
    ['may have moved, if other checks of the gate can pass', ofSeveral, {}, gives],
    ['may have moved, if the gate is after the shift', afterShift, {}, gives],
  ])('that is rolled back says that production %s', (_what, request, facts, next) => {
    const news = ended({ ...rolledBack, status: 'ROLLBACK_IN_PROGRESS', ...facts }, [request]).announcements;
    expect(news.find(({ event }) => event === 'rolled-back')?.next).toBe(next);
  });

  test('is complete only once every request is decided', () => {
    expect(ended(rolledBack, [newRequest()]).isComplete).toBe(false);
    expect(ended(rolledBack, [closed]).isComplete).toBe(true);
  });

  test('is given up a week after everything else, if ECS does not know how it ended', () => {
    const unknown = (later: Date) =>
      deploymentAnnouncements([approved], { deployment: undefined, rollbacks: [], reports: [] }, later);

    expect(unknown(now).isComplete).toBe(false);
    expect(unknown(new Date('2026-11-29T14:09:59.000Z')).isComplete).toBe(false);
    expect(unknown(new Date('2026-11-29T14:10:00.000Z')).isComplete).toBe(true);
  });

  const eve = {
    schemaVersion: 1,
    serviceDeploymentArn: 'arn',
    reason: 'checkout is broken',
    by: 'arn:aws:sts::123456789012:assumed-role/approver/eve',
    at: '2026-11-22T14:19:00.000Z',
  } as const;
  const late = castVote(newRequest(), vote({ choice: 'REJECT', at: '2026-11-22T14:25:00.000Z' })).request;
  const takenBack = supersede(newRequest(), 'withdrawn by eve (IAM): wrong image', {
    id: 'w',
    at: '2026-11-22T14:15:00.000Z',
  });

  test.each<[string, ApprovalRequest[], object, RegExp]>([
    [
      'the person who asked for it',
      [rejected],
      { rollbacks: [eve], reports: [report({})] },
      /^approver\/eve \(IAM\) asked for the rollback at .*: checkout is broken$/,
    ],
    ['a rejection', [rejected], { reports: [report({})] }, /^rejected by ana@example.com at .*: the price is wrong$/],
    ['a request that expired', [expire(newRequest(), { id: 'e', at })], {}, /^expired at/],
    ['a request that was taken back', [takenBack], {}, /withdrawn by eve \(IAM\): wrong image$/],
    [
      'an approval that did not count',
      [
        withConfirmation(approved, {
          at: '2026-11-22T14:11:00.000Z',
          by: 'id',
          outdated: 'ECS deploys other images',
        } as never),
      ],
      {},
      /but ECS deploys other images/,
    ],
    [
      'checks that failed',
      [closed],
      { reports: [report({}), report({ check: 'alarms', reason: 'shop-5xx is in ALARM' })] },
      /^smoke failed: p99 812 ms, allowed 500 ms; alarms failed: shop-5xx is in ALARM$/,
    ],
    ['nobody but ECS, if a rejection came later', [late], {}, /^ECS says: a lifecycle hook failed$/],
    [
      'nobody but ECS, if a failure came later, or counted for nothing',
      [closed],
      { reports: [report({ at: now.toISOString() }), report({ waived: 'dry run' })] },
      /^ECS says: a lifecycle hook failed$/,
    ],
    ['nobody but ECS, if the request was closed because of the rollback', [closed], {}, /^ECS says/],
  ])('is rolled back because of %s', (_what, requests, facts, cause) => {
    const [news] = ended(rolledBack, requests, facts).announcements.filter(({ event }) => event === 'rolled-back');

    expect(news?.cause).toMatch(cause);
    expect(news?.headline).toBe(`my-service 1.42 on my-cluster was rolled back: ${news?.cause}`);
  });

  test('that a person rolled back is no failure', () => {
    const [news] = ended(rolledBack, [approved], { rollbacks: [eve] }).announcements.filter(
      ({ event }) => event === 'rolled-back',
    );

    expect(news).toMatchObject({ label: 'ROLLED BACK AS ASKED', tone: 'rest' });
  });

  test('that somebody asked ECS for is no failure, either', () => {
    const statusReason = 'Service deployment rolled back because a stop with ROLLBACK was requested.';
    const [news] = ended({ ...rolledBack, rollback: undefined, statusReason } as never, [
      approved,
    ]).announcements.filter(({ event }) => event === 'rolled-back');

    expect(news).toMatchObject({ label: 'ROLLED BACK AS ASKED', tone: 'rest', cause: 'somebody asked ECS for it' });
  });

  test('that does not say why it is rolled back says so', () => {
    expect(ended({ status: 'ROLLBACK_SUCCESSFUL' }, [closed]).announcements.at(-1)?.cause).toBe('ECS does not say why');
  });

  test('is called by its version, and by its revision if there is no one tag', () => {
    const named = (images: ApprovalRequest['subject']['images']) =>
      requestNews(newRequest({ subject: { ...subject, images } }))[0]?.release;

    expect(named([{ container: 'ui', before: 'r:5000/shop/ui:1.41', after: 'r:5000/shop/ui:1.42@sha256:abc' }])).toBe(
      'my-service 1.42',
    );
    expect(named([{ container: 'ui', after: 'r:5000/shop/ui@sha256:abc' }])).toBe('my-service revision …3900');
    expect(
      named([
        { container: 'a', after: 'a:1' },
        { container: 'b', after: 'b:2' },
      ]),
    ).toBe('my-service revision …3900');
    expect(named([])).toBe('my-service revision …3900');
  });
});
