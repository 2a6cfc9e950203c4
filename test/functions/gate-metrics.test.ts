import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseEvent } from '../../src/hook/event/event.ts';
import { placeOf } from '../../src/hook/event/gate-state.ts';
import { isJsonObject } from '../../src/hook/json.ts';
import { readEvent } from '../deployment/target-of-event.ts';
import type { RunningFunction } from './deployed.ts';
import { useBuiltHooks } from './listeners/built-hooks.ts';

type Asked = { MetricDataQueries: { Id: string; Expression?: string }[]; StartTime: number; EndTime: number };

/** What CloudWatch has of every metric, by the minute, and the calls that it got. */
const cloudwatch = { value: 0, status: 'Complete', asked: [] as Asked[], regions: new Set<string | undefined>() };

const condition = {
  ...{ name: 'errors', math: '100 * errors / requests', success: { max: 1 } },
  metrics: {
    errors: { namespace: 'Shop', name: 'Errors', statistic: 'Sum' },
    requests: { namespace: 'Shop', name: 'Requests', statistic: 'Sum' },
  },
};

describe('the built gate hook with the metrics check', () => {
  const { start, reports } = useBuiltHooks(answerAws);
  let hook: RunningFunction;
  beforeAll(async () => {
    hook = await start('gate-hook');
  }, 120_000);
  beforeEach(() => Object.assign(cloudwatch, { value: 0, status: 'Complete', asked: [] }));

  test('passes what is within its range, and reports the values', async () => {
    expect(await ask(hook, 15)).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: expect.stringMatching(/errors: 1\d good of 1\d readings, the last 0/),
    });
    expect(reports.find(({ check }) => check === 'metrics')).toMatchObject({
      verdict: 'pass',
      findings: [{ name: 'errors', outcome: 'passed', allowed: 'at most 1' }],
    });
    expect([...cloudwatch.regions]).toEqual(['us-west-2']);
    expect(cloudwatch.asked[0]?.MetricDataQueries.map(({ Expression }) => Expression)).toEqual([
      '100 * errors / requests',
      undefined,
      undefined,
    ]);
  });

  test('reads whole minutes only, until two minutes ago', async () => {
    await ask(hook, 15);

    const { StartTime = 1, EndTime = 1 } = cloudwatch.asked[0] ?? {};
    expect([StartTime % 60, EndTime % 60]).toEqual([0, 0]);
    expect(Date.now() / 1000 - EndTime).toBeGreaterThanOrEqual(120);
  });

  test('fails what is not', async () => {
    cloudwatch.value = 4.2;

    expect(await ask(hook, 15)).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringMatching(/errors: 4\.2 at/),
    });
  });

  test('waits while it watches, and calls again within two minutes', async () => {
    expect(await ask(hook, 6)).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      callBackDelay: expect.toSatisfy((s) => s <= 120),
    });
  });

  test('neither passes nor fails on what CloudWatch does not let it read', async () => {
    cloudwatch.status = 'Forbidden';

    expect(await ask(hook, 15)).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringMatching(/CloudWatch answered Forbidden/),
    });
  });

  test('refuses a configuration with the path of what is wrong', async () => {
    expect(await ask(hook, 15, { ...condition, success: { max: '1' } })).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringMatching(/checks\[0\]\.metrics\.conditions\[0\]\.success\.max: expected a number, not "1"/),
    });
  });
});

/** Asks a gate that was first called some minutes ago. */
async function ask(hook: RunningFunction, minutes: number, conditions: object = condition) {
  const event = readEvent('PRODUCTION_TRAFFIC_SHIFT.doc');
  const parsed = parseEvent(event);
  if (!parsed.ok || !isJsonObject(event)) throw new Error('the event cannot be read');
  const since = Math.floor(Date.now() / 1000) - minutes * 60;
  const state = { metrics: { since, polls: 1 } };
  const hookDetails = {
    checks: [{ metrics: { conditions: [conditions], initialDelayMinutes: 0 } }],
    greenlight: { v: 1, at: placeOf(parsed.target), since, polls: 1, errors: 0, state },
  };
  return await hook.invoke({ ...event, hookDetails });
}

function answerAws(operation: string | undefined, body: string, region: string | undefined) {
  const answer = (value: object) => ({ type: 'application/x-amz-json-1.0', body: JSON.stringify(value) });
  if (operation === 'GetMetricData') {
    const asked: Asked = JSON.parse(body);
    cloudwatch.asked.push(asked);
    cloudwatch.regions.add(region);
    const Timestamps: number[] = [];
    for (let at = asked.StartTime; at < asked.EndTime; at += 60) Timestamps.push(at);
    const { value, status: StatusCode } = cloudwatch;
    return answer({
      MetricDataResults: asked.MetricDataQueries.map(({ Id }) => {
        return { Id, StatusCode, Timestamps, Values: Timestamps.map(() => value) };
      }),
    });
  }
  return answer({ serviceDeployments: [{ status: 'IN_PROGRESS' }], failures: [] });
}
