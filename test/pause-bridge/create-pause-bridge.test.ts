import { describe, expect, test } from 'vitest';
import { formatKick } from '../../src/pause-bridge/bridge-message.ts';
import type { BridgeEcs } from '../../src/pause-bridge/bridge-parts.ts';
import { createPauseBridge } from '../../src/pause-bridge/create-pause-bridge.ts';
import { linkTo, rejecting, wordsOn } from '../helpers/approval.ts';
import { type PauseSetup, parameterPrefix, pauseArn, pauseSetup, sendTo, sweep } from './pause-setup.ts';

/** The pause is asked about, and its event is gone from the queue. */
async function asked(options: Parameters<typeof pauseSetup>[0] = {}): Promise<PauseSetup> {
  const setup = await pauseSetup(options);
  expect(await setup.send(await setup.pause())).toEqual([]);
  return setup;
}

const kick = (setup: PauseSetup) =>
  setup.send(formatKick(setup.requestKey()) && JSON.parse(formatKick(setup.requestKey())));
const status = ({ controller, serviceDeploymentArn }: PauseSetup) =>
  controller.describeServiceDeployment(serviceDeploymentArn).status;
const hookIdOf = (setup: PauseSetup) => setup.request().pause?.['hookId'];

const withCheck = (action: 'CONTINUE' | 'ROLLBACK' = 'ROLLBACK') =>
  ({
    strategy: 'BLUE_GREEN',
    bakeTimeInMinutes: 0,
    lifecycleHooks: [
      {
        targetType: 'PAUSE',
        lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
        timeoutConfiguration: { timeoutInMinutes: 60, action },
      },
      {
        targetType: 'AWS_LAMBDA',
        lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
        hookTargetArn: pauseArn('smoke'),
        roleArn: 'arn:aws:iam::123456789012:role/invoke',
      },
    ],
  }) as const;

