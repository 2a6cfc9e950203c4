import { setTimeout as sleep } from 'node:timers/promises';
import type { SmokeConfig } from '../../checks/smoke/config/smoke-config.ts';
import type { Check, CheckContext } from '../../hook/check.ts';
import type { Target } from '../../hook/target.ts';
import type { Verdict } from '../../hook/verdict.ts';

/**
 * Runs a check until it has a final verdict, as ECS does with a gate: while it waits, it is called again with the state that it returned. An error
 * ends the run, because here nobody rolls back: the person who started it sees it and starts it again.
 */
export async function playSuite(check: Check<SmokeConfig>, target: Target, config: SmokeConfig): Promise<Verdict> {
  const since = new Date();
  let state: CheckContext<SmokeConfig>['state'];
  for (let polls = 0; ; polls += 1) {
    const verdict = await check.run(target, {
      ...{ config, state, clock: { now: () => new Date() }, logger: silent },
      // Node warns of the eleventh listener of one signal, and a suite may have a hundred requests.
      signal: new AbortController().signal,
      remainingMs: () => Number.POSITIVE_INFINITY,
      gate: { name: undefined, since, polls, errors: 0 },
    });
    if (verdict.kind !== 'wait') return verdict;
    state = verdict.state ?? state;
    await sleep((verdict.retryAfterSeconds ?? defaultDelaySeconds) * 1000);
  }
}

const defaultDelaySeconds = 5;

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A suite that runs without a deployment has no revision but the one that is named with `--var`. */
export function targetWithout(): Target {
  return {
    ...{ partition: 'aws', region: '', account: '', cluster: '', service: '', serviceArn: '' },
    ...{ deploymentArn: undefined, deploymentId: undefined, revisionArn: '', revisionId: '' },
    ...{ stage: 'POST_TEST_TRAFFIC_SHIFT', productionWeight: undefined },
    ...{ testTrafficWeights: {}, productionTrafficWeights: {} },
  };
}
