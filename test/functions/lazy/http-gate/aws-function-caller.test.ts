import { expect, test } from 'vitest';
import { awsFunctionCaller } from '../../../../src/functions/lazy/http-gate/aws-function-caller.ts';
import { silentAws } from '../silent-aws.ts';

const { signal } = new AbortController();

test('a function is asked once in a call, in its own Region, and may take a minute', async () => {
  const aws = await silentAws();
  const caller = awsFunctionCaller();

  for (const name of ['shop-gate:live', 'arn:aws:lambda:eu-west-1:123456789012:function:shop-gate']) {
    const after = await aws.askedFor(() => caller.call(name, '{}', signal));

    expect(await after(64_999)).toBe('nothing yet');
    expect(await after(1)).toMatchObject({ kind: 'unanswered', problem: expect.stringContaining('65000 ms') });
  }

  expect(aws.asked.map(({ headers }) => /\/([^/]+)\/lambda\//.exec(headers.authorization ?? '')?.[1])).toEqual([
    'us-west-2',
    'eu-west-1',
  ]);
});
