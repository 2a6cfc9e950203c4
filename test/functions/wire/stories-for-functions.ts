import fc from 'fast-check';
import type { Fate } from '../../promises/fates.ts';
import { type PauseStory, pauseStories } from '../../promises/pause-story.ts';
import { needsProvider, terms } from '../../promises/terms/terms.ts';
import { anybody } from '../../promises/terms/voters.ts';

/**
 * The stories of `test/promises`, with the same people and faults, for functions that run as they are built. The SDK tries three times by itself,
 * so a step has to go wrong more often than there, and a lost function costs a new process.
 */
const bad = fc.constantFrom<Fate>(
  ...(['fails', 'fails', 'fails', 'loses the answer', 'loses the answer', 'loses the answer'] as const),
  ...(['dies before', 'dies after'] as const),
);
const fate = fc.oneof({ weight: 9, arbitrary: fc.constant<Fate>('works') }, { weight: 1, arbitrary: bad });

/** A story takes a second or two, so there are few in which nobody is asked. */
export const storiesForFunctions = pauseStories({
  fates: fc.array(fate, { maxLength: 120, size: 'max' }),
  deliveries: fc.array(
    fc.record({
      picks: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 3 }),
      ...{ sweeps: fc.boolean(), kicks: fc.boolean(), skewSeconds: fc.integer({ min: -5, max: 5 }) },
    }),
    { minLength: 2, maxLength: 5 },
  ),
  // Nobody can sign in: a provider's clock can't be stopped.
  terms: terms({ deadlineMinutes: 45 }).filter((one) => !needsProvider(one)),
  voters: fc.array(
    anybody().filter(({ account, slack }) => !account && !slack),
    { minLength: 3, maxLength: 7 },
  ),
  outsiders: fc.oneof(
    { weight: 8, arbitrary: fc.constant<PauseStory['outsiders']>([]) },
    {
      weight: 3,
      arbitrary: fc.constantFrom<PauseStory['outsiders']>(['continues'], ['rolls back'], ['stops the deployment']),
    },
  ),
  waits: fc.array(fc.constantFrom(1, 1, 10, 30, 57), { maxLength: 2 }),
});
