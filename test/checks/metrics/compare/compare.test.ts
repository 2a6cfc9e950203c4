import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { groups, MetricsGate, minute } from '../fakes/metrics-gate.ts';

type Served = Parameters<MetricsGate['serve']>[2];

/** Both versions serve that in each of these minutes. */
function serve(gate: MetricsGate, green: Served, blue: Served, minutes = 10, first = 0): MetricsGate {
  for (let at = first; at < first + minutes; at += 1) {
    gate.serve('green', minute(at), green).serve('blue', minute(at), blue);
  }
  return gate;
}

const concurrent = { baseline: 'concurrent', initialDelayMinutes: 0, watchMinutes: 10 };
const run = (gate: MetricsGate, compare: JsonObject[keyof JsonObject], minutes: number, more: JsonObject = {}) =>
  gate.run({ ...concurrent, compare, ...more }, minutes);

describe('errorRate', () => {
  test('passes if green has as many errors as blue', async () => {
    const gate = serve(new MetricsGate(), { requests: 60, errors: 1 }, { requests: 600, errors: 10 });

    expect(await run(gate, ['errorRate'], 12)).toMatchObject({
      kind: 'pass',
      findings: [
        {
          name: 'error rate, green against blue',
          outcome: 'passed',
          found: expect.stringMatching(
            /^green 1\.667 % of 600 requests \(98 % between .* %\), blue 1\.667 % of 6000 requests, p = 0\.\d+$/,
          ),
          allowed: 'up to 1.5 × blue, or up to 0.5 percentage points more, or p of 0.01 and more',
        },
      ],
    });
  });

  test('fails if green has more, beyond chance, ratio and floor, with both values and p', async () => {
    const gate = serve(new MetricsGate(), { requests: 60, errors: 4 }, { requests: 600, errors: 6 });

    expect(await run(gate, ['errorRate'], 12)).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/green 6\.667 % of 600 requests .*, blue 1 % of 6000 requests, p below 0\.0001/),
      findings: [{ outcome: 'failed' }],
    });
  });

  test('never fails because green is better', async () => {
    const gate = serve(new MetricsGate(), { requests: 60 }, { requests: 600, errors: 60 });

    expect(await run(gate, ['errorRate'], 12)).toMatchObject({ kind: 'pass' });
  });

  test.each([
    ['the ratio', { errors: 12 }, { errors: 10 }, {}],
    ['the floor', { errors: 4 }, { errors: 1 }, {}],
    ['chance', { errors: 2 }, { errors: 1 }, { floorPoints: 0.01 }],
  ])('does not fail within %s', async (_title, green, blue, limits) => {
    const gate = new MetricsGate();
    serve(gate, { requests: 1000, ...green }, { requests: 1000, ...blue }, 1).serve('green', minute(1), {
      requests: 1,
    });

    expect(await run(gate, [{ preset: 'errorRate', ...limits }], 12)).toMatchObject({ kind: 'pass' });
  });

  test('counts refused connections, of which the load balancer counts no status', async () => {
    const gate = serve(new MetricsGate(), { requests: 60, refused: 20 }, { requests: 600 });

    expect(await run(gate, ['errorRate'], 12)).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/33\.33 %/),
    });
  });

  test('fails before the end of the watch only if it is certain', async () => {
    const some = serve(new MetricsGate(), { requests: 60, errors: 4 }, { requests: 600, errors: 18 }, 3);
    const many = serve(new MetricsGate(), { requests: 60, errors: 30 }, { requests: 600, errors: 6 }, 3);

    expect(await run(some, ['errorRate'], 5)).toMatchObject({
      kind: 'wait',
      reason: expect.stringMatching(/after 3 min/),
    });
    expect(await run(many, ['errorRate'], 5)).toMatchObject({ kind: 'fail' });
  });
});

