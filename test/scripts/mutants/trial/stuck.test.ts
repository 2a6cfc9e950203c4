import { expect, test } from 'vitest';
import { untilStuck } from '../../../../scripts/mutants/trial/stuck.ts';

test('a promise that is kept is waited for', async () => {
  const kept = () => new Promise<string>((resolve) => setTimeout(() => resolve('kept'), 5));

  expect(await untilStuck(kept)).toEqual({ value: 'kept' });
});

test('a promise that is broken passes its error on', async () => {
  await expect(untilStuck(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});

test('a promise that nothing can keep any more is stuck', async () => {
  expect(await untilStuck(() => new Promise(() => {}))).toBeUndefined();
});

test('so is one that waits for more turns than it may, no matter for what', async () => {
  const timer = setTimeout(() => {}, 1_000_000);

  expect(await untilStuck(() => new Promise(() => {}), 5)).toBeUndefined();
  clearTimeout(timer);
});

test('what is started at once counts as what is waited for', async () => {
  const run = () =>
    new Promise<string>((resolve) => {
      let turns = 0;
      // More than what else this process may be done with meanwhile.
      const timers = Array.from({ length: 9 }, () => setInterval(() => {}, 20));
      const timer = setInterval(() => {
        turns += 1;
        if (turns < 80) return;
        for (const each of [timer, ...timers]) clearInterval(each);
        resolve('kept');
      }, 20);
    });

  expect(await untilStuck(run)).toEqual({ value: 'kept' });
});
