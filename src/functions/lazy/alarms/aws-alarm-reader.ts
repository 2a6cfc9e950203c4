import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { AlarmReader } from '../../../checks/alarms/alarm-reader.ts';
import { cloudwatchAlarmReader } from '../../../checks/alarms/cloudwatch-alarm-reader.ts';
import { sdkTimeouts } from '../sdk.ts';

/** Loaded when first needed, because it includes the SDK. */
export function awsAlarmReader(): AlarmReader {
  return cloudwatchAlarmReader(new CloudWatchClient(sdkTimeouts));
}
