import { describe, expect, test } from 'vitest';
import { hookableStages } from '../../src/hook/target.ts';
import { formatStageMoment } from '../../src/wording/stage-moment.ts';

describe('formatStageMoment', () => {
  test.each([
    ['PRE_PRODUCTION_TRAFFIC_SHIFT', undefined, 'before production traffic moves'],
    ['PRE_PRODUCTION_TRAFFIC_SHIFT', 0, 'before production traffic moves'],
    ['PRE_PRODUCTION_TRAFFIC_SHIFT', 25, 'before production traffic moves, at 25 %'],
    ['POST_PRODUCTION_TRAFFIC_SHIFT', 100, 'after production traffic has moved'],
    ['A_NEW_STAGE', 25, 'at A_NEW_STAGE, at 25 %'],
  ])('%s at step %s is %s', (stage, step, words) => {
    expect(formatStageMoment(stage, step)).toBe(words);
  });

  test('has words for every stage at which ECS calls hooks', () => {
    expect(hookableStages.map((stage) => formatStageMoment(stage))).toEqual([
      'while ECS brings the service back to one revision',
      'before the new tasks start',
      'after the new tasks have started',
      'while test traffic moves',
      'after test traffic has moved',
      'before production traffic moves',
      'while production traffic moves',
      'after production traffic has moved',
    ]);
  });
});
