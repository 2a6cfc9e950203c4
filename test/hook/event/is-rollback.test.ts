import { describe, expect, test } from 'vitest';
import { isRollback } from '../../../src/hook/event/is-rollback.ts';
import { blueArn, eventFiles, greenArn, readEvent, targetOf, weightedEvent } from '../../helpers/hook.ts';

/** A revision of the service `my-service-2`. */
const otherArn = blueArn.replace('/my-service/', '/my-service-2/');
const toBlue = { [greenArn]: 0, [blueArn]: 100 };
const toGreen = { [greenArn]: 100, [blueArn]: 0 };

describe('isRollback', () => {
  test.each([
    ['PRODUCTION_TRAFFIC_SHIFT', { production: toBlue }, true],
    ['PRODUCTION_TRAFFIC_SHIFT', { production: toGreen }, false],
    ['PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: 10, [blueArn]: 90 } }, false],
    ['PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: 0.1, [blueArn]: 99.9 } }, false],
    ['PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: 100 } }, false],
    ['PRODUCTION_TRAFFIC_SHIFT', { production: { [blueArn]: 100 } }, undefined],
    ['PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: 0, [blueArn]: 0.1 } }, undefined],
    ['PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: 0, junk: 100 } }, undefined],
    ['PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: 0 } }, undefined],
    ['PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: 0, [otherArn]: 100 } }, undefined],
    ['PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: -1, [blueArn]: 100 } }, undefined],
    ['TEST_TRAFFIC_SHIFT', { test: { [blueArn]: 100 } }, undefined],
    ['PRODUCTION_TRAFFIC_SHIFT', { production: {} }, undefined],
    ['PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: 'none', [blueArn]: 100 } }, undefined],
    ['PRODUCTION_TRAFFIC_SHIFT', { test: toBlue }, undefined],
    ['TEST_TRAFFIC_SHIFT', { test: toBlue }, true],
    ['TEST_TRAFFIC_SHIFT', { test: toGreen }, false],
    ['TEST_TRAFFIC_SHIFT', { production: toBlue }, undefined],
    ['PRE_PRODUCTION_TRAFFIC_SHIFT', { production: toBlue }, false],
    ['POST_PRODUCTION_TRAFFIC_SHIFT', { production: toBlue }, false],
    ['PRE_SCALE_UP', {}, false],
    ['A_STAGE_OF_2028', { production: toBlue }, undefined],
  ] as const)('at %s with %j is %s', (stage, weights, expected) => {
    expect(isRollback(targetOf(weightedEvent(stage, weights)))).toBe(expected);
  });

  test('distinguishes the recorded rollback from every other recorded event', () => {
    const files = eventFiles.filter((name) => !name.startsWith('eventbridge-') && !name.startsWith('api-'));

    const rollbacks = files.filter((name) => isRollback(targetOf(readEvent(name))) === true);

    expect(rollbacks).toEqual(['PRODUCTION_TRAFFIC_SHIFT.doc-rollback.json']);
  });
});
