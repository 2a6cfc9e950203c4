import { describe, expect, test } from 'vitest';
import { playStory } from './ten-thousand/play-story.ts';
import { drawStory } from './ten-thousand/story.ts';

describe('a random deployment with random faults', () => {
  test('B-69 is identical with the same seed, event by event', async () => {
    const play = async (seed: number) => JSON.stringify((await playStory(drawStory(seed))).events);

    for (let seed = 1; seed <= 100; seed++) expect(await play(seed), `seed ${seed}`).toBe(await play(seed));
  });
});
