import { expect, test } from 'vitest';
import { untilStuck } from '../../../../scripts/mutants/trial/stuck.ts';

test('a promise that is kept is waited for', async () => {
  const kept = new Promise<string>((resolve) => setTimeout(() => resolve('kept'), 5));

  expect(await untilStuck(kept)).toEqual({ value: 'kept' });
});

test('a promise that is broken passes its error on', async () => {
  await expect(untilStuck(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});

test('a promise that nothing can keep any more is stuck', async () => {
  expect(await untilStuck(new Promise(() => {}))).toBeUndefined();
});

test('so is one that waits for more turns than it may, no matter for what', async () => {
  const timer = setTimeout(() => {}, 1_000_000);

  expect(await untilStuck(new Promise(() => {}), 5)).toBeUndefined();
  clearTimeout(timer);
});
