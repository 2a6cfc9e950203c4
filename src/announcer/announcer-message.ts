import * as v from 'valibot';
import type { DeploymentRef } from '../hook/report.ts';
import { deploymentOfKey, type Place } from '../storage/keys.ts';
import { type Home, watchedPlace } from '../watcher/watched-place.ts';
import { formatError } from '../wording/values.ts';

/** What one message of the announcer's queue is about. It is not believed: it only says which deployments to check. */
export type AnnouncerMessage =
  | { kind: 'deployment'; deployment: DeploymentRef }
  /** Something has happened to a service in ECS. */
  | { kind: 'service'; place: Place }
  | { kind: 'sweep' }
  /** Nothing to do; `reason` is a clause for the log if that is unexpected. */
  | { kind: 'nothing'; reason?: string };

const storedSchema = v.object({
  source: v.literal('aws.s3'),
  detail: v.object({ object: v.object({ key: v.string() }) }),
});

/** Never throws: a message that cannot be read would only be received again. */
export function readAnnouncerMessage(body: string, home: Home): AnnouncerMessage {
  try {
    return classify(JSON.parse(body), home);
  } catch (error) {
    return { kind: 'nothing', reason: `a message could not be read: ${formatError(error)}` };
  }
}

function classify(message: unknown, home: Home): AnnouncerMessage {
  if (v.is(storedSchema, message)) {
    const deployment = deploymentOfKey(message.detail.object.key);
    return deployment ? { kind: 'deployment', deployment } : { kind: 'nothing' };
  }
  const place = watchedPlace(message, home);
  if (!place) return { kind: 'nothing' };
  return place.service === undefined ? { kind: 'sweep' } : { kind: 'service', place };
}
