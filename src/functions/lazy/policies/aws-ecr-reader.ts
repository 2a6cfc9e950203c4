import { ECRClient } from '@aws-sdk/client-ecr';
import { sdkEcrReader } from '../../../checks/image-policy/sdk-ecr-reader.ts';
import { sdkTimeouts } from '../sdk.ts';

/** Loaded when first needed, because it includes the SDK. */
export function awsEcrReader() {
  const clients = new Map<string, ECRClient>();
  return sdkEcrReader((region) => {
    const client = clients.get(region) ?? new ECRClient({ ...sdkTimeouts, region });
    clients.set(region, client);
    return client;
  });
}
