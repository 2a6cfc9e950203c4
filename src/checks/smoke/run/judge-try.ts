import type { Running } from '../config/running-config.ts';
import type { Judgement } from '../judge/judge-response.ts';
import type { Progress, StepResult } from './step.ts';

/**
 * What one answer means for a step with `until` and `hold`: it ends, or it continues at a later time. A wrong answer ends it unless `until` still has
 * time; a good one unless it has to stay good.
 *
 * @param now - milliseconds since 1970
 */
export function judgeTry(
  { until, hold }: Pick<Running, 'until' | 'hold'>,
  { judgement, isFinal }: { judgement: Judgement; isFinal: boolean },
  progress: Progress,
  now: number,
): StepResult {
  const { goodSince, wrongSince = now } = progress;
  if (hold !== undefined && goodSince !== undefined) return judgeHeld(hold, { ...progress, goodSince }, judgement, now);
  if (judgement.kind === 'passed') {
    if (hold === undefined) return { judgement };
    const found = `${judgement.finding.found}, must stay good for ${hold.seconds} s`;
    return continued(judgement, found, { nextAt: now + hold.everySeconds * 1000, goodSince: now });
  }
  if (until === undefined || isFinal) return { judgement };
  const nextAt = now + until.everySeconds * 1000;
  if (nextAt > wrongSince + until.seconds * 1000) {
    const late = withFound(judgement, `${judgement.finding.found}, still after ${until.seconds} s`);
    // Unless it is final, a later call asks once more. It must not start over, or the gate would never end.
    return judgement.kind === 'failed'
      ? { judgement: late }
      : { judgement: late, progress: { nextAt: now, wrongSince } };
  }
  const found = `${judgement.finding.found}, not good yet after ${secondsFrom(wrongSince, now)} of ${until.seconds} s`;
  return continued(judgement, found, { nextAt, wrongSince });
}

/**
 * An answer that is not good ends it, even one of the load balancer: that is what `hold` is for. No answer at all says nothing, so the time until the next
 * one does not count.
 */
function judgeHeld(
  { seconds, everySeconds }: NonNullable<Running['hold']>,
  { goodSince: before, silentSince, nextAt: sentAt }: Progress & { goodSince: number },
  judgement: Judgement,
  now: number,
): StepResult {
  const { finding, kind } = judgement;
  if (kind === 'unknown') {
    const lastGood = Math.max(before, sentAt - everySeconds * 1000);
    return { judgement, progress: { nextAt: now, goodSince: before, silentSince: silentSince ?? lastGood } };
  }
  const goodSince = silentSince === undefined ? before : before + now - silentSince;
  const held = secondsFrom(goodSince, now);
  if (kind !== 'passed') {
    const found = `${finding.found}, after it was good for ${held} of ${seconds} s`;
    return { judgement: { ...judgement, kind: 'failed', finding: { ...finding, outcome: 'failed', found } } };
  }
  if (held >= seconds) return { judgement: withFound(judgement, `${finding.found}, good for ${seconds} s`) };
  const nextAt = Math.min(now + everySeconds * 1000, goodSince + seconds * 1000);
  return continued(judgement, `${finding.found}, good for ${held} of ${seconds} s`, { nextAt, goodSince });
}

function continued(judgement: Judgement, found: string, progress: Progress): StepResult {
  return {
    judgement: { ...judgement, kind: 'continued', finding: { ...judgement.finding, outcome: 'waiting', found } },
    progress,
  };
}

function withFound(judgement: Judgement, found: string): Judgement {
  return { ...judgement, finding: { ...judgement.finding, found } };
}

function secondsFrom(since: number, now: number): number {
  return Math.floor((now - since) / 1000);
}
