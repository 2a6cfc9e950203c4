import type { Samples } from '../config/running-config.ts';
import type { Judgement } from '../judge/judge-response.ts';
import type { StepAttempt, StepPorts, StepResult, SuiteStep, Tally } from './step.ts';
import { exceededBy, formatLimits, formatTally, isHopeless } from './tally.ts';

/** Sends the samples that are still to come, and judges all of them together. It stops as soon as a limit can no longer be met. */
export async function playSamples(
  step: SuiteStep,
  samples: Samples,
  saved: Tally,
  ports: StepPorts,
): Promise<StepResult> {
  let tally = saved;
  let toSend = samples.count - tally.times.length;
  let isCut = false;
  async function send() {
    while (toSend > 0 && !isCut && !ports.isStopped() && !isHopeless(tally, samples, samples.count)) {
      toSend -= 1;
      const attempt = await ports.attempt(step, true);
      isCut ||= attempt.isCut;
      if (attempt.isCut) continue;
      tally = add(tally, attempt);
    }
  }
  await Promise.all(Array.from({ length: samples.concurrency ?? samples.count }, send));
  const isOver = tally.times.length >= samples.count || isHopeless(tally, samples, samples.count);
  const judgement = judgeTally(step, samples, tally);
  if (isOver) return { judgement };
  const finding = { ...judgement.finding, outcome: 'waiting' as const };
  return { judgement: { ...judgement, kind: 'continued', finding }, progress: { nextAt: 0, tally } };
}

function add(tally: Tally, { judgement, timeoutMs }: StepAttempt): Tally {
  const { kind, tookMs = timeoutMs, finding, proof, isCertain } = judgement;
  const isGood = kind === 'passed';
  return {
    ...tally,
    times: [...tally.times, isGood ? tookMs : timeoutMs],
    ...(isGood ? {} : { errors: tally.errors + 1, firstFault: tally.firstFault ?? finding.found }),
    ...(isGood && tally.proof === true && { proof, isCertain: tally.isCertain && isCertain }),
  };
}

function judgeTally({ name, allowed, running }: SuiteStep, samples: Samples, tally: Tally): Judgement {
  const { degraded = {} } = running;
  const isBad = isHopeless(tally, samples, samples.count);
  const isWorse = !isBad && exceededBy(tally, degraded).length > 0;
  const found = [
    formatTally(tally),
    ...(tally.firstFault === undefined ? [] : [`first error: ${tally.firstFault}`]),
    ...(isWorse ? [`should be ${formatLimits(degraded)}`] : []),
    ...(isBad && tally.times.length < samples.count ? ['stopped early because a limit cannot be met'] : []),
  ];
  const { proof, isCertain, times } = tally;
  return {
    samples: { times, maxMillis: samples.p99 ?? samples.p95 ?? samples.p90 ?? samples.p50 },
    ...{ kind: isBad ? 'failed' : 'passed', proof, isCertain, tookMs: Math.max(...tally.times, 0) },
    finding: {
      name,
      outcome: isBad ? 'failed' : isWorse ? 'degraded' : 'passed',
      found: found.join(', '),
      allowed: `${allowed}, ${formatLimits(samples)}`,
    },
  };
}
