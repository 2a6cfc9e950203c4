import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { builtFunctions } from '../helpers/built-functions.ts';
import { ecsEvent, rollbackEvent } from '../helpers/hook.ts';
import { type RunningFunction, runFunction } from './deployed.ts';

const whole = {
  AWS_REGION: 'us-east-1',
  // Nothing listens there; a call to AWS is refused at once.
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_ACCESS_KEY_ID: 'testing',
  AWS_SECRET_ACCESS_KEY: 'testing',
  LEDGER_BUCKET: 'ledger',
  NOTIFICATIONS_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:approvals',
  DESK_URL: 'https://desk.example.com',
  SIGNING_KEY_SECRET_ID: 'greenlight/signing-key',
};

let hook: RunningFunction | undefined;
afterEach(() => hook?.stop());

describe.each(['approval-hook', 'smoke-hook', 'alarm-hook', 'gate-hook'])('the %s with a wrong environment', (name) => {
  test.each([
    ['LEDGER_BUCKET is missing', { LEDGER_BUCKET: undefined }, 'LEDGER_BUCKET: missing'],
    ['AWS_REGION is empty', { AWS_REGION: '' }, 'AWS_REGION: '],
  ])('reports that %s, and lets a rollback through', async (_what, changes, reason) => {
    hook = await start(name, changes);

    expect(await hook.invoke(ecsEvent())).toEqual({
      hookStatus: 'FAILED',
      reason: expect.stringContaining(`wrong environment: ${reason}`),
    });
    expect(await hook.invoke(rollbackEvent())).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });
});

describe('the approval-hook with a wrong environment', () => {
  test.each([
    [{ LEDGER_BUCKET: 'My Bucket' }, 'LEDGER_BUCKET: expected the name of an S3 bucket'],
    [{ NOTIFICATIONS_TOPIC_ARN: '' }, 'NOTIFICATIONS_TOPIC_ARN: is empty'],
    [
      { DESK_URL: 'https://desk.example.com/prod/' },
      'DESK_URL: expected a URL without a path, such as https://desk.example.com',
    ],
    [{ SIGNING_KEY_SECRET_ID: '' }, 'set one of SIGNING_KEY_SECRET_ID and SIGNING_KEY_PARAMETER'],
    [{ SIGNING_KEY_PARAMETER: '/key' }, 'set one of SIGNING_KEY_SECRET_ID and SIGNING_KEY_PARAMETER'],
  ])('with %j reports it', async (changes, reason) => {
    hook = await start('approval-hook', changes);

    expect(await hook.invoke(ecsEvent())).toEqual({ hookStatus: 'FAILED', reason: `wrong environment: ${reason}` });
    expect(await hook.invoke(rollbackEvent())).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test('does not show its value', async () => {
    hook = await start('approval-hook', { LEDGER_BUCKET: 'PRIVATE VALUE', AWS_SECRET_ACCESS_KEY: 'a-private-secret' });

    const answer = JSON.stringify(await hook.invoke(ecsEvent()));

    expect(answer + hook.output()).not.toMatch(/PRIVATE VALUE|a-private-secret/);
  });
});

describe.each(['approval-hook', 'smoke-hook', 'alarm-hook', 'gate-hook'])('the %s without AWS', (name) => {
  test('lets a rollback through, and neither approves nor fails a release', async () => {
    hook = await start(name, {});
    const alarms = { alarms: ['shop-5xx'] };
    const hookDetails = { 'alarm-hook': alarms, 'gate-hook': { checks: [{ alarms }] } }[name] ?? {};

    expect(await hook.invoke(rollbackEvent())).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect(await hook.invoke(ecsEvent({ hookDetails }))).toMatchObject({ hookStatus: 'IN_PROGRESS' });
  });

  test('answers every request explicitly', async () => {
    hook = await start(name, {});

    for (const event of [null, {}, 'text', [], 12, { hookDetails: null }, ecsEvent({ hookDetails: 'text' })]) {
      const answer = await hook.invoke(event);
      expect(answer).toMatchObject({
        hookStatus: 'FAILED',
        reason: expect.stringMatching(/^(the event|hookDetails) is/),
      });
    }
  });
});

async function start(name: string, changes: Record<string, string | undefined>): Promise<RunningFunction> {
  const environment = Object.entries({ ...whole, ...changes }).filter((entry): entry is [string, string] => {
    return entry[1] !== undefined;
  });
  const module = pathToFileURL(join(await builtFunctions(), name, 'index.mjs'));
  return runFunction(module.href, Object.fromEntries(environment));
}
