import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { MoreAlarmReader } from '../../../checks/alarms/alarm-reader.ts';
import { cloudwatchAlarmReader } from '../../../checks/alarms/cloudwatch-alarm-reader.ts';
import { taggedAlarms } from '../../../checks/alarms/more/tagged-alarms.ts';
import type { AwsSource } from '../../../checks/source-config.ts';
import { ownCredentials } from '../../../runtime/aws/own-environment.ts';
import { sdkTimeouts } from '../sdk.ts';
import { type Identity, postToTagging } from './post-to-tagging.ts';

/** The variables that Lambda sets, as far as they are needed here. */
type OwnEnvironment = {
  AWS_REGION: string;
  AWS_ACCESS_KEY_ID?: string | undefined;
  AWS_SECRET_ACCESS_KEY?: string | undefined;
  AWS_SESSION_TOKEN?: string | undefined;
  AWS_ENDPOINT_URL?: string | undefined;
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?: string | undefined;
};

const kept = new Map<string, MoreAlarmReader>();

/** Reads alarms where `source` says. A warm function keeps the connections, and the credentials of a role. */
export async function awsMoreAlarmReader(
  source: Partial<AwsSource>,
  environment: OwnEnvironment,
): Promise<MoreAlarmReader> {
  const key = JSON.stringify([source, environment]);
  const reader = kept.get(key) ?? (await createReader(source, environment));
  kept.set(key, reader);
  return reader;
}

async function createReader(
  { region, roleArn, externalId }: Partial<AwsSource>,
  environment: OwnEnvironment,
): Promise<MoreAlarmReader> {
  const own = environment.AWS_REGION;
  const credentials =
    roleArn === undefined
      ? async () => ownCredentials(environment)
      : (await import('../metrics/assume-role.ts')).assumeRole({ roleArn, externalId }, own);
  const identity: Identity = { region: region ?? own, credentials };
  const post = postToTagging(identity, endpointOf(environment));
  return {
    ...cloudwatchAlarmReader(new CloudWatchClient({ ...sdkTimeouts, ...identity })),
    withTags: (tags, max, signal) => taggedAlarms(post, tags, max, signal),
  };
}

function endpointOf({ AWS_ENDPOINT_URL, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS }: OwnEnvironment): string | undefined {
  return AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true' ? undefined : AWS_ENDPOINT_URL;
}
