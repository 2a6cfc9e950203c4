import { describe, expect, test } from 'vitest';
import { type PauseOptions, parameterPrefix, pauseArn, pauseSetup, sweep } from '../pause-setup.ts';

/** The stage of the pause needs two people; at every other stage, one is enough. */
const parametersFor = (stage: string) => ({
  [`${parameterPrefix}/my-cluster/my-service/${stage}`]:
    '{"reviewers":["ana@example.com","ben@example.com"],"approvals":2}',
  [`${parameterPrefix}/my-cluster/my-service`]: '{}',
});

const rulesOf = (stage: string) => ({
  ...{ approvals: 2, reviewers: ['ana@example.com', 'ben@example.com'] },
  subject: { stage },
});

describe('somebody who may write to the queue of the bridge', () => {
  test.for<[strategy: string, stage: string, configuration: PauseOptions['configuration'] | undefined]>([
    ['blue/green', 'POST_TEST_TRAFFIC_SHIFT', undefined],
    [
      'rolling',
      'PRE_SCALE_UP',
      { strategy: 'ROLLING', lifecycleHooks: [{ targetType: 'PAUSE', lifecycleStages: ['PRE_SCALE_UP'] }] },
    ],
  ])('cannot choose the rules by naming another stage of a %s deployment', async ([, stage, configuration]) => {
    const setup = await pauseSetup({ parameters: parametersFor(stage), ...(configuration && { configuration }) });
    const event = await setup.pause();

    await setup.send({ ...event, detail: { ...event.detail, lifecycleStage: 'TEST_TRAFFIC_SHIFT' } });

    expect(setup.request()).toMatchObject(rulesOf(stage));
    expect(setup.requestKey()).toContain(`/${stage}.pause-`);
  });

  test('cannot choose them while the checks of the stage still run, either', async () => {
    const stage = 'POST_TEST_TRAFFIC_SHIFT';
    let passes = false;
    const setup = await pauseSetup({
      parameters: parametersFor(stage),
      configuration: {
        strategy: 'BLUE_GREEN',
        bakeTimeInMinutes: 0,
        lifecycleHooks: [
          { targetType: 'PAUSE', lifecycleStages: [stage] },
          {
            targetType: 'AWS_LAMBDA',
            lifecycleStages: [stage],
            hookTargetArn: pauseArn('smoke'),
            roleArn: 'arn:aws:iam::123456789012:role/invoke',
          },
        ],
      },
      hookFunction: { handler: () => ({ hookStatus: passes ? 'SUCCEEDED' : 'IN_PROGRESS', callBackDelay: 30 }) },
    });
    const event = await setup.pause();
    await setup.send(event);
    await setup.send({ ...event, detail: { ...event.detail, lifecycleStage: 'TEST_TRAFFIC_SHIFT' } });
    const [noted = ''] = setup.keys('undelivered/');
    expect(setup.store.contents()[noted]).toContain('"TEST_TRAFFIC_SHIFT"');

    passes = true;
    await setup.minutes(1);
    await setup.send(sweep);

    expect(setup.request()).toMatchObject(rulesOf(stage));
  });

  test('can have a pause rolled back, and never continued', async () => {
    const setup = await pauseSetup();
    const event = await setup.pause();
    await setup.send(event);
    const says = (detail: object) => setup.send({ ...event, detail: { ...event.detail, ...detail } });

    await says({ eventName: 'HOOK_SUCCEEDED' });
    expect(setup.request().status).toBe('PENDING');
    expect(setup.answers).toEqual([]);

    await says({ eventName: 'HOOK_FAILED', hookId: 'another' });
    expect(setup.answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
  });
});
