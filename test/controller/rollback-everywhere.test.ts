import { describe, expect, test } from 'vitest';
import type { DeploymentConfigurationInput } from '../../src/controller/ecs/deployment-configuration.ts';
import type { ControllerEvent } from '../../src/controller/events.ts';
import { only, type Played, runningService, stagesOf, version } from './play.ts';

const configurations: Record<string, DeploymentConfigurationInput> = {
  ROLLING: { strategy: 'ROLLING', bakeTimeInMinutes: 5, minimumHealthyPercent: 100, maximumPercent: 134 },
  BLUE_GREEN: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5 },
  LINEAR: { strategy: 'LINEAR', bakeTimeInMinutes: 5, linearConfiguration: { stepPercent: 30 } },
  CANARY: { strategy: 'CANARY', bakeTimeInMinutes: 5 },
};

/** Every turn of every stage of an undisturbed deployment. */
async function turnsOf(configuration: DeploymentConfigurationInput) {
  const { controller, events } = await runningService({ configuration });
  await controller.deploy(version(2));
  return only(events, 'stage-entered').map(({ stage, step }) => ({ stage, step }));
}

const places = (
  await Promise.all(
    Object.entries(configurations).map(async ([strategy, configuration]) =>
      (await turnsOf(configuration)).map((turn) => ({ strategy, configuration, ...turn })),
    ),
  )
).flat();

const interruptions = {
  'a stop': ({ controller }: Played, { serviceDeploymentArn = '' }: ControllerEvent) => {
    controller.stopServiceDeployment({ serviceDeploymentArn });
  },
  'an alarm': (played: Played) => {
    played.controller.controls.setAlarmState('shop-5xx', 'ALARM');
  },
};

describe('a rollback', () => {
  test.each(places)('B-39 leads out of $stage ($step) of $strategy after a stop', async (place) => {
    const { deployment } = await interruptedAt(place, interruptions['a stop']);

    expect(deployment).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      rollback: { serviceRevisionArn: deployment.sourceServiceRevisions[0]?.arn },
      sourceServiceRevisions: [{ runningTaskCount: 3, requestedProductionTrafficWeight: 100 }],
      targetServiceRevision: { runningTaskCount: 0, requestedProductionTrafficWeight: 0 },
    });
  });

  test.each(places.filter(({ stage }) => stage !== 'CLEAN_UP'))(
    'B-54 leads out of $stage ($step) of $strategy after an alarm',
    async (place) => {
      const { deployment, events } = await interruptedAt(place, interruptions['an alarm']);

      expect(deployment).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL', alarms: { status: 'TRIGGERED' } });
      expect(stagesOf(events).filter((stage) => stage.startsWith('←'))).toEqual(
        place.strategy === 'ROLLING' ? [] : ['← PRODUCTION_TRAFFIC_SHIFT', '← TEST_TRAFFIC_SHIFT'],
      );
    },
  );
});

async function interruptedAt(
  { configuration, stage, step }: (typeof places)[number],
  interrupt: (played: Played, event: ControllerEvent) => void,
) {
  const played = await runningService({
    configuration: { ...configuration, alarms: { alarmNames: ['shop-5xx'], enable: true, rollback: true } },
    watch: (event, itself) => {
      if (event.type === 'stage-entered' && event.stage === stage && event.step === step && !event.isRollback) {
        interrupt(itself, event);
      }
    },
  });
  return { ...played, deployment: await played.controller.deploy(version(2)) };
}
