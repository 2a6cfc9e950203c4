import { describe, expect, test } from 'vitest';
import { formatSpan, formatStep, formatStrategy, formatTime, shortId, shortImage } from '../../src/wording/words.ts';

describe('formatTime', () => {
  const at = new Date('2026-11-22T14:30:59.999Z');

  test('leaves out the date where it is today’s', () => {
    expect(formatTime(at, new Date('2026-11-22T00:00:00Z'))).toBe('14:30 UTC');
    expect(formatTime(at, new Date('2026-11-23T00:00:00Z'))).toBe('2026-11-22 14:30 UTC');
    expect(formatTime(at)).toBe('2026-11-22 14:30 UTC');
  });
});

describe('formatSpan', () => {
  test.each([
    [-5, '0 s'],
    [0, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [38 * 60 + 59, '38 min'],
    [3600, '1 h'],
    [3900, '1 h 5 min'],
    [47 * 3600 + 3599, '47 h 59 min'],
    [48 * 3600, '2 d'],
  ])('of %d seconds is %s', (seconds, words) => {
    expect(formatSpan(seconds)).toBe(words);
  });
});

describe('shortId', () => {
  test.each([
    ['9313423515462893900', '...3900'],
    ['3900', '3900'],
    ['', ''],
  ])('of %j is %j', (id, short) => {
    expect(shortId(id)).toBe(short);
  });

  test('takes a true ellipsis for pages', () => {
    expect(shortId('9313423515462893900', '…')).toBe('…3900');
  });
});

describe('formatStrategy', () => {
  test.each([
    ['BLUE_GREEN', 'blue/green'],
    ['LINEAR', 'linear'],
    ['A_STRATEGY_OF_2028', 'a strategy of 2028'],
  ])('of %s is %s', (strategy, words) => {
    expect(formatStrategy(strategy)).toBe(words);
  });
});

describe('shortImage', () => {
  test.each([
    ['shop/ui:1.42', 'shop/ui:1.42'],
    [`shop/ui:1.42@sha256:${'1f9c'.repeat(16)}`, 'shop/ui:1.42@sha256:1f9c1f9c1f9c…'],
  ])('of %s is %s', (reference, short) => {
    expect(shortImage(reference)).toBe(short);
  });
});

describe('renderStep', () => {
  test.each([
    [undefined, ''],
    [0, ''],
    [12.5, ' at 12.5 %'],
    [100, ''],
  ])('of %s is %j', (step, words) => {
    expect(formatStep(step)).toBe(words);
  });
});
