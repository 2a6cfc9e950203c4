import { combineChecks } from '../../checks/gate/combine-checks.ts';

type Details = Readonly<Record<string, unknown>>;

/**
 * How many minutes a gate takes if every check finds everything in order and people answer after `answerMinutes`: a check that watches does so to the
 * end, and the others pass at once. A sequence takes as long as all of its checks, `all` as its slowest, `any` as its fastest.
 *
 * @param lists - the checks of the gate, as they are written
 */
export function contentMinutesOfGate(lists: unknown, answerMinutes: number): number {
  const minutes = combineChecks(lists, {
    sequence: sum,
    all: (each) => Math.max(...each),
    any: (each) => Math.min(...each),
    check: (name, details) => minutesOfCheck(name, details, answerMinutes),
  });
  return sum(minutes);
}

/** The same of an alarm check. */
export function contentMinutesOfAlarms({ initialDelayMinutes, okForMinutes, watchMinutes }: Details): number {
  return numberOf(initialDelayMinutes, 0) + Math.max(numberOf(okForMinutes, 0), numberOf(watchMinutes, 0));
}

function minutesOfCheck(name: string, details: Details, answerMinutes: number): number {
  if (name === 'approval') return Math.min(answerMinutes, numberOf(details['deadlineMinutes'], 240));
  if (name === 'alarms') return contentMinutesOfAlarms(details);
  if (name === 'load') return Math.ceil(numberOf(details['seconds'], 0) / 60);
  if (name !== 'metrics') return 0;
  // CloudWatch is two minutes late.
  return numberOf(details['initialDelayMinutes'], 1) + numberOf(details['watchMinutes'], 10) + 2;
}

function sum(minutes: readonly number[]): number {
  return minutes.reduce((all, each) => all + each, 0);
}

function numberOf(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : fallback;
}
