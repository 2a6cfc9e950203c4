import { defineHook } from 'ecs-greenlight';
import { answerEvent, simulateDeployment } from 'ecs-greenlight/testing';
import { describe, expect, test } from 'vitest';
import { metricCheck } from './check.ts';
import event from './event.json' with { type: 'json' };
import { fakeCloudWatch, type ValueOfMinute } from './fake.ts';
import hookDetails from './hook-details.json' with { type: 'json' };
import { metricReader } from './read-metric.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A whole deployment, on a clock that takes no time. */
async function deploy(dataIn: ValueOfMinute, details: typeof hookDetails = hookDetails) {
  const cloudWatch = fakeCloudWatch(dataIn);
  const deployment = await simulateDeployment({
    strategy: 'BLUE_GREEN',
    hooks: ({ clock }) => [
      {
        name: 'my-check',
        handler: defineHook({ check: metricCheck(metricReader(cloudWatch)), clock, logger: silent }),
        at: 'POST_PRODUCTION_TRAFFIC_SHIFT',
        hookDetails: details,
      },
    ],
  });
  return { ...deployment, dimensions: cloudWatch.dimensions };
}

describe('my-check', () => {
  test('passes after five minutes that were low enough', async () => {
    const { status, hooks } = await deploy(() => 500);

    expect(status).toBe('SUCCESSFUL');
    expect(hooks[0]?.calls[0]).toMatchObject({ answer: { hookStatus: 'IN_PROGRESS' } });
    expect(hooks[0]).toMatchObject({ status: 'SUCCEEDED', reason: 'CheckoutMs was at most 500 in 5 minutes' });
    expect(hooks[0]?.seconds).toBeGreaterThanOrEqual(300);
  });

  test('asks for the new revision only', async () => {
    const { dimensions, deployment } = await deploy(() => 1);

    const revision = deployment.targetServiceRevision.arn.split('/').at(-1);
    expect([...dimensions]).toEqual(['Service=my-service', `Revision=${revision}`]);
  });

  test('rolls back at once for a minute that was too high', async () => {
    const { status, hooks } = await deploy((minute) => (minute === 2 ? 501 : 100));

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]).toMatchObject({ reason: 'CheckoutMs is 501, at most 500 is allowed' });
    expect(hooks[0]?.seconds).toBeLessThan(300);
  });

  test('rolls back without enough data when its time is up', async () => {
    const { status, hooks } = await deploy((minute) => (minute < 2 ? 100 : undefined));

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]?.reason).toContain('2 of 5 minutes have data about CheckoutMs, after 15 min');
    expect(hooks[0]?.seconds).toBeLessThan(960);
  });

  test('does not pass with data that CloudWatch could not read completely', async () => {
    const partial = async () => ({ MetricDataResults: [{ StatusCode: 'PartialData', Values: [1, 1, 1, 1, 1] }] });

    await expect(
      metricReader({ send: partial })(
        { ...hookDetails, statistic: 'p99', from: new Date(0), until: new Date(300_000) },
        AbortSignal.timeout(1_000),
      ),
    ).rejects.toThrow('CloudWatch has not read CheckoutMs completely: PartialData');
  });

  test('refuses a configuration that it does not know', async () => {
    const { hooks } = await deploy(() => 1, { ...hookDetails, statistic: 'Mean' });

    expect(hooks[0]?.reason).toContain('statistic');
  });

  test("answers ECS's event", async () => {
    const handler = defineHook({ check: metricCheck(metricReader(fakeCloudWatch(() => 1))), logger: silent });

    expect(await answerEvent(handler, { ...event, hookDetails })).toMatchObject({ verdict: 'in-progress' });
  });
});
