import type { ListenerOutcome } from '../listener/evaluate-listener.ts';
import { type Reach, reachesGreen } from '../listener/reaches-green.ts';
import type { ReviewedListener } from './candidate.ts';

/** Judges as {@link reachesGreen} does. People read the rule's priority; its ARN is in doctor's report and in the smoke test's. */
export function judge({ green }: Pick<ReviewedListener, 'green'>, outcomes: readonly ListenerOutcome[]): Reach {
  return reachesGreen(
    outcomes.map((outcome) => ({ ...outcome, rule: { ...outcome.rule, arn: undefined } })),
    green,
  );
}
