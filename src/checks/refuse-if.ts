import * as v from 'valibot';

/**
 * A check whose message depends on what is wrong.
 *
 * @param whyNot - what to write instead; undefined if nothing is wrong
 * @example refuseIf(({ min, max }: Range) => (min > max ? `expected max to be at least ${min}` : undefined))
 */
export function refuseIf<Input>(whyNot: (input: Input) => string | undefined) {
  return v.check<Input, (issue: v.CheckIssue<Input>) => string>(
    (input) => whyNot(input) === undefined,
    ({ input }) => String(whyNot(input)),
  );
}
