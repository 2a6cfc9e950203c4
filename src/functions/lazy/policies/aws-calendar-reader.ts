import { SSMClient } from '@aws-sdk/client-ssm';
import type { CalendarReader } from '../../../checks/change-window/calendar-reader.ts';
import { ssmCalendarReader } from '../../../checks/change-window/ssm-calendar-reader.ts';
import { sdkTimeouts } from '../sdk.ts';

/** Loaded when first needed, because it includes the SDK. */
export function awsCalendarReader(): CalendarReader {
  const clients = new Map<string | undefined, SSMClient>();
  return ssmCalendarReader((region) => {
    const client = clients.get(region) ?? new SSMClient({ ...sdkTimeouts, ...(region !== undefined && { region }) });
    clients.set(region, client);
    return client;
  });
}
