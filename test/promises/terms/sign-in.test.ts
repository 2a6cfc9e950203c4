import fc from 'fast-check';
import { describe, test } from 'vitest';
import { holdAlways, stories } from '../story.ts';
import { termsHold } from './sides.ts';
import { hookDetailsOf, needsProvider, terms } from './terms.ts';
import { anybody, somebodySignedIn } from './voters.ts';

describe('a sign-in', () => {
  test('counts for whom, for what and for how long the guides say', async () => {
    const signingIn = stories({
      hookDetails: terms().filter(needsProvider).map(hookDetailsOf),
      voters: fc.array(fc.oneof({ weight: 4, arbitrary: somebodySignedIn() }, { weight: 1, arbitrary: anybody() }), {
        ...{ minLength: 2, maxLength: 8 },
      }),
      waits: fc.array(fc.constantFrom(10, 200, 900), { maxLength: 1 }),
      flips: fc.constant([]),
      fates: fc.constant([]),
    });
    await holdAlways(signingIn, 150, termsHold);
  });
});
