import { ContinueServiceDeploymentCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import type { LifecycleHookInput } from '../../src/controller/ecs/deployment-configuration.ts';
import { defaultSwitches, type Switches } from '../../src/controller/switches.ts';
import { serve } from './ecs-api/serve.ts';
import { hookChanges, newService, only, runningService, version } from './play.ts';

const pause = {
  targetType: 'PAUSE',
  lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
  timeoutConfiguration: { timeoutInMinutes: 60, action: 'ROLLBACK' },
} satisfies LifecycleHookInput;

/** A deployment that has waited in its pause for a second. */
async function paused(switches: Partial<Switches>) {
  const played = await runningService({ switches, configuration: { lifecycleHooks: [pause] } });
  const { serviceDeploymentArn } = played.controller.startDeployment(version(2));
  await played.clock.advance(31_000);
  const [awaiting] = only(played.events, 'hook-awaiting');
  const answer = (action: 'CONTINUE' | 'ROLLBACK') =>
    played.controller.continueServiceDeployment({ serviceDeploymentArn, hookId: awaiting?.hookId ?? '', action });
  const status = () => played.controller.describeServiceDeployment(serviceDeploymentArn).status;
  return { ...played, serviceDeploymentArn, answer, status, hookId: awaiting?.hookId ?? '' };
}

describe('what AWS does not say about pauses', () => {
  test('B-111 events about a pause arrive, or none does and only Describe shows it', async () => {
    const sent = await paused({});
    const lost = await paused({ pauseEvents: 'lost' });

    expect(hookChanges(sent.events)).toHaveLength(1);
    expect(hookChanges(lost.events)).toEqual([]);
    const { lifecycleHookDetails } = lost.controller.describeServiceDeployment(lost.serviceDeploymentArn);
    expect(lifecycleHookDetails).toMatchObject([{ targetType: 'PAUSE', status: 'AWAITING_ACTION' }]);
  });

  test.each(['stopped', 'replaced'] as const)(
    'B-112 no event follows if the deployment is %s while it pauses, unless a switch says so',
    async (how) => {
      for (const abandonedPauseEvent of ['not-sent', 'sent'] as const) {
        const { controller, clock, events, serviceDeploymentArn } = await paused({ abandonedPauseEvent });
        if (how === 'stopped') controller.stopServiceDeployment({ serviceDeploymentArn });
        else controller.startDeployment(version(3));
        await clock.advance(1000);

        const ofThis = hookChanges(events).filter(({ detail }) => detail.serviceDeploymentArn === serviceDeploymentArn);
        expect(ofThis.map(({ detail }) => detail.eventName)).toEqual(
          abandonedPauseEvent === 'sent' ? ['HOOK_AWAITING_ACTION', 'HOOK_FAILED'] : ['HOOK_AWAITING_ACTION'],
        );
      }
    },
  );

  test('B-113 an answer when the pause expires is too late, or in time for half a minute', async () => {
    const onTime = await paused({});
    const late = await paused({ pauseExpiry: 'late' });
    for (const { clock } of [onTime, late]) await clock.advance(60 * 60_000);

    expect(() => onTime.answer('CONTINUE')).toThrow('not allowed for service deployment in terminal states');
    late.answer('CONTINUE');
    await late.clock.advance(20 * 60_000);
    expect(late.status()).toBe('SUCCESSFUL');

    const tooLate = await paused({ pauseExpiry: 'late' });
    await tooLate.clock.advance(61 * 60_000);
    expect(() => tooLate.answer('CONTINUE')).toThrow();
  });

  test.each([
    'InvalidParameterException',
    'ClientException',
    'ServiceDeploymentNotFoundException',
    'UnsupportedFeatureException',
  ] as const)('B-114 a late answer is refused as %s, in the same words', async (refusedAnswer) => {
    const { controller, answer, serviceDeploymentArn, hookId } = await paused({ refusedAnswer });
    const { client } = await serve({ controllers: [controller] });
    answer('CONTINUE');

    await expect(
      client.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId, action: 'CONTINUE' })),
    ).rejects.toMatchObject({ name: refusedAnswer, message: expect.stringContaining('either completed, unavailable') });
    expect(defaultSwitches.refusedAnswer).toBe('InvalidParameterException');
  });

  test('B-115 a running deployment shows its production weight, or does not', async () => {
    const shown = await paused({});
    const missing = await paused({ describedWeights: 'missing' });
    const target = ({ controller, serviceDeploymentArn }: typeof shown) =>
      controller.describeServiceDeployment(serviceDeploymentArn).targetServiceRevision;

    expect(target(shown)).toHaveProperty('requestedProductionTrafficWeight', 0);
    expect(target(missing)).not.toHaveProperty('requestedProductionTrafficWeight');
    missing.answer('CONTINUE');
    await missing.clock.advance(60 * 60_000);
    expect(target(missing)).toHaveProperty('requestedProductionTrafficWeight', 100);
  });

  test.each(['ROLLBACK_FAILED', 'STOPPED'] as const)(
    'B-116 a first deployment that is rolled back ends as %s',
    async (firstDeploymentRollback) => {
      const { controller, clock, events } = newService({
        switches: { firstDeploymentRollback },
        configuration: { lifecycleHooks: [pause] },
      });
      const { serviceDeploymentArn } = controller.startDeployment(version(1));
      await clock.advance(600_000);
      const [awaiting] = only(events, 'hook-awaiting');
      controller.continueServiceDeployment({
        serviceDeploymentArn,
        hookId: awaiting?.hookId ?? '',
        action: 'ROLLBACK',
      });
      await clock.advance(60 * 60_000);

      expect(controller.describeServiceDeployment(serviceDeploymentArn)).toMatchObject({
        status: firstDeploymentRollback,
        statusReason: expect.stringContaining('No rollback candidate'),
      });
    },
  );
});