describe('asking about a pause', () => {
  test('creates the same request and mail as the polling gate, with a key of its own', async () => {
    const setup = await asked();

    expect(setup.requestKey()).toMatch(
      /^approvals\/123456789012\/us-west-2\/my-cluster\/my-service\/[\w-]+\/POST_TEST_TRAFFIC_SHIFT\.pause-[0-9a-f]{24}\.json$/,
    );
    expect(setup.request()).toMatchObject({
      status: 'PENDING',
      subject: { stage: 'POST_TEST_TRAFFIC_SHIFT', images: [{ container: 'ui' }] },
      pause: { hookId: expect.stringMatching(/^ecs-pause-/), timeoutAction: 'ROLLBACK' },
    });
    expect(setup.notifier.sent).toHaveLength(1);
    expect(setup.notifier.sent[0]?.body).toContain(`waits for your decision after test traffic has moved`);
  });

  test('people can decide until 3 minutes before ECS stops waiting, or for the configured time', async () => {
    const setup = await asked();
    const configured = await asked({ parameters: { [parameterPrefix]: '{"deadlineMinutes":20}' } });

    const left = ({ request, clock }: PauseSetup) => (Date.parse(request().deadline) - clock.now().getTime()) / 60_000;
    expect(left(setup)).toBeCloseTo(57, 0);
    expect(left(configured)).toBeCloseTo(20, 0);
  });

  test('uses the most specific parameter, and no other', async () => {
    const setup = await asked({
      parameters: {
        [parameterPrefix]: '{"title":"account"}',
        [`${parameterPrefix}/my-cluster`]: '{"title":"cluster"}',
        [`${parameterPrefix}/my-cluster/my-service`]: '{"notes":"service"}',
        [`${parameterPrefix}/my-cluster/other/POST_TEST_TRAFFIC_SHIFT`]: '{"title":"other"}',
      },
    });

    expect(setup.request().subject.notes).toBe('service');
    expect(setup.request().subject.title).toBeUndefined();
  });

  test('leaves a pause alone that nobody configured, unless all pauses are asked about', async () => {
    const alone = await asked({ parameters: {} });
    const always = await asked({ parameters: {}, asksAlways: true });

    expect(alone.keys('approvals/')).toEqual([]);
    expect(alone.keys('undelivered/')).toEqual([]);
    expect(alone.notifier.sent).toEqual([]);
    expect(always.request().status).toBe('PENDING');
  });

  test('mails nobody about a pause that has ended when its event arrives', async () => {
    const setup = await pauseSetup();
    const event = await setup.pause();
    await setup.ecs.continueServiceDeployment({ ...event.detail, action: 'CONTINUE' }, new AbortController().signal);
    await setup.minutes(5);

    expect(await setup.send(event)).toEqual([]);
    expect(setup.notifier.sent).toEqual([]);
    expect(setup.keys('undelivered/')).toEqual([]);
  });

  test('asks once, however often and in which order the events arrive', async () => {
    const setup = await pauseSetup();
    const event = await setup.pause();

    await Promise.all([setup.send(event, event), setup.send(event)]);
    await setup.send(event);

    expect(setup.notifier.sent).toHaveLength(1);
    expect(setup.request().status).toBe('PENDING');
  });

  test('asks people only after the Lambda hooks of the stage have passed', async () => {
    let passes = false;
    const setup = await asked({
      configuration: withCheck(),
      hookFunction: { handler: () => ({ hookStatus: passes ? 'SUCCEEDED' : 'IN_PROGRESS', callBackDelay: 30 }) },
    });
    expect(setup.keys('approvals/')).toEqual([]);

    passes = true;
    await setup.minutes(1);
    await setup.send(...setup.events);

    expect(setup.request().status).toBe('PENDING');
    expect(setup.notifier.sent).toHaveLength(1);
  });

  test('asks nobody if these do not finish in time: then ECS gets ROLLBACK before it would continue by itself', async () => {
    const setup = await asked({
      configuration: withCheck('CONTINUE'),
      hookFunction: { handler: () => ({ hookStatus: 'IN_PROGRESS', callBackDelay: 30 }) },
    });
    await setup.minutes(50);
    await setup.send(sweep);
    expect(setup.answers).toEqual([]);

    await setup.minutes(8);
    await setup.send(sweep);

    expect(setup.answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
    expect(setup.keys('approvals/')).toEqual([]);
  });

  test('asks about every step of a canary deployment, and each answer is for its own step', async () => {
    const setup = await asked({
      configuration: {
        strategy: 'CANARY',
        canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 1 },
        lifecycleHooks: [{ targetType: 'PAUSE', lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'] }],
      },
    });
    const first = setup.requestKey();
    await setup.approve();
    await kick(setup);
    await setup.send(await setup.pause());

    const [, second = ''] = setup.keys('approvals/').sort((one) => (one === first ? -1 : 1));
    expect(second).toMatch(/PRE_PRODUCTION_TRAFFIC_SHIFT@10\.pause-/);
    expect(setup.answers).toHaveLength(1);
    expect(status(setup)).toBe('IN_PROGRESS');
  });

  test('works for a rolling deployment, and for a wait of 14 days', async () => {
    const setup = await asked({
      configuration: {
        strategy: 'ROLLING',
        lifecycleHooks: [
          {
            targetType: 'PAUSE',
            lifecycleStages: ['PRE_SCALE_UP'],
            timeoutConfiguration: { timeoutInMinutes: 20_160, action: 'ROLLBACK' },
          },
        ],
      },
    });
    await setup.minutes(20_000);
    await setup.approve();
    await kick(setup);
    await setup.minutes(30);

    expect(status(setup)).toBe('SUCCESSFUL');
  });
});

describe('a configuration that cannot be read', () => {
  test('is tried again, and nobody is asked with other rules meanwhile', async () => {
    const setup = await pauseSetup({ parameters: { [parameterPrefix]: '{"approvals":0}' } });
    const event = await setup.pause();

    expect(await setup.send(event)).toEqual(['0']);
    expect(setup.keys('approvals/')).toEqual([]);
    expect(setup.logger.lines.find(({ level }) => level === 'error')?.attributes['error']).toContain(
      `the parameter ${parameterPrefix} is wrong: approvals: expected a whole number of reviewers, 1 or more, not 0`,
    );
    setup.parameters.set(parameterPrefix, '{}');
    expect(await setup.send(sweep)).toEqual([]);
    expect(setup.request().status).toBe('PENDING');
  });

  test('is not consent: before a pause with the action CONTINUE ends, ECS gets ROLLBACK', async () => {
    const setup = await pauseSetup({
      parameters: { [parameterPrefix]: 'reviewers: ana' },
      timeout: { timeoutInMinutes: 60, action: 'CONTINUE' },
    });
    await setup.send(await setup.pause());
    await setup.minutes(58);

    expect(await setup.send(sweep)).toEqual([]);
    await setup.minutes(5);

    expect(setup.answers).toEqual([expect.objectContaining({ action: 'ROLLBACK' })]);
    expect(status(setup)).toBe('ROLLBACK_SUCCESSFUL');
  });
});

test('a pause of which ECS does not say what happens at its end is treated as one that continues', async () => {
  const setup = await pauseSetup({ parameters: { [parameterPrefix]: 'reviewers: ana' } });
  const ecs: BridgeEcs = {
    ...setup.ecs,
    async describeServiceDeployment(arn, signal) {
      const deployment = await setup.ecs.describeServiceDeployment(arn, signal);
      const silent = deployment?.lifecycleHookDetails?.map((one) => ({ ...one, timeoutAction: undefined }));
      return deployment && { ...deployment, lifecycleHookDetails: silent };
    },
  };
  const bridge = createPauseBridge(setup.parts({ ecs }));
  await sendTo(bridge, [await setup.pause()]);
  await setup.minutes(58);

  await sendTo(bridge, [sweep]);

  expect(setup.answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
});

describe('answering a pause', () => {
  test('an approval continues exactly the pause that was asked about, and is shown', async () => {
    const setup = await asked();
    await setup.approve();
    const hookId = hookIdOf(setup);

    expect(await kick(setup)).toEqual([]);

    const { serviceDeploymentArn } = setup;
    expect(setup.answers).toEqual([{ serviceDeploymentArn, hookId, action: 'CONTINUE' }]);
    await setup.minutes(10);
    expect(await setup.send(sweep)).toEqual([]);
    expect(status(setup)).toBe('SUCCESSFUL');
    expect(setup.request().pause?.['outcome']).toBe('approved; ECS accepted CONTINUE');
    expect(setup.keys('undelivered/')).toEqual([]);
  });

  test('a rejection rolls back, with its own action', async () => {
    const setup = await asked();
    await setup.approve(rejecting);

    await kick(setup);

    expect(setup.answers).toEqual([expect.objectContaining({ action: 'ROLLBACK' })]);
    await setup.minutes(10);
    expect(status(setup)).toBe('ROLLBACK_SUCCESSFUL');
  });

  test('a decision whose kick was lost is found in the notification of the bucket, or by the sweep', async () => {
    for (const found of ['notification', 'sweep'] as const) {
      const setup = await asked();
      await setup.approve();
      const key = encodeURIComponent(setup.requestKey());
      const notification = { Records: [{ eventSource: 'aws:s3', s3: { object: { key } } }] };

      expect(await setup.send(found === 'sweep' ? sweep : notification)).toEqual([]);
      expect(setup.answers).toHaveLength(1);
    }
  });

  test('if nobody decides, ECS gets ROLLBACK before it would continue by itself', async () => {
    const setup = await asked({ timeout: { timeoutInMinutes: 60, action: 'CONTINUE' } });
    await setup.minutes(58);

    await setup.send(sweep);

    expect(setup.request().status).toBe('EXPIRED');
    expect(setup.answers).toEqual([expect.objectContaining({ action: 'ROLLBACK' })]);
  });

  test('an operator may extend the deadline, but not past the moment at which ECS has to be answered', async () => {
    const setup = await asked({ timeout: { timeoutInMinutes: 60, action: 'CONTINUE' } });
    const extended = { ...setup.request(), deadline: '2026-11-30T00:00:00.000Z' };
    setup.store.edit(setup.requestKey(), JSON.stringify(extended));
    await setup.minutes(58);
    await setup.send(sweep);
    expect(setup.answers).toEqual([]);

    await setup.minutes(1.5);
    await setup.send(sweep);

    expect(setup.answers).toEqual([expect.objectContaining({ action: 'ROLLBACK' })]);
  });

  test('a response that was lost is settled by asking ECS', async () => {
    const setup = await asked();
    await setup.approve();
    const ecs: BridgeEcs = {
      ...setup.ecs,
      async continueServiceDeployment(answer, signal) {
        await setup.ecs.continueServiceDeployment(answer, signal);
        throw new Error('socket hang up');
      },
    };
    const message = { request: setup.requestKey() };

    // ECS still shows the stage, so it is not known whether it took the answer.
    expect(await sendTo(createPauseBridge(setup.parts({ ecs })), [message])).toEqual(['0']);
    await setup.minutes(10);
    expect(await setup.send(message)).toEqual([]);

    expect(setup.answers).toHaveLength(1);
    expect(setup.request().pause?.['outcome']).toMatch(/^approved, and ECS continued: /);
  });

  test('a status that was changed by hand counts, unless the stack refuses it', async () => {
    const flipped = await asked();
    flipped.store.edit(flipped.requestKey(), JSON.stringify({ ...flipped.request(), status: 'APPROVED' }));
    const refusing = await asked({ refusesHandDecisions: true });
    refusing.store.edit(refusing.requestKey(), JSON.stringify({ ...refusing.request(), status: 'APPROVED' }));

    await kick(flipped);
    await kick(refusing);

    expect(flipped.answers).toEqual([expect.objectContaining({ action: 'CONTINUE' })]);
    expect(refusing.answers).toEqual([]);
    await refusing.minutes(58);
    await refusing.send(sweep);
    expect(refusing.answers).toEqual([expect.objectContaining({ action: 'ROLLBACK' })]);
  });
});

describe('what the bridge does not obey', () => {
  test('an approval that somebody wrote without the votes for it, if the stack refuses decisions by hand', async () => {
    const parameters = { [parameterPrefix]: '{"reviewers":["ana@example.com"]}' };
    const decision = {
      id: 'd1',
      status: 'APPROVED',
      by: 'ana@example.com',
      via: 'desk',
      at: '2026-11-22T14:20:00.000Z',
    };
    const forge = (setup: PauseSetup) =>
      setup.store.edit(setup.requestKey(), JSON.stringify({ ...setup.request(), status: 'APPROVED', decision }));
    const [accepting, refusing] = [
      await asked({ parameters }),
      await asked({ parameters, refusesHandDecisions: true }),
    ];

    for (const setup of [accepting, refusing]) {
      forge(setup);
      await kick(setup);
    }

    expect(accepting.answers.map(({ action }) => action)).toEqual(['CONTINUE']);
    expect(refusing.answers).toEqual([]);
    await refusing.minutes(58);
    await refusing.send(sweep);
    expect(refusing.answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
  });

  test('a request whose rules are not the ones that it asked with', async () => {
    const setup = await asked({
      parameters: { [parameterPrefix]: '{"reviewers":["ana@example.com","ben@example.com"],"approvals":2}' },
    });
    const weaker = { ...setup.request(), approvals: 1, asked: { ...setup.request().asked, approvals: 1 } };
    setup.store.edit(setup.requestKey(), JSON.stringify(weaker));
    await setup.approve(undefined, 'ana@example.com');
    expect(setup.request().status).toBe('APPROVED');

    await kick(setup);
    expect(setup.answers).toEqual([]);

    await setup.minutes(58);
    await setup.send(sweep);
    expect(setup.answers).toEqual([expect.objectContaining({ action: 'ROLLBACK' })]);
  });

  test('a request that names another pause: the answer goes to the one that was asked about', async () => {
    const setup = await asked();
    const hookId = hookIdOf(setup);
    const pause = { hookId: 'ecs-pause-other', serviceDeploymentArn: 'arn:other' };
    setup.store.edit(setup.requestKey(), JSON.stringify({ ...setup.request(), pause }));
    await setup.approve();

    await kick(setup);

    expect(setup.answers.map((answer) => answer.hookId)).toEqual([hookId]);
  });

  test('a request that it did not open, and messages of other kinds', async () => {
    const setup = await asked();
    const strange = setup.requestKey().replace(/pause-[0-9a-f]{24}/, `pause-${'0'.repeat(24)}`);

    const failed = await setup.send(
      { request: strange },
      'text',
      null,
      { Event: 's3:TestEvent' },
      { request: 'approvals/x' },
    );

    expect(failed).toEqual([]);
    expect(setup.answers).toEqual([]);
  });

  test('a request that was closed although the pause waits: silence would be consent', async () => {
    const setup = await asked({ timeout: { timeoutInMinutes: 60, action: 'CONTINUE' } });
    setup.store.edit(setup.requestKey(), JSON.stringify({ ...setup.request(), status: 'SUPERSEDED' }));

    await kick(setup);

    expect(setup.answers).toEqual([expect.objectContaining({ action: 'ROLLBACK' })]);
  });

  test('a request that was damaged by hand: at the end ECS gets ROLLBACK', async () => {
    const setup = await asked({ timeout: { timeoutInMinutes: 60, action: 'CONTINUE' } });
    setup.store.edit(setup.requestKey(), '{');
    expect(await setup.send({ request: setup.requestKey() })).toEqual(['0']);
    await setup.minutes(58);

    await setup.send(sweep);

    expect(setup.answers).toEqual([expect.objectContaining({ action: 'ROLLBACK' })]);
    expect(setup.keys('undelivered/')).toEqual([]);
  });
});

describe('a check of the stage that fails', () => {
  test.each(['listed', 'removed'] as const)(
    'next to a pause is not held up by it (finished hooks are %s)',
    async (finishedHooks) => {
      let verdict = 'IN_PROGRESS';
      const setup = await pauseSetup({
        configuration: withCheck('CONTINUE'),
        switches: { finishedHooks },
        hookFunction: { handler: () => ({ hookStatus: verdict, callBackDelay: 30 }) },
      });
      await setup.send(await setup.pause());
      verdict = 'FAILED';
      await setup.minutes(1);

      await setup.send(...setup.events);
      await setup.minutes(10);
      await setup.send(sweep);

      expect(setup.notifier.sent).toEqual([]);
      expect(setup.answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
      expect(status(setup)).toBe('ROLLBACK_SUCCESSFUL');
      expect(setup.keys('undelivered/')).toEqual([]);
    },
  );

  test('while people decide closes their request', async () => {
    const setup = await asked();
    const failed = structuredClone(await awaitingEvent(setup));
    Object.assign(failed.detail, { hookId: 'ecs-lambda-a', hookType: 'AWS_LAMBDA', eventName: 'HOOK_FAILED' });

    await setup.send(failed);

    expect(setup.request().decision).toMatchObject({
      status: 'SUPERSEDED',
      reason: 'another hook of the stage failed, so ECS rolls the deployment back',
    });
    expect(setup.answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
  });

  test('at another stage changes nothing', async () => {
    const setup = await asked();
    const failed = structuredClone(await awaitingEvent(setup));
    const other = {
      hookId: 'ecs-lambda-a',
      hookType: 'AWS_LAMBDA',
      eventName: 'HOOK_FAILED',
      lifecycleStage: 'PRE_SCALE_UP',
    };
    Object.assign(failed.detail, other);

    await setup.send(failed);

    expect(setup.request().status).toBe('PENDING');
  });
});

/** An event about the pause of this deployment, as ECS sends it. */
async function awaitingEvent({ controller, serviceDeploymentArn, request }: PauseSetup) {
  const { clusterArn, serviceArn } = controller;
  const hookId = String(request().pause?.['hookId']);
  const updatedAt = '2026-11-22T14:10:00Z';
  return {
    source: 'aws.ecs',
    'detail-type': 'ECS Hook State Change',
    detail: {
      ...{ eventName: 'HOOK_AWAITING_ACTION', hookId, hookType: 'PAUSE', lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' },
      ...{ clusterArn, serviceArn, serviceDeploymentArn, updatedAt },
    },
  };
}

describe('what others decided', () => {
  test('a pause that was continued in the console closes the request', async () => {
    const setup = await asked();
    const { hookId } = setup.request().pause as { hookId: string };
    setup.controller.continueServiceDeployment({ serviceDeploymentArn: setup.serviceDeploymentArn, hookId });
    await setup.minutes(1);

    expect(await setup.send(...setup.events)).toEqual([]);

    const { status: final, decision } = setup.request();
    expect(final).toBe('SUPERSEDED');
    expect(decision?.reason).toMatch(
      /^the (pause was continued outside Greenlight|deployment has moved on|deployment succeeded)/,
    );
    expect(setup.answers).toEqual([]);
    expect(setup.keys('undelivered/')).toEqual([]);
  });

  test('a deployment that rolls back while people decide closes the request, with its reason', async () => {
    const setup = await asked();
    setup.controller.stopServiceDeployment({ serviceDeploymentArn: setup.serviceDeploymentArn });

    await setup.send(sweep);

    expect(setup.request().decision).toMatchObject({
      status: 'SUPERSEDED',
      reason: expect.stringMatching(/^somebody rolled the deployment back \(ECS says: /),
    });
  });

  test('an approval that another hook of the stage beat is shown with the reason', async () => {
    let verdict = 'IN_PROGRESS';
    const setup = await pauseSetup({
      configuration: withCheck(),
      switches: { lambdaHookEvents: 'not-sent' },
      hookFunction: { handler: () => ({ hookStatus: verdict, callBackDelay: 30 }) },
    });
    const event = await setup.pause();
    // People are asked while no check of the stage runs.
    const ecs: BridgeEcs = {
      ...setup.ecs,
      async describeServiceDeployment(arn, signal) {
        const deployment = await setup.ecs.describeServiceDeployment(arn, signal);
        const pauses = deployment?.lifecycleHookDetails?.filter(({ targetType }) => targetType === 'PAUSE');
        return deployment && { ...deployment, lifecycleHookDetails: pauses };
      },
    };
    expect(await sendTo(createPauseBridge(setup.parts({ ecs })), [event])).toEqual([]);
    await setup.approve();
    await kick(setup);
    verdict = 'FAILED';
    await setup.minutes(5);

    await setup.send(sweep);

    expect(setup.request().status).toBe('APPROVED');
    expect(setup.request().pause?.['outcome']).toMatch(
      /^approved, but ECS rolled back, because ECS rolled the deployment back: .*returned FAILED status/,
    );
    const page = await setup.desk.request(linkTo('link holder', { key: setup.requestKey() }));
    expect(wordsOn(await page.text())).toContain('At the pause: approved, but ECS rolled back, because');
  });
});

test('one message that fails does not hold up the others', async () => {
  const setup = await asked();
  await setup.approve();
  const broken = { request: setup.requestKey().replace(/pause-[0-9a-f]{24}/, `pause-${'a'.repeat(24)}`) };
  const pause = setup.keys('pauses/')[0] ?? '';
  setup.store.edit(pause.replace(/[0-9a-f]{24}/, 'a'.repeat(24)), '{"damaged":true}');

  expect(await setup.send(broken, { request: setup.requestKey() })).toEqual(['0']);
  expect(setup.answers).toHaveLength(1);
});
