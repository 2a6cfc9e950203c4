import { globSync, readFileSync } from 'node:fs';
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

test('every client of a function has these limits', () => {
  const clients = globSync('src/functions/**/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/new \w+Client\([^)]*\)/g)].map(([created]) => `${file}: ${created}`),
  );

  expect(clients.length).toBeGreaterThan(20);
  // A function of a team may take longer; and a client that is given its configuration has the limits from there.
  const isLimited = /sdkTimeouts|LambdaClient\(\{ maxAttempts: 1, requestHandler,|ECSClient\(config\)/;
  expect(clients.filter((created) => !isLimited.test(created))).toEqual([]);
});
