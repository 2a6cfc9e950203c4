import type { EcsReader } from '../../../deployment/ecs.ts';
import type { Target } from '../../../hook/target.ts';
import { formatTime } from '../../../wording/times.ts';
import type { AlarmState, AlarmTransition, MoreAlarmReader } from '../alarm-reader.ts';
import type { JudgedAlarm } from '../judge-alarms.ts';
import { allow } from './allow-alarms.ts';

type Where = {
  states: ReadonlyMap<string, AlarmState>;
  reader: Pick<MoreAlarmReader, 'transitions'>;
  ecs: Pick<EcsReader, 'describeServiceDeployment'> | undefined;
  signal: AbortSignal;
};

/**
 * Lets alarms be in ALARM that were already when the deployment was created, and that have not been OK since: they say nothing about it. What is
 * not known about them is not ignored. Rejects if something could not be read.
 */
export async function ignoreAlreadyInAlarm(
  judged: readonly JudgedAlarm[],
  { deploymentArn }: Pick<Target, 'deploymentArn'>,
  { states, reader, ecs, signal }: Where,
): Promise<readonly JudgedAlarm[]> {
  if (!judged.some(({ alarm }) => alarm)) return judged;
  const deployment =
    deploymentArn === undefined ? undefined : await ecs?.describeServiceDeployment(deploymentArn, signal);
  const createdAt = deployment?.createdAt;
  const result: JudgedAlarm[] = [];
  for (const one of judged) {
    if (!one.alarm) result.push(one);
    else if (createdAt === undefined) result.push(withNote(one, 'when the deployment was created is not known'));
    else {
      const state = states.get(one.name);
      const isOld =
        isInAlarmSince(createdAt, state) || (await wasNeverOk(one.name, one.alarm, createdAt, reader, signal));
      const note = `in ALARM since before the deployment, which was created at ${formatTime(createdAt)}`;
      result.push(isOld ? allow(withNote(one, note), 'in ALARM since before the deployment') : one);
    }
  }
  return result;
}

function isInAlarmSince(createdAt: Date, state: AlarmState | undefined): boolean {
  return state?.value === 'ALARM' && state.since !== undefined && state.since.getTime() < createdAt.getTime();
}

/** What its history shows: it was in ALARM at first, and until it last went off it was never OK. */
async function wasNeverOk(
  name: string,
  { at: lastOff }: NonNullable<JudgedAlarm['alarm']>,
  createdAt: Date,
  reader: Pick<MoreAlarmReader, 'transitions'>,
  signal: AbortSignal,
): Promise<boolean> {
  const until = lastOff?.getTime() ?? Number.POSITIVE_INFINITY;
  const transitions = await reader.transitions(name, createdAt, signal);
  const relevant = transitions.filter(({ at }: AlarmTransition) => at.getTime() <= until);
  return relevant.at(-1)?.from === 'ALARM' && !relevant.some(({ to }) => to === 'OK');
}

function withNote(one: JudgedAlarm, note: string): JudgedAlarm {
  return { ...one, finding: { ...one.finding, found: `${one.finding.found}; ${note}` } };
}