describe('too little traffic', () => {
  test.each([
    ['of green', { requests: 5, errors: 5 }, { requests: 600 }, /green had 100 of at least 500 requests/],
    ['of blue', { requests: 600 }, { requests: 5 }, /blue had 100 of at least 500 requests/],
    ['at all', {}, {}, /green had 0 and blue had 0 of at least 500/],
  ])('%s is inconclusive when patience ends', async (_title, green, blue, reason) => {
    const gate = serve(new MetricsGate(), green, blue, 20);
    const compare = [{ preset: 'errorRate', minRequests: 500 }];

    expect(await run(gate, compare, 21)).toMatchObject({ kind: 'wait' });
    const verdict = await run(gate, compare, 22);
    expect(verdict).toMatchObject({ kind: 'fail', inconclusive: true, findings: [{ outcome: 'unknown' }] });
    expect(verdict.reason).toMatch(reason);
  });

  test('that becomes enough after the watch is judged then', async () => {
    const gate = serve(new MetricsGate(), { requests: 20 }, { requests: 600 }, 20);

    expect(await run(gate, [{ preset: 'errorRate', minRequests: 300 }], 12)).toMatchObject({ kind: 'wait' });
    expect(await run(gate, [{ preset: 'errorRate', minRequests: 300 }], 17)).toMatchObject({ kind: 'pass' });
  });
});

describe('response times', () => {
  /** A bit different in each minute, as all times are. */
  const spread = (base: number, at: number) =>
    Array.from({ length: 30 }, (_, n) => base * (1 + 0.01 * ((n * 7) % 11) + 0.005 * at));
  const withTimes = (green: number, blue: number, minutes = 10) => {
    const gate = new MetricsGate();
    for (let at = 0; at < minutes; at += 1) {
      gate.serve('green', minute(at), { requests: 60, seconds: spread(green, at) });
      gate.serve('blue', minute(at), { requests: 600, seconds: spread(blue, at) });
    }
    return gate;
  };

  test('fail a slower green, with U, p, shift and interval', async () => {
    expect(await run(withTimes(0.3, 0.2), ['p95'], 12)).toMatchObject({
      kind: 'fail',
      findings: [
        {
          name: 'p95 response time, green against blue',
          found: expect.stringMatching(
            /^green 33\d\.\d ms, blue 22\d\.\d ms \(1\.5 ×\), shift 11\d(\.\d+)? ms \(98 % between 1\d\d(\.\d+)? ms and 1\d\d(\.\d+)? ms\), U = 100 of 10 × 10 minutes, p below 0\.0001$/,
          ),
          allowed: 'up to 1.3 × blue, or up to 50 ms more, or p of 0.01 and more',
        },
      ],
    });
  });

  test('pass the same green, and a faster one', async () => {
    expect(await run(withTimes(0.2, 0.2), ['p50', 'p95'], 12)).toMatchObject({ kind: 'pass', findings: [{}, {}] });
    expect(await run(withTimes(0.1, 0.3), ['p95'], 12)).toMatchObject({ kind: 'pass' });
  });

  test('pass a green that is slower by less than the floor', async () => {
    expect(await run(withTimes(0.02, 0.01), ['p95'], 12)).toMatchObject({ kind: 'pass' });
  });

  test('need ten minutes of both versions', async () => {
    const gate = withTimes(0.3, 0.2, 9);

    expect(await run(gate, ['p95'], 12)).toMatchObject({
      kind: 'wait',
      reason: expect.stringMatching(/green has 9 and blue 9 minutes with data of at least 10/),
    });
    expect(await run(gate, ['p95'], 22)).toMatchObject({ kind: 'fail', inconclusive: true });
  });

  test('of two flat lines are compared by their ratio', async () => {
    const flat = (green: number) =>
      serve(new MetricsGate(), { requests: 60, seconds: [green] }, { requests: 600, seconds: [0.2] });

    expect(await run(flat(0.3), ['p95'], 12)).toMatchObject({
      kind: 'fail',
      reason: expect.not.stringMatching(/ p = /),
    });
    expect(await run(flat(0.2), ['p95'], 12)).toMatchObject({ kind: 'pass' });
    expect(await run(flat(0.3), ['p95'], 11)).toMatchObject({ kind: 'wait' });
  });

  test('can be compared by the ratio of the whole watch, in fewer minutes', async () => {
    const byRatio = [{ preset: 'p95', method: 'ratio' }];
    const gate = withTimes(0.3, 0.2, 5);

    expect(await run(gate, byRatio, 7, { watchMinutes: 5 })).toMatchObject({ kind: 'fail' });
    expect(gate.cloudwatch.asked.at(-1)?.MetricDataQueries.at(-1)?.MetricStat).toMatchObject({
      Period: 300,
      Stat: 'p95',
    });
    expect(await run(withTimes(0.2, 0.2, 5), byRatio, 7, { watchMinutes: 5 })).toMatchObject({ kind: 'pass' });
  });
});

