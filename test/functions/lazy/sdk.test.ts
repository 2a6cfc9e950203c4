import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { sdkTimeouts } from '../../../src/functions/lazy/sdk.ts';
import { silentAws } from './silent-aws.ts';

test('a client gives up an attempt that is not answered within five seconds', async () => {
  const aws = await silentAws();
  const client = new SSMClient({ ...sdkTimeouts, maxAttempts: 1 });

  const after = await aws.askedFor(() => client.send(new GetParameterCommand({ Name: 'any' })).catch(String));

  expect(await after(4_999)).toBe('nothing yet');
  expect(await after(1)).toContain('5000 ms');
});
