import { describe, expect, test } from 'vitest';
import { formatStep, formatStrategy, shortArn, shortId, shortImage } from '../../src/wording/ids.ts';

describe('shortId', () => {
  test.each([
    ['9313423515462893900', '...3900'],
    ['3900', '3900'],
    ['', ''],
  ])('shortens %j to %j', (id, short) => {
    expect(shortId(id)).toBe(short);
  });

  test('uses a real ellipsis for pages', () => {
    expect(shortId('9313423515462893900', '…')).toBe('…3900');
  });
});

test.each([
  ['arn:aws:ecs:us-west-2:123456789012:service-revision/c/s/9313423515462896934', '…6934'],
  ['9313423515462896934', '…6934'],
  ['new', 'new'],
])('shortArn of %s is %s', (arnOrId, short) => {
  expect(shortArn(arnOrId)).toBe(short);
});

describe('formatStrategy', () => {
  test.each([
    ['BLUE_GREEN', 'blue/green'],
    ['LINEAR', 'linear'],
    ['A_STRATEGY_OF_2028', 'a strategy of 2028'],
  ])('formats %s as %s', (strategy, words) => {
    expect(formatStrategy(strategy)).toBe(words);
  });
});

describe('shortImage', () => {
  test.each([
    ['shop/ui:1.42', 'shop/ui:1.42'],
    [`shop/ui:1.42@sha256:${'1f9c'.repeat(16)}`, 'shop/ui:1.42@sha256:1f9c1f9c1f9c…'],
  ])('shortens %s to %s', (reference, short) => {
    expect(shortImage(reference)).toBe(short);
  });
});

describe('formatStep', () => {
  test.each([
    [undefined, ''],
    [0, ''],
    [12.5, ' at 12.5 %'],
    [100, ''],
  ])('formats %s as %j', (step, words) => {
    expect(formatStep(step)).toBe(words);
  });
});
