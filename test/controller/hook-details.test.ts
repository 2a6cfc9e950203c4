import { describe, expect, test } from 'vitest';
import type { HookEvent } from '../../src/controller/ecs/payload.ts';
import type { Switches } from '../../src/controller/switches.ts';
import { answering, hookAt, otherHookArn, runningService, version } from './play.ts';

const asksAgain = (hookDetails?: unknown) => ({
  hookStatus: 'IN_PROGRESS',
  ...(hookDetails !== undefined && { hookDetails }),
});
const succeeds = { hookStatus: 'SUCCEEDED' };

/** The hookDetails that a hook at POST_SCALE_UP, configured with `{ bucket: 'b' }`, sees from call to call. */
async function detailsSeen(answers: readonly unknown[], switches: Partial<Switches> = {}): Promise<unknown[]> {
  const hook = answering(...answers);
  const { controller } = await runningService({
    functions: () => hook.handler,
    switches,
    configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP', { hookDetails: { bucket: 'b' } })] },
  });
  await controller.deploy(version(2));
  return hook.calls.map(({ hookDetails }) => hookDetails);
}

describe('hookDetails', () => {
  test('B-29 come back with the next call', async () => {
    expect(await detailsSeen([asksAgain({ n: 1 }), asksAgain({ n: 2 }), succeeds])).toEqual([
      { bucket: 'b' },
      { n: 1 },
      { n: 2 },
    ]);
  });

  test.each(['{"bucket":"b"}', ['a'], 5, false])('B-120 may be %j, as any JSON may', async (hookDetails) => {
    const hook = answering(succeeds);
    const { controller } = await runningService({ functions: () => hook.handler });
    const lifecycleHooks = [{ ...hookAt('POST_SCALE_UP'), hookDetails: hookDetails as never }];

    await controller.deploy({ ...version(2), deploymentConfiguration: { lifecycleHooks } });

    expect(hook.calls.map(({ hookDetails: seen }) => seen)).toEqual([hookDetails]);
  });

  test('B-120 of a pause hook are accepted and returned, and not used', async () => {
    const { controller, clock, events } = await runningService();
    const hookDetails = { for: 'nobody' };
    const lifecycleHooks = [{ targetType: 'PAUSE' as const, lifecycleStages: ['POST_SCALE_UP' as const], hookDetails }];
    const { serviceDeploymentArn } = controller.startDeployment({
      ...version(2),
      deploymentConfiguration: { lifecycleHooks },
    });
    await clock.advance(60_000);

    const { deploymentConfiguration, lifecycleHookDetails } =
      controller.describeServiceDeployment(serviceDeploymentArn);

    expect(deploymentConfiguration.lifecycleHooks).toMatchObject([{ targetType: 'PAUSE', hookDetails }]);
    expect(lifecycleHookDetails).toMatchObject([{ status: 'AWAITING_ACTION' }]);
    expect(JSON.stringify([lifecycleHookDetails, events])).not.toContain('nobody');
  });

  test('B-29 do not carry over to another stage of the same hook', async () => {
    const hook = answering(asksAgain({ n: 1 }), succeeds);
    const { controller } = await runningService({
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt(['PRE_SCALE_UP', 'POST_SCALE_UP'])] },
    });

    await controller.deploy(version(2));

    expect(hook.calls.map(({ lifecycleStage, hookDetails }) => [lifecycleStage, hookDetails])).toEqual([
      ['PRE_SCALE_UP', undefined],
      ['PRE_SCALE_UP', { n: 1 }],
      ['POST_SCALE_UP', undefined],
    ]);
  });

  test('B-29 do not carry over to another hook of the same stage', async () => {
    const one = answering(asksAgain({ n: 1 }), succeeds);
    const other = answering(asksAgain({ m: 1 }), succeeds);
    const { controller } = await runningService({
      functions: (arn) => (arn === otherHookArn ? other.handler : one.handler),
      configuration: {
        lifecycleHooks: [hookAt('PRE_SCALE_UP'), hookAt('PRE_SCALE_UP', { hookTargetArn: otherHookArn })],
      },
    });

    await controller.deploy(version(2));

    const seen = ({ calls }: { calls: readonly HookEvent[] }) => calls.map(({ hookDetails }) => hookDetails);
    expect(seen(one)).toEqual([undefined, { n: 1 }]);
    expect(seen(other)).toEqual([undefined, { m: 1 }]);
  });

  test('B-29 do not carry over to another deployment', async () => {
    const hook = answering(asksAgain({ n: 1 }), succeeds);
    const { controller } = await runningService({
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt('PRE_SCALE_UP')] },
    });

    await controller.deploy(version(2));
    await controller.deploy(version(3));

    expect(hook.calls.map(({ hookDetails }) => hookDetails)).toEqual([undefined, { n: 1 }, undefined]);
  });

  test('B-30 replace the previous ones', async () => {
    expect(await detailsSeen([asksAgain({ n: 1 }), succeeds])).toEqual([{ bucket: 'b' }, { n: 1 }]);
  });

  test('B-30 are merged over the previous ones if a switch says so', async () => {
    const seen = await detailsSeen([asksAgain({ n: 1 }), asksAgain({ bucket: 'c' }), succeeds], {
      hookDetailsMode: 'merge',
    });

    expect(seen).toEqual([{ bucket: 'b' }, { bucket: 'b', n: 1 }, { bucket: 'c', n: 1 }]);
  });

  test('B-30 that are not an object replace the previous ones, merged or not', async () => {
    expect(await detailsSeen([asksAgain('state'), succeeds], { hookDetailsMode: 'merge' })).toEqual([
      { bucket: 'b' },
      'state',
    ]);
  });

  test('B-31 are the configured ones again after an answer without any', async () => {
    expect(await detailsSeen([asksAgain({ n: 1 }), asksAgain(), succeeds])).toEqual([
      { bucket: 'b' },
      { n: 1 },
      { bucket: 'b' },
    ]);
  });

  test('B-31 survive an answer without any if a switch says so', async () => {
    const seen = await detailsSeen([asksAgain({ n: 1 }), asksAgain(), succeeds], { missingHookDetails: 'keep' });

    expect(seen).toEqual([{ bucket: 'b' }, { n: 1 }, { n: 1 }]);
  });

  test('B-31 are the configured ones at every call until an answer has some', async () => {
    expect(await detailsSeen([asksAgain(), asksAgain(), succeeds])).toEqual([
      { bucket: 'b' },
      { bucket: 'b' },
      { bucket: 'b' },
    ]);
  });
});
