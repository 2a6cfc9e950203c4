import { describe, expect, test } from 'vitest';
import { type DeploymentMoment, greenOf, isBeforeShift } from '../../../src/deployment/test-traffic/green-of.ts';
import { testTrafficAt } from '../../../src/deployment/test-traffic/test-traffic.ts';
import { attachedTo, blue, forwardTo, green, other } from './a-test-listener.ts';

const before: DeploymentMoment = { stage: 'POST_TEST_TRAFFIC_SHIFT', productionWeight: undefined };
const resolved = { resolvedConfiguration: { loadBalancers: [{ targetGroupArn: green }] } };
const page = { Type: 'fixed-response' };

describe('green has no production traffic yet', () => {
  test.each([
    ...['RECONCILE_SERVICE', 'PRE_SCALE_UP', 'POST_SCALE_UP', 'TEST_TRAFFIC_SHIFT', 'POST_TEST_TRAFFIC_SHIFT'],
    'PRE_PRODUCTION_TRAFFIC_SHIFT',
  ])('at %s, unless the event says otherwise', (stage) => {
    expect(isBeforeShift({ stage, productionWeight: undefined })).toBe(true);
    expect(isBeforeShift({ stage, productionWeight: 0 })).toBe(true);
    expect(isBeforeShift({ stage, productionWeight: 1 })).toBe(false);
  });

  test.each(['PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT', 'BAKE_TIME', 'A_NEW_STAGE'])(
    'but not at %s',
    (stage) => {
      expect(isBeforeShift({ stage, productionWeight: 0 })).toBe(false);
    },
  );
});

test('test traffic reaches green from its shift on, and never in a rolling deployment', () => {
  expect(['PRE_SCALE_UP', 'POST_TEST_TRAFFIC_SHIFT'].map((stage) => testTrafficAt(stage))).toEqual([
    'not-yet',
    'possible',
  ]);
  expect(testTrafficAt('PRE_SCALE_UP', 'BLUE_GREEN')).toBe('not-yet');
  expect(testTrafficAt('POST_TEST_TRAFFIC_SHIFT', 'CANARY')).toBe('possible');
  expect(['PRE_SCALE_UP', 'POST_TEST_TRAFFIC_SHIFT'].map((stage) => testTrafficAt(stage, 'ROLLING'))).toEqual([
    'never',
    'never',
  ]);
});

describe('green’s target group', () => {
  test('is the one that ECS names', () => {
    expect(greenOf(resolved, attachedTo('100'), undefined, undefined)).toEqual({
      ...{ arn: green, because: 'ECS names it for this revision' },
    });
  });

  test.each(['TEST_TRAFFIC_SHIFT', 'POST_TEST_TRAFFIC_SHIFT', 'PRE_PRODUCTION_TRAFFIC_SHIFT'])(
    'is the one of the pair without production traffic at %s',
    (stage) => {
      expect(greenOf({}, attachedTo('100'), [page, forwardTo([blue, 1])], { stage, productionWeight: 0 })).toEqual({
        ...{ arn: green, because: 'of the two target groups, shop-green has no production traffic' },
      });
    },
  );

  test.each([
    ['gives one group all the weight', [forwardTo([green, 100], [blue, 0])], blue],
    ['is in the older form', [{ Type: 'forward', TargetGroupArn: green }], blue],
    ['has no weights', [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: green }] } }], blue],
  ])('is the other one if production %s', (_what, production, arn) => {
    expect(greenOf({}, attachedTo('100'), production, before).arn).toBe(arn);
  });

  test.each<[string, DeploymentMoment | undefined]>([
    ['after the shift', { stage: 'PRODUCTION_TRAFFIC_SHIFT', productionWeight: undefined }],
    ['once green has some production traffic', { ...before, productionWeight: 1 }],
    ['at an unknown time', undefined],
  ])('is not derived %s', (_when, moment) => {
    expect(greenOf({}, attachedTo('100'), [forwardTo([blue, 1])], moment)).toEqual({
      ...{ arn: undefined, because: 'ECS has not said which target group green uses' },
    });
  });

  test.each([
    ['is not known', undefined],
    ['forwards nothing', [page]],
    ['forwards to both', [forwardTo([blue, 1], [green, 1])]],
    ['forwards to neither', [forwardTo([other, 1])]],
    ['has only weights of 0', [forwardTo([blue, 0], [green, 0])]],
    ['names no group', [{ Type: 'forward' }]],
  ])('is not derived from a production rule that %s', (_what, production) => {
    expect(greenOf({}, attachedTo('100'), production, before)).toEqual({
      arn: undefined,
      because: 'ECS has not said which target group green uses, and the production rule does not show it',
    });
  });

  test.each([
    ['forwards to it', [forwardTo([blue, 1])]],
    ['names no group', [{ Type: 'forward' }]],
  ])('is not derived if the service has only one group there, and the production rule %s', (_what, production) => {
    expect(greenOf({}, { targetGroupArn: blue }, production, before).arn).toBeUndefined();
  });
});