describe('several comparisons', () => {
  test('need more certainty each, by Holm, than one alone', async () => {
    const gate = new MetricsGate();
    for (let at = 0; at < 10; at += 1) {
      const seconds = [0.2 + 0.001 * at];
      gate.serve('green', minute(at), { requests: 100, seconds, errors: at === 0 ? 8 : 0 });
      gate.serve('blue', minute(at), { requests: 100, seconds, errors: at === 0 ? 0 : 0 });
    }
    const errorRate = { preset: 'errorRate', maxP: 0.005 };

    expect(await run(gate, [errorRate], 12)).toMatchObject({ kind: 'fail' });
    expect(await run(gate, [errorRate, 'p50', 'p95'], 12)).toMatchObject({
      kind: 'pass',
      findings: [{ outcome: 'degraded', found: expect.stringMatching(/worse, but it may be chance$/) }, {}, {}],
    });
  });
});

describe('requestCount', () => {
  test.each([
    [60, 540, 'pass'],
    [35, 540, 'pass'],
    [20, 540, 'fail'],
    [0, 540, 'fail'],
  ])('of %d against %d requests a minute at 10 %% of the traffic: %s', async (green, blue, kind) => {
    const gate = serve(new MetricsGate({ weight: 10 }), { requests: green }, { requests: blue });

    expect(await run(gate, ['requestCount'], 12)).toMatchObject({ kind });
  });
});

describe('the share of the traffic that requestCount expects', () => {
  const askAfter = (weight: number | null, stage = 'PRODUCTION_TRAFFIC_SHIFT') => {
    const gate = new MetricsGate({ weight, stage });
    for (let at = 0; at < 10; at += 1) gate.serve('green', minute(at), { requests: 60 });
    for (let at = -31; at < -21; at += 1) gate.serve('blue', minute(at), { requests: 600 });
    return run(gate, ['requestCount'], 12, { baseline: 'before' });
  };

  test('is that of the step, also against the time before', async () => {
    expect(await askAfter(10)).toMatchObject({ kind: 'pass' });
    expect(await askAfter(25)).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/green 60 .* expected from blue: 150/),
    });
    expect(await askAfter(null, 'POST_PRODUCTION_TRAFFIC_SHIFT')).toMatchObject({ kind: 'fail' });
  });

  test('is inconclusive if the event does not name the step', async () => {
    const gate = serve(new MetricsGate({ weight: null }), { requests: 60 }, { requests: 540 }, 20);

    expect(await run(gate, ['requestCount'], 12)).toMatchObject({
      kind: 'wait',
      reason: expect.stringMatching(/unknown share/),
    });
    expect(await run(gate, ['requestCount'], 22)).toMatchObject({ kind: 'fail', inconclusive: true });
  });
});

describe('the baseline before', () => {
  const before = { baseline: 'before' };
  const gateAfter = (errors: number) => {
    const gate = new MetricsGate({ stage: 'POST_PRODUCTION_TRAFFIC_SHIFT', strategy: 'BLUE_GREEN', weight: null });
    for (let at = 0; at < 10; at += 1) gate.serve('green', minute(at), { requests: 600, errors });
    // The deployment was created 20.5 minutes before the gate was called first.
    for (let at = -31; at < -21; at += 1) gate.serve('blue', minute(at), { requests: 500, errors: 5 });
    return gate;
  };

  test('compares with the old version right before the deployment', async () => {
    const gate = gateAfter(6);

    expect(await run(gate, ['errorRate'], 12, before)).toMatchObject({
      kind: 'pass',
      reason: expect.stringMatching(/blue 1 % of 5000 requests/),
    });
    const windows = gate.cloudwatch.asked.map(({ StartTime, EndTime }) => [StartTime, EndTime]);
    expect(windows).toEqual([
      [minute(0), minute(10)],
      [minute(-31), minute(-21)],
    ]);
    expect(await run(gateAfter(60), ['errorRate'], 12, before)).toMatchObject({ kind: 'fail' });
  });

  test('never reads what the target group measured before the old version was created', async () => {
    const gate = gateAfter(6);
    const revision = [...gate.ecs.revisions.values()].find(
      ({ serviceRevisionArn }) => serviceRevisionArn !== gate.target.revisionArn,
    );
    if (revision !== undefined) revision.createdAt = minute(-25.5);

    await run(gate, ['errorRate'], 12, before);

    expect(gate.cloudwatch.asked.at(-1)).toMatchObject({ StartTime: minute(-25), EndTime: minute(-21) });
  });
});

