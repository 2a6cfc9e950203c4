import { beforeEach, describe, expect, test } from 'vitest';
import { castVote } from '../../src/approval/request/transitions.ts';
import { formatRollback, rollbackKey } from '../../src/approval/rollback/rollback-request.ts';
import type { EcsDeployment } from '../../src/deployment/ecs.ts';
import { newRequest, subject, vote } from '../helpers/approval.ts';
import {
  type AnnouncerSetup,
  announce,
  announcerSetup,
  ofService,
  type RecordingChannel,
  recordingChannel,
  sweepOfAnnouncer,
  written,
} from './announcer-setup.ts';

const serviceDeploymentArn = `arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/${subject.deploymentId}`;

describe('a rollback and the reason that greenlight rollback stores after it', () => {
  let setup: AnnouncerSetup;
  let channel: RecordingChannel;
  const told = () => channel.announcements.filter(({ event }) => event === 'rolled-back' || event === 'finished');
  const say = (...messages: unknown[]) => announce(setup.parts([channel.channel]), ...messages);

  const storeReason = () => {
    const at = setup.clock.now();
    const request = { serviceDeploymentArn, reason: 'checkout is broken', by: 'arn:aws:iam::123456789012:user/eve' };
    setup.store.edit(
      rollbackKey(subject, at, 'a'),
      formatRollback({ schemaVersion: 1, ...request, at: at.toISOString() }),
    );
  };
  const rollBack = (more: Partial<EcsDeployment> = {}) => {
    const reason = 'Service deployment rolled back on request.';
    const rollback = { reason, startedAt: setup.clock.now() };
    setup.ecs.deployment = { status: 'ROLLBACK_IN_PROGRESS', statusReason: reason, rollback, ...more };
  };

  beforeEach(async () => {
    setup = announcerSetup();
    channel = recordingChannel();
    setup.put(castVote(newRequest(), vote()).request);
    await say(written());
  });

  test('is announced as asked for, once the reason is stored, if the event of ECS is faster', async () => {
    rollBack();
    await say(ofService);
    setup.clock.step(5);
    await say(sweepOfAnnouncer);
    expect(told()).toEqual([]);

    storeReason();
    await say(sweepOfAnnouncer);

    expect(told()).toMatchObject([
      { label: 'ROLLED BACK AS ASKED', cause: expect.stringMatching(/checkout is broken$/) },
    ]);
  });

  test('is announced at once if the reason is faster', async () => {
    storeReason();
    rollBack();
    await say(ofService);

    expect(told()).toMatchObject([{ label: 'ROLLED BACK AS ASKED' }]);
  });

  test('is announced without a reason after a minute, if somebody stopped it without one', async () => {
    rollBack();
    await say(ofService);
    setup.clock.step(61);
    await say(sweepOfAnnouncer);

    expect(told()).toMatchObject([
      { label: 'ROLLED BACK', cause: 'ECS says: Service deployment rolled back on request' },
    ]);
  });

  test('is not forgotten if it has ended before the reason is stored', async () => {
    rollBack({ status: 'ROLLBACK_SUCCESSFUL', finishedAt: setup.clock.now() });
    await say(ofService);
    expect(told()).toEqual([]);
    setup.clock.step(20);
    storeReason();
    await say(sweepOfAnnouncer);

    expect(told()).toMatchObject([{ label: 'ROLLED BACK AS ASKED' }]);
  });

  test('waits for its reason also while ECS has only taken the request', async () => {
    setup.ecs.deployment = { status: 'ROLLBACK_REQUESTED' };
    await say(ofService);
    expect(told()).toEqual([]);
    storeReason();
    await say(sweepOfAnnouncer);

    expect(told()).toMatchObject([{ label: 'ROLLED BACK AS ASKED' }]);
  });

  test('that fails is announced in the order of what happened', async () => {
    rollBack({ status: 'ROLLBACK_FAILED', finishedAt: setup.clock.now() });
    await say(ofService);
    expect(told()).toEqual([]);
    storeReason();
    await say(sweepOfAnnouncer);

    expect(told().map(({ event }) => event)).toEqual(['rolled-back', 'finished']);
  });

  test.each([
    'Service deployment rolled back because POST_TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. Lifecycle hook target x returned FAILED status.',
    'Service deployment rolled back because PRE_SCALE_UP pause hook timed out.',
    'Service deployment rolled back because the alarms errors are in ALARM.',
    'Service deployment rolled back because the circuit breaker threshold was exceeded.',
    'Service deployment rolled back because of invalid networking configuration. One or more rules not found',
  ])('is announced at once if ECS names a cause of its own: %s', async (reason) => {
    rollBack({ statusReason: reason, rollback: { reason, startedAt: setup.clock.now() } });
    await say(ofService);

    expect(told()).toMatchObject([{ label: 'ROLLED BACK' }]);
  });
});
