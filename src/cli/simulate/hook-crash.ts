import { type Failure, reportFailure } from '../command/failure.ts';

/** A hook that failed between two of its calls, because of what one of them has left running. */
export type HookCrash = { name: string; problem: string };

export function reportCrash({ name, problem }: HookCrash): void {
  const failure: Failure = {
    message: `${name} failed after it had answered: ${problem}`,
    next: 'await everything in the handler; in Lambda, what is left running can fail the next call',
  };
  reportFailure('greenlight simulate', failure);
}