describe('steps and stages', () => {
  const stages = (options: ConstructorParameters<typeof MetricsGate>[0]) =>
    serve(new MetricsGate(options), { requests: 60, errors: 30 }, { requests: 600 });

  test.each([
    [
      { stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', weight: 0, strategy: 'CANARY' },
      'pass',
      /not compared at this step: before the first/,
    ],
    [{ stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', weight: 10, strategy: 'LINEAR' }, 'fail', /50 % of/],
    [{ stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', weight: 100, strategy: 'LINEAR' }, 'fail', /50 % of/],
    [{ stage: 'PRODUCTION_TRAFFIC_SHIFT', weight: 10, strategy: 'CANARY' }, 'fail', /50 % of/],
    [{ stage: 'PRODUCTION_TRAFFIC_SHIFT', weight: null, strategy: 'CANARY' }, 'fail', /50 % of/],
    [{ stage: 'PRODUCTION_TRAFFIC_SHIFT', weight: 100, strategy: 'LINEAR' }, 'pass', /after the last step/],
    [{ stage: 'POST_TEST_TRAFFIC_SHIFT', weight: null, strategy: 'CANARY' }, 'fail', /50 % of/],
    // Here it would compare at no step at all.
    [
      { stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', weight: 0, strategy: 'BLUE_GREEN' },
      'fail',
      /attach the gate at POST_PROD/,
    ],
    [{ stage: 'PRODUCTION_TRAFFIC_SHIFT', weight: 100, strategy: 'BLUE_GREEN' }, 'fail', /set "baseline": "before"/],
    [{ stage: 'POST_PRODUCTION_TRAFFIC_SHIFT', weight: null, strategy: 'CANARY' }, 'fail', /set "baseline": "before"/],
    [{ stage: 'POST_SCALE_UP', weight: null, strategy: 'CANARY' }, 'fail', /no traffic at POST_SCALE_UP/],
  ])('at %j a bad green with the concurrent baseline: %s', async (options, kind, reason) => {
    const verdict = await run(stages(options), ['errorRate'], 12);

    expect(verdict.kind).toBe(kind);
    expect(verdict.reason).toMatch(reason);
    expect(verdict).not.toHaveProperty('inconclusive');
  });

  test('are separate gates, each with its own time', async () => {
    const gate = serve(new MetricsGate(), { requests: 60, errors: 30 }, { requests: 600 }, 10, -10);

    expect(await run(gate, ['errorRate'], 5)).toMatchObject({ kind: 'wait' });
  });
});

describe('what has no blue or no metrics', () => {
  test('is refused behind a Network Load Balancer', async () => {
    expect(await run(new MetricsGate({ isNetwork: true }), ['errorRate'], 12)).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/Network Load Balancer, which counts no HTTP answers/),
    });
  });

  test('is refused in a first deployment, unless that passes unchecked', async () => {
    const gate = new MetricsGate();
    gate.ecs.deployments.set(gate.target.deploymentArn ?? '', { createdAt: minute(-20), sourceServiceRevisions: [] });

    expect(await run(gate, ['errorRate'], 12)).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/no blue/),
    });
    expect(await run(gate, ['errorRate'], 12, { firstDeployment: 'pass' })).toMatchObject({ kind: 'pass' });
  });

  test('is an error while ECS cannot say it', async () => {
    const unknown = new MetricsGate();
    delete unknown.ecs.revisions.get(unknown.target.revisionArn)?.resolvedConfiguration;
    const down = new MetricsGate();
    down.ecs.broken.revisions = new Error('Rate exceeded');

    expect(await run(unknown, ['errorRate'], 12)).toMatchObject({ kind: 'error' });
    expect(await run(down, ['errorRate'], 12)).toMatchObject({
      kind: 'error',
      reason: expect.stringMatching(/Rate exceeded/),
    });
  });

  test('is an error if one series of one version is incomplete', async () => {
    const gate = serve(new MetricsGate(), { requests: 60 }, { requests: 600 });
    gate.cloudwatch.statuses.set('HTTPCode_Target_5XX_Count', 'PartialData');

    expect(await run(gate, ['errorRate'], 12)).toMatchObject({
      kind: 'error',
      reason: `the metrics could not be read: HTTPCode_Target_5XX_Count of ${groups.green}: CloudWatch answered PartialData`,
    });
  });
});
