import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type HookEvent, hookEvent } from '../../../src/controller/ecs/payload.ts';
import type { HookContext } from '../../../src/controller/lambda/lambda-context.ts';
import type { HookableStage } from '../../../src/hook/target.ts';
import { hookableStages } from '../../../src/hook/target.ts';
import { answering, hookArn, hookAt, newService, runningService, version } from '../play.ts';

/** The text of a published payload. */
function published(file: string): string {
  return readFileSync(new URL(`../../../events/${file}.json`, import.meta.url), 'utf8').trim();
}

/** Plays a deployment with a hook at the stage, and returns the events that it was called with and their ids. */
async function callsAt(stage: HookableStage, answers: readonly unknown[], hookDetails?: Record<string, string>) {
  const hook = answering(...answers);
  const { controller } = await runningService({
    functions: () => hook.handler,
    configuration: { lifecycleHooks: [hookAt(stage, hookDetails && { hookDetails })] },
  });
  const blue = controller.controls.primaryRevisionArn() ?? '';
  const deployment = await controller.deploy(version(2));
  return { calls: hook.calls, deployment, blue };
}

/** The event's text with the ids of the published one instead of ours. */
function withPublishedIds(event: HookEvent | undefined, { blue, text }: { blue: string; text: string }): string {
  const sample: HookEvent = JSON.parse(text);
  const sampleBlue = 'arn:aws:ecs:us-west-2:123456789012:service-revision/my-cluster/my-service/1920498462936580504';
  return JSON.stringify(event, null, 2)
    .replaceAll(event?.executionId ?? '', sample.executionId)
    .replaceAll(event?.resourceArn ?? '', sample.resourceArn)
    .replaceAll(
      event?.executionDetails.targetServiceRevisionArn ?? '',
      sample.executionDetails.targetServiceRevisionArn,
    )
    .replaceAll(blue, sampleBlue);
}

