import type { Check } from '../../hook/check.ts';
import type { Target } from '../../hook/target.ts';
import { untilAborted } from '../../hook/time-budget.ts';
import { formatTime } from '../../wording/times.ts';
import { formatError, shorten } from '../../wording/values.ts';

/** A switch that is there: the check of its name does not run. */
export type SwitchedOff = {
  /** The parameter that says so. */
  parameter: string;
  /** When it was last written. */
  since: Date | undefined;
  /** What was written into it: who, and why. */
  note: string;
};

/** Finds the switch of a check for a service. Resolves to undefined if there is none, and rejects if that could not be read. */
export type ReadSwitch = (
  check: string,
  place: Pick<Target, 'cluster' | 'service'>,
  signal: AbortSignal,
) => Promise<SwitchedOff | undefined>;

/**
 * A check that does not run while it is switched off. It passes then, marked as a pass that proves nothing, with a reason that says so. If the
 * switch cannot be read, the check runs.
 *
 * @param read - default: the check cannot be switched off
 */
export function withSwitch<Config>(check: Check<Config>, read: ReadSwitch | undefined): Check<Config> {
  if (!read) return check;
  return {
    ...check,
    async run(target, context) {
      const inTime = AbortSignal.any([context.signal, AbortSignal.timeout(readMs)]);
      let off: SwitchedOff | undefined;
      try {
        off = await untilAborted(read(check.name, target, inTime), inTime);
      } catch (error) {
        context.logger.warn(`the switch of ${check.name} could not be read, so the check runs`, {
          deployment: target.deploymentId,
          error: formatError(error),
        });
      }
      if (off) return { kind: 'pass', waived: 'switched off', reason: formatOff(check.name, off, context.clock.now()) };
      return check.run(target, context);
    },
  };
}

/** Leaves the rest of the function's time for the check. */
const readMs = 5000;

function formatOff(check: string, { parameter, since, note }: SwitchedOff, now: Date): string {
  const when = since ? ` since ${formatTime(since, now)}` : '';
  const said = shorten(note, 200).trim();
  return `${check} was switched off by ${parameter}${when}${said === '' ? '' : ` (${said})`}: nothing was tested`;
}
