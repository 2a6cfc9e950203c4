import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEvent } from '../../../src/hook/event/event.ts';
import { isRollback } from '../../../src/hook/event/is-rollback.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { blueArn, ecsEvent, greenArn, targetOf, weightedEvent } from '../../helpers/hook.ts';

const resourceArn = 'arn:aws:ecs:eu-central-1:111122223333:service-deployment/prod/shop/EZe5RNVLH6PPzHXINuP28';
const executionDetails = {
  serviceArn: 'arn:aws:ecs:eu-central-1:111122223333:service/prod/shop',
  targetServiceRevisionArn: 'arn:aws:ecs:eu-central-1:111122223333:service-revision/prod/shop/1234567890123456789',
  lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT',
  hookDetails: { requests: ['/health'] },
};

describe('T9 an event with stage and details inside executionDetails', () => {
  test('T9 is read there', () => {
    expect(parseEvent({ executionDetails: { ...executionDetails, resourceArn } })).toMatchObject({
      ok: true,
      target: { stage: 'POST_TEST_TRAFFIC_SHIFT', deploymentId: 'EZe5RNVLH6PPzHXINuP28' },
      hookDetails: { requests: ['/health'] },
    });
  });

  test('T9 may repeat a value, and keeps the state of the last answer', () => {
    const greenlight = { v: 1 };
    const outer = { hookDetails: { requests: ['/health'], greenlight }, lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' };

    expect(parseEvent({ ...outer, executionDetails })).toMatchObject({
      ok: true,
      hookDetails: { requests: ['/health'], greenlight },
    });
  });

  test.each([
    [
      'lifecycleStage',
      { lifecycleStage: 'PRE_SCALE_UP' },
      {},
      '"PRE_SCALE_UP" and, in executionDetails, "POST_TEST_TRAFFIC_SHIFT"',
    ],
    [
      'resourceArn',
      { resourceArn: 'a' },
      { resourceArn },
      `"a" and, in executionDetails, "${resourceArn.slice(0, 79)}…"`,
    ],
  ])(
    'T9 is refused if it names two different values of %s, and the reason shows both',
    (name, outer, inner, values) => {
      const parsed = parseEvent({ ...outer, executionDetails: { ...executionDetails, ...inner } });

      expect(parsed).toEqual({ ok: false, reason: `the event names two different values of ${name}: ${values}` });
    },
  );

  test('T9 is refused if the details differ, and the reason names where', () => {
    const parsed = parseEvent({ hookDetails: { requests: ['/'] }, executionDetails });

    expect(parsed).toMatchObject({
      hookDetails: 'hookDetails and executionDetails.hookDetails differ in "requests"; send them in one place',
    });
  });

  test.each<[string, JsonObject]>([
    ['HookDetails', { HookDetails: { gate: 'a' } }],
    ['hook_details', { hook_details: { gate: 'a' } }],
    ['hookDetails', { detail: { hookDetails: { gate: 'a' } } }],
    ['HookDetails', { executionDetails: { ...(ecsEvent()['executionDetails'] as JsonObject), HookDetails: '{}' } }],
  ])('T9 is refused if it has %s in an unknown place: %j', (name, change) => {
    const parsed = parseEvent({ ...ecsEvent(), ...change });

    expect(parsed).toMatchObject({
      hookDetails: `${name} is in a part of the event that is not read; send hookDetails at the top of the event`,
    });
  });

  test('T9 does not mistake a value that mentions hookDetails for such a place', () => {
    expect(parseEvent(ecsEvent({ note: '{"hookDetails": {}}' }))).toMatchObject({ ok: true, hookDetails: {} });
  });

  test('T9 reads a stage of the flat event too', () => {
    const { hookDetails, ...flat } = executionDetails;

    expect(parseEvent({ ...flat, hookDetails, resourceArn })).toMatchObject({
      target: { stage: 'POST_TEST_TRAFFIC_SHIFT', deploymentId: 'EZe5RNVLH6PPzHXINuP28' },
      hookDetails,
    });
  });
});

describe('RL4 weights that are off by the last digits of a double', () => {
  test.each([
    [100.00000000000001, 100],
    [-1e-7, 0],
    [-1e-6, 0],
    [1e-7, 0],
    [99.9999999999, 100],
    [100 + 1e-6, 100],
    [33.300000000000004, 33.3],
    ['33.33', 33.33],
  ])('RL4 %s is read as %d', (written, weight) => {
    const { productionWeight } = targetOf(step(written));

    expect(productionWeight).toBe(weight);
  });

  test.each([100.00001, -1e-5, -1, 101, Number.NaN, '1e2', ' 100', '0x10', null])(
    'RL4 %s is not a share',
    (written) => {
      expect(targetOf(step(written)).productionTrafficWeights).toEqual({});
    },
  );

  test('RL4 still show a rollback, and a negative weight is still ignored', () => {
    const rolling = (green: number, blue: number) =>
      isRollback(
        targetOf(weightedEvent('PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: green, [blueArn]: blue } })),
      );

    expect(rolling(-1e-7, 100.00000000000001)).toBe(true);
    expect(rolling(-1, 100)).toBeUndefined();
  });

  test('RL4 give every step of a deployment in tenths one place, no matter how its sum was computed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.double({ min: -1e-7, max: 1e-7, noNaN: true }),
        (tenths, off) => {
          expect(targetOf(step(tenths / 10 + off)).productionWeight).toBeCloseTo(tenths / 10, 5);
        },
      ),
    );
  });

  function step(weight: unknown) {
    return weightedEvent('PRE_PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: weight } });
  }
});

describe('M3 hookDetails with half a surrogate pair', () => {
  test('M3 are made well-formed, as an object and as a string', () => {
    const hookDetails = { title: 'Cart \ud83d', notes: ['\udc00 a'] };
    const wanted = { title: 'Cart \ufffd', notes: ['\ufffd a'] };

    expect(parseEvent(ecsEvent({ hookDetails }))).toMatchObject({ hookDetails: wanted });
    expect(parseEvent(ecsEvent({ hookDetails: JSON.stringify(hookDetails) }))).toMatchObject({ hookDetails: wanted });
  });
});