describe('the event for a hook', () => {
  test.each([
    'PRE_SCALE_UP',
    'POST_SCALE_UP',
    'TEST_TRAFFIC_SHIFT',
    'POST_TEST_TRAFFIC_SHIFT',
    'PRE_PRODUCTION_TRAFFIC_SHIFT',
    'PRODUCTION_TRAFFIC_SHIFT',
    'POST_PRODUCTION_TRAFFIC_SHIFT',
  ] as const)('B-12 is byte for byte the one AWS publishes for %s', async (stage) => {
    const text = published(`${stage}.doc`);

    const { calls, blue } = await callsAt(stage, [{ hookStatus: 'SUCCEEDED' }]);

    expect(withPublishedIds(calls[0], { blue, text })).toBe(text);
  });

  test('B-12 is byte for byte the one AWS publishes for a rollback', async () => {
    const text = published('PRODUCTION_TRAFFIC_SHIFT.doc-rollback');

    const { calls, blue } = await callsAt('PRODUCTION_TRAFFIC_SHIFT', [
      { hookStatus: 'FAILED' },
      { hookStatus: 'SUCCEEDED' },
    ]);

    expect(calls).toHaveLength(2);
    expect(withPublishedIds(calls[1], { blue, text })).toBe(text);
  });

  test('B-12 is byte for byte the one AWS publishes with hookDetails', async () => {
    const text = published('POST_TEST_TRAFFIC_SHIFT.doc-hook-details');
    const asksAgain = {
      hookStatus: 'IN_PROGRESS',
      hookDetails: { approvalChecked: true, S3_BUCKET_NAME: 'my-approval-bucket' },
    };

    const { calls, blue } = await callsAt('POST_TEST_TRAFFIC_SHIFT', [asksAgain, { hookStatus: 'SUCCEEDED' }], {
      S3_BUCKET_NAME: 'my-approval-bucket',
    });

    expect(withPublishedIds(calls[1], { blue, text })).toBe(text);
  });

  test.each([
    [
      'POST_TEST_TRAFFIC_SHIFT',
      '2025-07',
      { account: '123', cluster: 'EcsBlueGreenCluster', service: 'nginxBGservice' },
    ],
    [
      'POST_TEST_TRAFFIC_SHIFT',
      '2026-09',
      { account: '111122223333', region: 'us-east-1', cluster: 'retail-store-ecs-cluster', service: 'ui' },
    ],
    [
      'PRODUCTION_TRAFFIC_SHIFT',
      '2025-07',
      { account: '111122223333', region: 'ap-northeast-1', cluster: 'my-cluster', service: 'native-bg-1' },
    ],
  ] as const)('B-12 has the members that were logged for %s in a real account in %s', async (stage, month, service) => {
    const observed: HookEvent = JSON.parse(published(`${stage}.observed-${month}`));
    const hook = answering({ hookStatus: 'SUCCEEDED' });
    const { controller } = await runningService({
      service,
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt(stage)] },
    });
    const blue = controller.controls.primaryRevisionArn() ?? '';
    await controller.deploy(version(2));
    const [event] = hook.calls;
    const { targetServiceRevisionArn: green, productionTrafficWeights } = observed.executionDetails;
    const [observedBlue = 'none'] = Object.keys(productionTrafficWeights).filter((arn) => arn !== green);

    const text = JSON.stringify(event)
      .replaceAll(event?.executionId ?? '', observed.executionId)
      .replaceAll(event?.resourceArn ?? '', observed.resourceArn)
      .replaceAll(event?.executionDetails.targetServiceRevisionArn ?? '', green)
      .replaceAll(blue, observedBlue);

    expect(JSON.parse(text)).toEqual(observed);
  });

  test.each([
    'RECONCILE_SERVICE',
    'PRE_SCALE_UP',
    'POST_SCALE_UP',
    'TEST_TRAFFIC_SHIFT',
    'POST_TEST_TRAFFIC_SHIFT',
    'PRODUCTION_TRAFFIC_SHIFT',
    'POST_PRODUCTION_TRAFFIC_SHIFT',
  ] as const)('B-12 contains, byte for byte, the flat event that AWS published for %s in 2025', async (stage) => {
    const text = published(`${stage}.doc-2025-flat`);
    const hook = answering({ hookStatus: 'SUCCEEDED' });
    const { controller } = await runningService({
      service: { account: '1234567890', cluster: 'myCluster', service: 'myService' },
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt(stage)] },
    });
    const blue = controller.controls.primaryRevisionArn() ?? '';
    // RECONCILE_SERVICE exists only if another deployment was running.
    if (stage === 'RECONCILE_SERVICE') {
      controller.startDeployment(version(2));
      await controller.clock.run(controller.clock.sleep(10_000));
    }

    const { targetServiceRevision } = await controller.deploy(version(3));

    const revision = 'arn:aws:ecs:us-west-2:1234567890:service-revision/myCluster/myService';
    const told = JSON.stringify(hook.calls.at(-1)?.executionDetails, null, 2)
      .replaceAll(targetServiceRevision.arn, `${revision}/01275892`)
      .replaceAll(blue, `${revision}/78652123`);
    expect(told).toBe(text);
  });

  test('B-13 shows weights at three stages, and empty ones at the others', async () => {
    const hook = answering({ hookStatus: 'SUCCEEDED' });
    const { controller } = await runningService({
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt(hookableStages)] },
    });
    const blue = controller.controls.primaryRevisionArn() ?? '';

    const { targetServiceRevision } = await controller.deploy(version(2));

    const green = targetServiceRevision.arn;
    const shown = hook.calls.map(({ lifecycleStage, executionDetails }) => [
      lifecycleStage,
      executionDetails.testTrafficWeights,
      executionDetails.productionTrafficWeights,
    ]);
    expect(shown).toEqual([
      ['PRE_SCALE_UP', {}, {}],
      ['POST_SCALE_UP', {}, {}],
      ['TEST_TRAFFIC_SHIFT', { [green]: 100, [blue]: 0 }, {}],
      ['POST_TEST_TRAFFIC_SHIFT', {}, {}],
      ['PRE_PRODUCTION_TRAFFIC_SHIFT', {}, { [green]: 0, [blue]: 100 }],
      ['PRODUCTION_TRAFFIC_SHIFT', {}, { [green]: 100, [blue]: 0 }],
      ['POST_PRODUCTION_TRAFFIC_SHIFT', {}, {}],
    ]);
  });

  test('B-14 has the weights of the flat sample of 2025 at RECONCILE_SERVICE, in the nested shape', async () => {
    const flat = JSON.parse(published('RECONCILE_SERVICE.doc-2025-flat'));
    const hook = answering({ hookStatus: 'SUCCEEDED' });
    const { controller } = await runningService({
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt('RECONCILE_SERVICE')] },
    });
    const blue = controller.controls.primaryRevisionArn() ?? '';
    controller.startDeployment(version(2));
    await controller.clock.run(controller.clock.sleep(10_000));

    const { targetServiceRevision } = await controller.deploy(version(3));

    const green = targetServiceRevision.arn;
    expect(Object.values(flat.testTrafficWeights)).toEqual([100, 0]);
    expect(Object.values(flat.productionTrafficWeights)).toEqual([100, 0]);
    expect(hook.calls.map(({ lifecycleStage }) => lifecycleStage)).toEqual(['RECONCILE_SERVICE']);
    expect(hook.calls[0]?.executionDetails).toEqual({
      serviceArn: controller.serviceArn,
      targetServiceRevisionArn: green,
      testTrafficWeights: { [green]: 100, [blue]: 0 },
      productionTrafficWeights: { [green]: 100, [blue]: 0 },
    });
  });

  test('B-15 names only the first revision during the first deployment of a service', async () => {
    const hook = answering({ hookStatus: 'SUCCEEDED' });
    const { controller } = newService({
      functions: () => hook.handler,
      configuration: {
        lifecycleHooks: [hookAt(['TEST_TRAFFIC_SHIFT', 'PRE_PRODUCTION_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'])],
      },
    });

    const { targetServiceRevision } = await controller.deploy(version(1));

    const first = targetServiceRevision.arn;
    const shown = hook.calls.map(({ executionDetails: { testTrafficWeights, productionTrafficWeights } }) => ({
      testTrafficWeights,
      productionTrafficWeights,
    }));
    expect(shown).toEqual([
      { testTrafficWeights: { [first]: 100 }, productionTrafficWeights: {} },
      { testTrafficWeights: {}, productionTrafficWeights: { [first]: 0 } },
      { testTrafficWeights: {}, productionTrafficWeights: { [first]: 100 } },
    ]);
  });

  test('B-16 has no hookDetails if none were configured or answered', async () => {
    const { calls } = await callsAt('POST_SCALE_UP', [{ hookStatus: 'IN_PROGRESS' }, { hookStatus: 'SUCCEEDED' }]);

    expect(calls.map((event) => 'hookDetails' in event)).toEqual([false, false]);
  });

  test('B-16 has the configured hookDetails from the first call on', async () => {
    const { calls } = await callsAt('POST_SCALE_UP', [{ hookStatus: 'SUCCEEDED' }], {
      S3_BUCKET_NAME: 'my-approval-bucket',
    });

    expect(calls[0]?.hookDetails).toEqual({ S3_BUCKET_NAME: 'my-approval-bucket' });
  });

  test.each([
    { switches: {}, different: 3 },
    { switches: { executionId: 'per-call' }, different: 3 },
    { switches: { executionId: 'per-hook' }, different: 1 },
  ] as const)('B-17 has $different executionIds in 3 calls with $switches', async ({ switches, different }) => {
    const asksAgain = { hookStatus: 'IN_PROGRESS' };
    const hook = answering(asksAgain, asksAgain, { hookStatus: 'SUCCEEDED' });
    const { controller } = await runningService({
      functions: () => hook.handler,
      switches,
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
    });

    await controller.deploy(version(2));

    const ids = hook.calls.map((event) => event.executionId);
    expect(new Set(ids).size).toBe(different);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('B-18 comes with a Lambda context', async () => {
    const contexts: HookContext[] = [];
    const { controller } = await runningService({
      functions: () => ({
        handler: (_event, context) => {
          contexts.push(context);
          return { hookStatus: 'SUCCEEDED' };
        },
        timeoutSeconds: 30,
      }),
      configuration: {
        lifecycleHooks: [hookAt('POST_SCALE_UP'), hookAt('PRE_SCALE_UP', { hookTargetArn: `${hookArn}:live` })],
      },
    });

    await controller.deploy(version(2));

    expect(contexts[0]).toMatchObject({
      functionName: 'my-hook',
      functionVersion: 'live',
      invokedFunctionArn: `${hookArn}:live`,
    });
    expect(contexts[1]).toMatchObject({
      functionName: 'my-hook',
      functionVersion: '$LATEST',
      invokedFunctionArn: hookArn,
    });
    expect(contexts[0]?.getRemainingTimeInMillis()).toBe(0);
    expect(contexts[0]?.awsRequestId).not.toBe(contexts[1]?.awsRequestId);
  });

  test('B-18 reports how much of its own timeout a function has left', async () => {
    const left: number[] = [];
    const { controller } = await runningService({
      functions: () => ({
        handler: (_event, context) => {
          left.push(context.getRemainingTimeInMillis());
          return { hookStatus: 'SUCCEEDED' };
        },
        timeoutSeconds: 30,
      }),
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
    });

    await controller.deploy(version(2));

    expect(left).toEqual([30_000]);
  });

  test('B-19 is a copy: a handler that changes it changes nothing else', async () => {
    const seen: unknown[] = [];
    const { controller, events } = await runningService({
      functions: () => (event) => {
        seen.push(structuredClone(event.hookDetails));
        Object.assign(event, { hookDetails: { limit: 2 }, lifecycleStage: 'PRE_SCALE_UP' });
        return { hookStatus: seen.length < 2 ? 'IN_PROGRESS' : 'SUCCEEDED' };
      },
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP', { hookDetails: { limit: 1 } })] },
    });

    await controller.deploy(version(2));

    expect(seen).toEqual([{ limit: 1 }, { limit: 1 }]);
    expect(events.find(({ type }) => type === 'hook-called')).toMatchObject({
      event: { lifecycleStage: 'POST_SCALE_UP' },
    });
  });
});

describe('hookEvent', () => {
  test('adds for blue what green does not have', () => {
    const event = hookEvent({
      executionId: 'f4fcae0f-9bec-41c6-ba87-0eaa0cef8af5',
      stage: 'PRODUCTION_TRAFFIC_SHIFT',
      serviceDeploymentArn: 'deployment',
      serviceArn: 'service',
      greenArn: 'green',
      blueArn: 'blue',
      test: undefined,
      production: 10,
      hookDetails: undefined,
    });

    expect(event.executionDetails.productionTrafficWeights).toEqual({ green: 10, blue: 90 });
  });
});
