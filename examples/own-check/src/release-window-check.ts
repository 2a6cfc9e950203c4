import type { Check } from 'ecs-greenlight';
import * as v from 'valibot';

/** What `hookDetails` may contain. Unknown keys are refused, so that a typo is found at the first call. */
const configSchema = v.strictObject({
  /** Full hours, UTC. The window is open from `opensAt` until just before `closesAt`. */
  opensAt: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(23)),
  closesAt: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(24)),
});

type ReleaseWindow = v.InferOutput<typeof configSchema>;

/** Lets production move only while somebody is there to look after it: waits until the release window opens. */
export const releaseWindowCheck: Check<ReleaseWindow> = {
  name: 'release-window',
  configSchema,
  run({ service }, { config, clock }) {
    const { opensAt, closesAt } = config;
    if (opensAt >= closesAt)
      return { kind: 'fail', reason: `opensAt is ${opensAt} and closesAt ${closesAt}: never open` };

    const now = clock.now();
    const hour = now.getUTCHours();
    const window = `${opensAt}:00 to ${closesAt}:00 UTC`;
    const time = `${now.toISOString().slice(11, 16)} UTC`;
    if (hour >= opensAt && hour < closesAt) {
      const findings = [{ name: 'release window', outcome: 'passed', found: time, allowed: window }] as const;
      return { kind: 'pass', reason: `${service} may be released from ${window}`, findings };
    }
    const findings = [{ name: 'release window', outcome: 'waiting', found: time, allowed: window }] as const;
    const retryAfterSeconds = Math.ceil((nextHour(now, opensAt).getTime() - now.getTime()) / 1000);
    return {
      kind: 'wait',
      reason: `the release window is closed until ${opensAt}:00 UTC`,
      retryAfterSeconds,
      findings,
    };
  },
};

/** The next time at which it is this full hour, in UTC. */
function nextHour(now: Date, hour: number): Date {
  const day = now.getUTCHours() < hour ? now.getUTCDate() : now.getUTCDate() + 1;
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), day, hour));
}
