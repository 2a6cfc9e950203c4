import { describe, expect, test } from 'vitest';
import { formatBacktestSummary, renderBacktest, summarize } from '../../../src/cli/backtest/render-backtest.ts';
import { now, PastService } from './past-service.ts';

const canary = { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 20 } } as const;
/** Five minutes until the canary, twenty minutes of it, then everything. */
const canaryShares = [...Array(5).fill(0), ...Array(20).fill(10), 100];
const atOnce = [...Array(5).fill(0), 100];
const slow = { responseMs: [140, 160, 180] };

describe('a backtest', () => {
  test('says of each deployment what the gate would have said, wherever its colour was', async () => {
    const service = new PastService()
      .deploy({ hoursAgo: 50, configuration: canary, shares: canaryShares })
      .deploy({ hoursAgo: 40, configuration: canary, shares: canaryShares, green: slow })
      .deploy({ hoursAgo: 30, configuration: canary, shares: canaryShares, blue: slow })
      .deploy({ hoursAgo: 20, configuration: canary, shares: canaryShares });

    const found = await service.backtest(
      { compare: ['p95'], baseline: 'concurrent', watchMinutes: 12 },
      'PRODUCTION_TRAFFIC_SHIFT',
    );

    expect(found.map(({ outcome, decidedAt }) => [outcome, decidedAt?.step])).toEqual([
      ['pass', 100],
      ['fail', 10],
      ['pass', 100],
      ['pass', 100],
    ]);
    expect(found[1]?.reason).toMatch(/^p95 response time, green against blue: green 18\d/);
  });

  test('replays one that was rolled back, up to the moment when it was', async () => {
    const happened = { hoursAgo: 20, configuration: canary, shares: canaryShares, green: { errors: 0.3 } };
    const keys = { compare: ['errorRate'], baseline: 'concurrent', watchMinutes: 10 };
    const early = await new PastService()
      .deploy({ ...happened, rolledBackAfter: 6 })
      .backtest(keys, 'PRODUCTION_TRAFFIC_SHIFT');
    const late = await new PastService()
      .deploy({ ...happened, rolledBackAfter: 22 })
      .backtest(keys, 'PRODUCTION_TRAFFIC_SHIFT');

    expect(early).toMatchObject([
      {
        outcome: 'unknown',
        status: 'ROLLBACK_SUCCESSFUL',
        reason: expect.stringContaining('before the watch was over'),
      },
    ]);
    expect(late).toMatchObject([{ outcome: 'fail', status: 'ROLLBACK_SUCCESSFUL', decidedAt: { step: 10 } }]);
  });

  test('replays conditions and the comparison with before, once all traffic has moved', async () => {
    const service = new PastService()
      .deploy({ hoursAgo: 50, shares: atOnce })
      .deploy({ hoursAgo: 40, shares: atOnce, green: slow });

    const found = await service.backtest({ compare: ['p50'], baseline: 'before' }, 'POST_PRODUCTION_TRAFFIC_SHIFT');

    expect(found.map(({ outcome }) => outcome)).toEqual(['pass', 'fail']);
  });

  test('is inconclusive where the gate would have been: too few requests are no pass', async () => {
    const few = { requests: 20 };
    const service = new PastService().deploy({ hoursAgo: 5, shares: atOnce, green: few, blue: few });

    const [found] = await service.backtest(
      { compare: [{ preset: 'errorRate', minRequests: 5000 }], baseline: 'before' },
      'POST_PRODUCTION_TRAFFIC_SHIFT',
    );

    expect(found?.outcome).toBe('inconclusive');
  });

  test.each<[string, (service: PastService) => void, string]>([
    [
      'both target groups had requests before',
      (service) => {
        const group = (name: string) => ({
          LoadBalancer: 'app/shop/50dc6c495c0c9188',
          TargetGroup: `targetgroup/${name}`,
        });
        service.cloudwatch.put(
          'AWS/ApplicationELB',
          'RequestCount',
          group('shop-b/2222222222222222'),
          new Date(now.getTime() - 5 * 3_600_000 - 300_000),
          3,
        );
      },
      'both target groups had requests before it',
    ],
    [
      'it was a rolling deployment',
      ({ deployments: [only] }) => Object.assign(only ?? {}, { deploymentConfiguration: { strategy: 'ROLLING' } }),
      'a rolling deployment',
    ],
    [
      'no version ran before',
      ({ deployments: [only] }) => Object.assign(only ?? {}, { sourceServiceRevisions: [] }),
      'no older version',
    ],
    ['ECS has forgotten a revision', ({ revisions }) => revisions.clear(), 'no longer knows both its revisions'],
    [
      'the service has one target group',
      ({ revisions }) => {
        for (const revision of revisions.values())
          Object.assign(revision, { loadBalancers: [{ targetGroupArn: 'x' }] });
      },
      'no second target group',
    ],
    [
      'the service has no load balancer',
      ({ revisions }) => {
        for (const revision of revisions.values()) Object.assign(revision, { loadBalancers: [] });
      },
      'no load balancer',
    ],
    [
      'a series is incomplete',
      ({ cloudwatch }) => void cloudwatch.statuses.set('RequestCount', 'PartialData'),
      'could not be read',
    ],
  ])('does not replay it if %s, and says why', async (_, change, why) => {
    const service = new PastService().deploy({ hoursAgo: 5, shares: atOnce });
    change(service);

    const found = await service.backtest(
      { compare: ['errorRate'], baseline: 'before' },
      'POST_PRODUCTION_TRAFFIC_SHIFT',
    );

    expect(found).toMatchObject([{ outcome: 'unknown', reason: expect.stringContaining(why) }]);
  });

  test('does not take test traffic for the shift', async () => {
    const service = new PastService().deploy({
      hoursAgo: 5,
      configuration: canary,
      shares: Array(20).fill(0),
      tests: 10,
      rolledBackAfter: 20,
    });

    const found = await service.backtest(
      { compare: ['errorRate'], baseline: 'concurrent' },
      'PRODUCTION_TRAFFIC_SHIFT',
    );

    expect(found).toMatchObject([{ outcome: 'unknown', reason: 'the new version never got the traffic of a step' }]);
  });

  test('leaves out deployments whose minutes CloudWatch no longer has', async () => {
    const service = new PastService()
      .deploy({ hoursAgo: 16 * 24, shares: atOnce })
      .deploy({ hoursAgo: 14 * 24, shares: atOnce });

    const found = await service.backtest(
      { compare: ['errorRate'], baseline: 'before' },
      'POST_PRODUCTION_TRAFFIC_SHIFT',
    );

    expect(found).toHaveLength(1);
  });

  test('asks CloudWatch for a series once, and not at every minute of the watch', async () => {
    const service = new PastService().deploy({ hoursAgo: 5, shares: atOnce });

    await service.backtest({ compare: ['p95'], baseline: 'before', watchMinutes: 30 }, 'POST_PRODUCTION_TRAFFIC_SHIFT');

    expect(service.cloudwatch.asked.length).toBeLessThan(10);
  });

  test('becomes lines that say what is wrong, and a count', async () => {
    const service = new PastService()
      .deploy({ hoursAgo: 50, shares: atOnce })
      .deploy({ hoursAgo: 40, shares: atOnce, green: { errors: 0.2 } })
      .deploy({ hoursAgo: 30, shares: atOnce, green: { errors: 0.2 }, rolledBackAfter: 30 });

    const found = await service.backtest(
      { compare: ['errorRate'], baseline: 'before' },
      'POST_PRODUCTION_TRAFFIC_SHIFT',
    );
    const lines = renderBacktest(found, { colour: false, columns: 80 });

    expect(lines.filter((line) => !line.startsWith(' '))).toEqual([
      '2026-11-23 10:00 UTC  succeeded        would pass',
      expect.stringMatching(/^2026-11-23 20:00 UTC {2}succeeded {8}would fail at 100 % after \d+ min$/),
      expect.stringMatching(/^2026-11-24 06:00 UTC {2}rolled back {6}would fail at 100 % after \d+ min$/),
    ]);
    const stopped = renderBacktest(
      found.slice(0, 1).map((one) => ({ ...one, status: 'STOPPED' })),
      { colour: false },
    );
    expect(stopped[0]).toMatch(/UTC {2}stopped {10}would pass$/);
    expect(lines.every((line) => line.length <= 80)).toBe(true);
    expect(formatBacktestSummary(summarize(found))).toEqual([
      'would have failed 2 of 3 deployments: 1 that succeeded, 1 that did not',
    ]);
  });
});
