import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { builtFunctions } from '../helpers/built-functions.ts';
import { ecsEvent, rollbackEvent, weightedEvent } from '../helpers/hook.ts';
import { type RunningFunction, runFunction } from './deployed.ts';

const own = 'arn:aws:ecs:us-west-2:123456789012:';

describe('a built hook', () => {
  let folder = '';
  const asked: string[] = [];
  // An AWS without any resources, which records its requests.
  const aws = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(404).end();
  });
  let endpoint = '';
  let hook: RunningFunction | undefined;
  beforeAll(async () => {
    folder = await builtFunctions();
    await new Promise<void>((listening) => aws.listen(0, '127.0.0.1', listening));
    endpoint = `http://127.0.0.1:${(aws.address() as { port: number }).port}`;
    // It builds all functions.
  }, 90_000);
  afterEach(() => hook?.stop());
  afterAll(async () => {
    aws.close();
  });

  test.each(['approval-hook', 'smoke-hook', 'alarm-hook', 'gate-hook'])(
    'RL3 for %s refuses another account, Region or partition without a call to AWS, and lets its rollback through',
    async (name) => {
      hook = await runFunction(pathToFileURL(join(folder, name, 'index.mjs')).href, environment(endpoint));
      // The connection to the bucket is opened beforehand.
      asked.splice(0);

      for (const [arn, place] of [
        ['arn:aws:ecs:us-west-2:111122223333:', 'account 111122223333 in aws:us-west-2'],
        ['arn:aws:ecs:eu-west-1:123456789012:', 'account 123456789012 in aws:eu-west-1'],
        ['arn:aws-cn:ecs:us-west-2:123456789012:', 'account 123456789012 in aws-cn:us-west-2'],
      ] as const) {
        const reason = `the event is from ${place}, and this function is in account 123456789012 in aws:us-west-2; attach the hook that is deployed in the service's own account and Region`;
        for (const event of [ecsEvent(), weightedEvent('PRODUCTION_TRAFFIC_SHIFT', {})]) {
          expect(await hook.invoke(from(arn, event))).toEqual({ hookStatus: 'FAILED', reason });
        }
        expect(await hook.invoke(from(arn, rollbackEvent()))).toMatchObject({ hookStatus: 'SUCCEEDED' });
      }

      expect(asked).toEqual([]);
    },
  );
});

function from(arn: string, event: unknown): unknown {
  return JSON.parse(JSON.stringify(event).replaceAll(own, arn));
}

function environment(endpoint: string): Record<string, string> {
  return {
    AWS_REGION: 'us-west-2',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    LEDGER_BUCKET: 'ledger',
    NOTIFICATIONS_TOPIC_ARN: 'arn:aws:sns:us-west-2:123456789012:approvals',
    DESK_URL: 'https://desk.example.com',
    SIGNING_KEY_SECRET_ID: 'greenlight/signing-key',
  };
}
