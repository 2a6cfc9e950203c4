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
  } else if (setting !== undefined) {
    undo.push(() => bench.arrange(setting, false));
    await bench.arrange(setting, true);
  }
  if (trial.isFirst)
    undo.push(() => removeObservedService(bench.ecs, bench.cluster, service, (seconds) => bench.wait(seconds)));
  const before = trial.isFirst ? [] : await listDeployments(bench, service);
  const since = bench.now();
  const configuration = trialConfiguration(trial, bench);
  const refused = await refusalOf(
    trial.isFirst
      ? createService(bench, service, configuration, { hasTestRule: !trial.hasNoTestRule })
      : updateService(bench, configuration, taskDefinition),
    [bench.cluster, service],
  );
  if (refused) return nothingRecorded(refused);
  const found = await findNewDeployment(bench, service, before);
  if (!found) return nothingRecorded();
  const followed = await follow(found.arn, trial, bench, undo);
  await untilQuiet(bench, service);
  await bench.sleep(bench.settleSeconds);
  const deployments = (await listDeployments(bench, service)).filter((arn) => !before.includes(arn));
  const { createdAt = since } = followed.deployment ?? {};
  return {
    listedAfterSeconds: found.afterSeconds,
    ...(await readRecords(bench, { since, zero: createdAt, deployments, names: [bench.cluster, service] })),
    looks: followed.looks,
    acts: followed.acts,
    ...endOf(followed.deployment, [bench.cluster, service]),
  };
}

type Followed = { deployment: ServiceDeployment | undefined; looks: DeploymentLook[]; acts: RecordedAct[] };

/** Looks at a deployment and does what the trial wants until it has ended; if it takes too long, it is stopped. */
async function follow(arn: string, trial: EcsTrial, bench: Bench, undo: (() => Promise<void>)[]): Promise<Followed> {
  const followed: Followed = { deployment: undefined, looks: [], acts: [] };
  const pending = [...(trial.acts ?? [])];
  const state = { arn, pauseId: undefined as string | undefined, trial };
  for (let isStopped = false; ; ) {
    const deployment = await describeDeploymentNow(bench.ecs, arn);
    if (!deployment) return followed;
    followed.deployment = deployment;
    const atSeconds = secondsBetween(deployment.createdAt ?? bench.now(), bench.now());
    const look = await lookAt(deployment, bench, atSeconds, trial.looksAt ?? []);
    followed.looks.push(look);
    state.pauseId ??= deployment.lifecycleHookDetails?.find(({ targetType }) => targetType === 'PAUSE')?.hookId;
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

/** Waits until no deployment of the service runs, the one that an act started included. */
async function untilQuiet(bench: Bench, service: string): Promise<void> {
  for (;;) {
    const [newest] = await listDeployments(bench, service);
    const deployment = newest === undefined ? undefined : await describeDeploymentNow(bench.ecs, newest);
    if (!deployment || isOver(deployment)) return;
    await bench.sleep(bench.pollSeconds);
  }
}

export function isOver({ status }: ServiceDeployment): boolean {
  return status !== undefined && isFinal(status as Parameters<typeof isFinal>[0]);
}

function nothingRecorded(refused?: RecordedError): TrialRecord {
  return { calls: [], looks: [], events: [], acts: [], ...(refused && { refused }) };
}

function endOf(deployment: ServiceDeployment | undefined, names: readonly string[]): Pick<TrialRecord, 'end'> {
  if (!deployment || !isOver(deployment)) return {};
  const { status = '', statusReason, createdAt, finishedAt } = deployment;
  const afterSeconds = createdAt && finishedAt ? secondsBetween(createdAt, finishedAt) : 0;
  return {
    end: { status, ...(statusReason !== undefined && { statusReason: scrub(statusReason, names) }), afterSeconds },
  };
}
