import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { MoreAlarmReader } from '../../checks/alarms/alarm-reader.ts';
import { cloudwatchAlarmReader } from '../../checks/alarms/cloudwatch-alarm-reader.ts';
import { sdkTimeouts } from './sdk.ts';

/** Loaded when first needed, because it includes the SDK. */
export function awsAlarmReader(): MoreAlarmReader {
  return cloudwatchAlarmReader(new CloudWatchClient(sdkTimeouts));
}
