import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm';
import { SSMClient } from '@aws-sdk/client-ssm';
import { sdkTimeouts } from './sdk.ts';

const provider = new SSMProvider({ awsSdkV3Client: new SSMClient(sdkTimeouts) });

export function readParameter(name: string, options: { maxAge: number; forceFetch: boolean }) {
  return provider.get(name, { ...options, decrypt: true });
}
