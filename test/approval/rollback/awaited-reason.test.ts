import { describe, expect, test } from 'vitest';
import { isReasonAwaited } from '../../../src/approval/rollback/awaited-reason.ts';
import type { EcsDeployment } from '../../../src/deployment/ecs.ts';

const now = new Date('2026-11-26T09:31:00.000Z');
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const justNow = secondsAgo(5);
const onRequest = 'Service deployment rolled back on request';

describe('a reason may still come', () => {
  test.each<[string, EcsDeployment]>([
    ['while ECS has only taken the request', { status: 'ROLLBACK_REQUESTED' }],
    ['while ECS rolls back', { status: 'ROLLBACK_IN_PROGRESS', rollback: { startedAt: justNow } }],
    ['while ECS rolls back and does not say in which state', { rollback: { startedAt: justNow } }],
    ['while only the start of the rollback is known', { status: 'IN_PROGRESS', rollback: { startedAt: justNow } }],
    ['after a rollback that was quick', { status: 'ROLLBACK_SUCCESSFUL', finishedAt: justNow }],
    ['after a rollback that failed', { status: 'ROLLBACK_FAILED', finishedAt: justNow }],
    [
      'if ECS has no cause of its own',
      { status: 'ROLLBACK_IN_PROGRESS', rollback: { startedAt: justNow, reason: onRequest } },
    ],
    ['for almost a minute', { status: 'ROLLBACK_IN_PROGRESS', rollback: { startedAt: secondsAgo(59.999) } }],
  ])('%s', (_when, deployment) => {
    expect(isReasonAwaited(deployment, now)).toBe(true);
  });
});

describe('no reason is awaited', () => {
  test.each<[string, EcsDeployment]>([
    ['for a deployment in progress', { status: 'IN_PROGRESS' }],
    ['for a deployment that has just succeeded', { status: 'SUCCESSFUL', finishedAt: justNow }],
    ['for a deployment that was stopped without a rollback', { status: 'STOPPED', finishedAt: justNow }],
    ['for a deployment of which nothing is known', { finishedAt: justNow }],
    ['if ECS does not say since when it rolls back', { status: 'ROLLBACK_IN_PROGRESS' }],
    ['after a minute', { status: 'ROLLBACK_IN_PROGRESS', rollback: { startedAt: secondsAgo(60) } }],
    ['a minute after the end', { status: 'ROLLBACK_SUCCESSFUL', finishedAt: secondsAgo(60) }],
    [
      'a minute after the start, even if it has just ended',
      { status: 'ROLLBACK_SUCCESSFUL', rollback: { startedAt: secondsAgo(60) }, finishedAt: justNow },
    ],
  ])('%s', (_when, deployment) => {
    expect(isReasonAwaited(deployment, now)).toBe(false);
  });

  test.each([
    'Service deployment rolled back because PRE_SCALE_UP lifecycle hook(s) failed.',
    'Service deployment rolled back because PRE_SCALE_UP pause hook timed out.',
    'Service deployment rolled back because two hooks failed.',
    'Service deployment rolled back because the alarms shop-5xx, shop-p99 went off.',
    'Service deployment rolled back because of alarm(s): shop-5xx.',
    'ECS deployment circuit breaker: threshold exceeded.',
    'deployment failed: tasks failed to start.',
    'deployment failed: a task failed to start.',
    'Service deployment rolled back because of invalid networking configuration.',
    'Target group blue is not associated with either productionListenerRule or testListenerRule.',
    'Service deployment rolled back because SCALE_UP took longer than 24 hours.',
  ])('if ECS names a cause of its own, wherever it does: %s', (cause) => {
    const startedAt = justNow;

    expect(isReasonAwaited({ status: 'ROLLBACK_IN_PROGRESS', rollback: { startedAt, reason: cause } }, now)).toBe(
      false,
    );
    expect(isReasonAwaited({ status: 'ROLLBACK_IN_PROGRESS', rollback: { startedAt }, statusReason: cause }, now)).toBe(
      false,
    );
    expect(isReasonAwaited({ status: 'ROLLBACK_REQUESTED', statusReason: cause }, now)).toBe(false);
  });
});
