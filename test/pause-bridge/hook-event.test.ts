import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awaitsAction, type EcsHookEvent, latestOfEachHook, readHookEvent } from '../../src/pause-bridge/hook-event.ts';
import { compareInstants, isInstant } from '../../src/pause-bridge/instant.ts';
import { eventFiles, readEvent } from '../helpers/hook.ts';

const published = eventFiles.filter((name) => name.startsWith('eventbridge-hook-state-change.'));

describe('readHookEvent', () => {
  test.each(published)('reads %s as AWS has published it', (name) => {
    const event = readHookEvent(readEvent(name));

    expect(event).toMatchObject({
      hookId: 'ecs-pause-e7tK9G_WRJqNF_EOMjztDXfKenlJuEUVjsNStf4WLKw',
      eventName: 'HOOK_AWAITING_ACTION',
      stage: 'POST_TEST_TRAFFIC_SHIFT',
    });
    expect(event && awaitsAction(event)).toBe(true);
  });

  test('reads it with properties that did not exist when this was written', () => {
    const known = readEvent(published[0] ?? '');
    const extended = { ...known, traceHeader: 'x', detail: { ...(known['detail'] as object), reason: { code: 1 } } };

    expect(readHookEvent(extended)).toEqual(readHookEvent(known));
  });

  test('reads it without a usable time, because the time only orders events', () => {
    const known = readEvent(published[0] ?? '');
    const detail = known['detail'] as Record<string, unknown>;

    expect(readHookEvent({ ...known, detail: { ...detail, updatedAt: 'yesterday' } })?.hookId).toBe(detail['hookId']);
  });

  test('does not read an event that names no hook', () => {
    const other = readEvent('eventbridge-deployment-state-change.SERVICE_DEPLOYMENT_COMPLETED.doc');

    expect([other, {}, null, 'text', { detail: { hookId: 7 } }].map(readHookEvent)).toEqual(Array(5).fill(undefined));
  });

  test('a Lambda hook that waits for an answer is not a pause', () => {
    expect(awaitsAction(hookEvent({ hookType: 'AWS_LAMBDA' }))).toBe(false);
  });
});

describe('latestOfEachHook', () => {
  test('an end beats a wait, and a wait beats progress, even if the times say otherwise', () => {
    const end = hookEvent({ eventName: 'HOOK_SUCCEEDED', updatedAt: '2026-03-05T15:00:00Z' });
    const wait = hookEvent({ updatedAt: '2026-03-05T16:00:00Z' });
    const progress = hookEvent({ eventName: 'HOOK_IN_PROGRESS', updatedAt: '2026-03-05T17:00:00Z' });

    expect(latestOfEachHook([wait, end, progress])).toEqual([end]);
    expect(latestOfEachHook([progress, wait])).toEqual([wait]);
  });

  test('of two of one rank the later counts, compared as instants and not as strings', () => {
    // As strings, `Z` comes after `.`.
    const early = hookEvent({ updatedAt: '2026-03-05T15:54:41Z' });
    const late = hookEvent({ updatedAt: '2026-03-05T15:54:41.618059641Z' });

    expect(latestOfEachHook([early, late])).toEqual([late]);
    expect(latestOfEachHook([late, early])).toEqual([late]);
  });

  test('keeps one event for each hook, in every order of arrival the same', () => {
    const hookId = fc.constantFrom('ecs-pause-a', 'ecs-pause-b');
    const eventName = fc.constantFrom('HOOK_IN_PROGRESS', 'HOOK_AWAITING_ACTION', 'HOOK_SUCCEEDED', 'HOOK_FAILED');
    const updatedAt = fc
      .integer({ min: 0, max: 999_999_999 })
      .map((nanos) => `2026-03-05T15:54:41.${`${nanos}`.padStart(9, '0')}Z`);
    const event = fc.record({ hookId, eventName, updatedAt }).map(hookEvent);
    const both = fc
      .uniqueArray(event, { selector: ({ updatedAt: at }) => at })
      .chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })));
    fc.assert(
      fc.property(both, ([sent, arrived]) => {
        const latest = latestOfEachHook(arrived);

        expect(new Set(latest)).toEqual(new Set(latestOfEachHook(sent)));
        expect(latest).toHaveLength(new Set(sent.map(({ hookId: id }) => id)).size);
      }),
    );
  });
});

describe('instants', () => {
  test('are compared to the nanosecond, with any offset and number of digits', () => {
    expect(compareInstants('2026-03-05T15:54:41.6Z', '2026-03-05T16:54:41.600000000+01:00')).toBe(0);
    expect(compareInstants('2026-03-05T15:54:41.618059641Z', '2026-03-05T15:54:41.618059642Z')).toBeLessThan(0);
    expect(compareInstants('2026-03-05T15:54:42Z', '2026-03-05T15:54:41.9Z')).toBeGreaterThan(0);
  });

  test('are nothing else than RFC 3339 with a zone', () => {
    const others = ['', '2026-03-05', '2026-03-05T15:54:41', '2026-13-05T15:54:41Z', '2026-03-05T15:54:41.1234567890Z'];

    expect(others.filter(isInstant)).toEqual([]);
    expect(() => compareInstants('now', '2026-03-05T15:54:41Z')).toThrow(RangeError);
  });
});

function hookEvent(changes: Partial<EcsHookEvent>): EcsHookEvent {
  return {
    hookId: 'ecs-pause-a',
    hookType: 'PAUSE',
    eventName: 'HOOK_AWAITING_ACTION',
    stage: 'POST_TEST_TRAFFIC_SHIFT',
    serviceDeploymentArn: 'arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/0EYSiB0qap8xf0N',
    updatedAt: '2026-03-05T15:54:41Z',
    ...changes,
  };
}
