import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import { isFinal } from '../../../controller/ecs/resources.ts';
import { performAct } from './acts.ts';
import type { Bench } from './bench.ts';
import { firstServiceName } from './first-service.ts';
import { describeDeploymentNow, lookAt, secondsBetween } from './look-at.ts';
import { readRecords } from './read-records.ts';
import type { DeploymentLook, RecordedAct, RecordedError, TrialRecord } from './recorded.ts';
import { removeObservedService, removeTaskDefinition } from './remove-services.ts';
import { scrub } from './scrub.ts';
import {
  changeDesiredCount,
  createService,
  findNewDeployment,
  findStackDeployment,
  listDeployments,
  refusalOf,
  registerBroken,
  updateService,
} from './start-trial.ts';
import type { EcsTrial } from './trial.ts';
import { trialConfiguration } from './trial-configuration.ts';

/**
 * Plays one trial from the deployment to the last event about it, and undoes what it arranged.
 *
 * @throws the reason of an interruption; the deployment may still run then
 */
export async function playTrial(trial: EcsTrial, bench: Bench): Promise<TrialRecord> {
  const undo: (() => Promise<void>)[] = [];
  try {
    return await playArranged(trial, bench, undo);
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

async function playArranged(trial: EcsTrial, bench: Bench, undo: (() => Promise<void>)[]): Promise<TrialRecord> {
  const { setting } = trial;
  const service = trial.isFirst ? firstServiceName(bench) : bench.service;
  let taskDefinition: string | undefined;
  if (setting === 'broken-image') {
    const arn = await registerBroken(bench);
    undo.push(() => removeTaskDefinition(bench.ecs, arn));
    taskDefinition = arn;
  } else if (setting === 'quiet-alarm') {
    undo.push(() => bench.arrange('alarm', false));
  } else if (setting !== undefined && setting !== 'stack') {
    undo.push(() => bench.arrange(setting, false));
    await bench.arrange(setting, true);
  }
  if (trial.isFirst)
    undo.push(() => removeObservedService(bench.ecs, bench.cluster, service, (seconds) => bench.wait(seconds)));
  const stack = setting === 'stack' ? bench.serviceStack : undefined;
  if (stack) undo.push(() => stack.remove());
  const before = trial.isFirst ? [] : await listDeployments(bench, service);
  const since = bench.now();
  const configuration = trialConfiguration(trial, bench);
  const names = [bench.cluster, service, bench.service];
  const refused = await refusalOf(
    trial.isFirst
      ? createService(bench, service, configuration, { hasTestRule: !trial.hasNoTestRule, stack })
      : updateService(bench, configuration, taskDefinition),
    names,
  );
  if (refused) return nothingRecorded(refused);
  const found = stack
    ? await findStackDeployment(bench, service, stack)
    : await findNewDeployment(bench, service, before);
  if (!found || 'refused' in found) return nothingRecorded(found?.refused);
  const followed = await follow(found.arn, trial, bench, undo);
  const zero = followed.deployment?.createdAt ?? since;
  const second = await followSecond(followed, trial, bench, { known: [...before, found.arn], zero, undo });
  await bench.sleep(bench.settleSeconds);
  const deployments = (await listDeployments(bench, service)).filter((arn) => !before.includes(arn));
  return {
    listedAfterSeconds: found.afterSeconds,
    ...(await readRecords(bench, { since, zero, deployments, names })),
    looks: followed.looks,
    acts: followed.acts,
    ...endOf(followed.deployment, zero, names),
    ...(second && { second: { looks: second.looks, ...endOf(second.deployment, zero, names) } }),
  };
}

type Followed = { deployment: ServiceDeployment | undefined; looks: DeploymentLook[]; acts: RecordedAct[] };

/** Follows the deployment that an act has started, without acting on it. */
async function followSecond(
  { acts }: Followed,
  trial: EcsTrial,
  bench: Bench,
  { known, zero, undo }: { known: readonly string[]; zero: Date; undo: (() => Promise<void>)[] },
): Promise<Followed | undefined> {
  if (!acts.some(({ act, error }) => act === 'deploy-again' && !error)) return undefined;
  const found = await findNewDeployment(bench, bench.service, known);
  return found && follow(found.arn, { ...trial, acts: [] }, bench, undo, zero);
}

/** Looks at a deployment and does what the trial wants until it has ended; if it takes too long, it is stopped. */
async function follow(
  arn: string,
  trial: EcsTrial,
  bench: Bench,
  undo: (() => Promise<void>)[],
  zero?: Date,
): Promise<Followed> {
  const followed: Followed = { deployment: undefined, looks: [], acts: [] };
  const pending = [...(trial.acts ?? [])];
  const state = { arn, pauseId: undefined as string | undefined, trial };
  for (let isStopped = false; ; ) {
    const deployment = await describeDeploymentNow(bench.ecs, arn);
    if (!deployment) return followed;
    followed.deployment = deployment;
    const atSeconds = secondsBetween(zero ?? deployment.createdAt ?? bench.now(), bench.now());
    const look = await lookAt(deployment, bench, atSeconds, trial.looksAt ?? []);
    followed.looks.push(look);
    state.pauseId = pauseIn(deployment) ?? state.pauseId;
    if (isOver(deployment)) return followed;
    for (const act of pending.filter(({ when }) => when(look, followed.looks))) {
      pending.splice(pending.indexOf(act), 1);
      const done = await performAct(act.do, bench, state);
      followed.acts.push({ atSeconds, act: act.do, ...done });
      if (act.do === 'scale' && !done.error) undo.push(() => changeDesiredCount(bench, -1));
    }
    if (!isStopped && atSeconds > trial.maxMinutes * 60) {
      isStopped = true;
      followed.acts.push({ atSeconds, act: 'stop', ...(await performAct('stop', bench, state)) });
    }
    await bench.sleep(bench.pollSeconds);
  }
}

function pauseIn({ lifecycleHookDetails = [] }: ServiceDeployment): string | undefined {
  return lifecycleHookDetails.find(({ targetType }) => targetType === 'PAUSE')?.hookId;
}

export function isOver({ status }: ServiceDeployment): boolean {
  return status !== undefined && isFinal(status as Parameters<typeof isFinal>[0]);
}

function nothingRecorded(refused?: RecordedError): TrialRecord {
  return { calls: [], looks: [], events: [], acts: [], ...(refused && { refused }) };
}

function endOf(
  deployment: ServiceDeployment | undefined,
  zero: Date,
  names: readonly string[],
): Pick<TrialRecord, 'end'> {
  if (!deployment || !isOver(deployment)) return {};
  const { status = '', statusReason, finishedAt, rollback } = deployment;
  return {
    end: {
      status,
      ...(statusReason !== undefined && { statusReason: scrub(statusReason, names) }),
      afterSeconds: finishedAt ? secondsBetween(zero, finishedAt) : 0,
      ...(rollback?.startedAt && { rollbackAfterSeconds: secondsBetween(zero, rollback.startedAt) }),
    },
  };
}
