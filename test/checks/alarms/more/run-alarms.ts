import { alarmsCheck } from '../../../../src/checks/alarms/alarms-check.ts';
import type { EcsDeployment } from '../../../../src/deployment/ecs.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { FakeEcs } from '../../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../../deployment/target-of-event.ts';
import { contextFor } from '../../check-context.ts';
import type { FakeAlarmReader } from '../fake-alarm-reader.ts';

/** An event without weights: those name another revision, so no deployment could be the first. */
export const target = {
  ...targetOfEvent('POST_PRODUCTION_TRAFFIC_SHIFT.doc'),
  testTrafficWeights: {},
  productionTrafficWeights: {},
};

/** A time of the day on which the gates of these tests are first called, at 14:00. */
export const at = (time: string) => new Date(`2026-11-22T${time}:00Z`);

/** The verdict this many minutes after the gate's first call. */
export async function runAlarms(
  reader: FakeAlarmReader,
  hookDetails: JsonObject,
  minutes = 0,
  deployment?: EcsDeployment,
) {
  const ecs = new FakeEcs();
  if (deployment !== undefined) ecs.deployments.set(target.deploymentArn ?? '', deployment);
  const check = alarmsCheck(reader, ecs, async () => reader);
  return check.run(target, await contextFor(check, hookDetails, { minutes }));
}
