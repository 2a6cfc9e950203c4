import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HookAnswer } from '../../src/hook/answer/answer.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import { serveHttp } from '../checks/smoke/local-servers.ts';
import { ecsEvent } from '../helpers/hook.ts';
import type { RunningFunction } from './deployed.ts';
import { useBuiltHooks } from './listeners/built-hooks.ts';

/** What AWS holds, and what it answers instead. */
const aws = { object: '', parameter: '', refusal: undefined as { status: number; code: string } | undefined };

describe('the built smoke hook with a suite', () => {
  const { start } = useBuiltHooks(answerAws);
  let hook: RunningFunction;
  let taskRoot: string;
  beforeAll(async () => {
    taskRoot = await mkdtemp(join(tmpdir(), 'task-'));
    await mkdir(join(taskRoot, 'suites'));
    hook = await start('smoke-hook', { SMOKE_ALLOW_LOOPBACK: 'yes', LAMBDA_TASK_ROOT: taskRoot });
  }, 120_000);
  afterAll(() => rm(taskRoot, { recursive: true }));
  beforeEach(() => Object.assign(aws, { object: '', parameter: '', refusal: undefined }));

  test('runs a YAML document from S3, Parameter Store and its own package', async () => {
    const server = await serveHttp((_request, response) => response.end('{"sha":"abc123"}'));
    const suite = `baseUrl: http://127.0.0.1:${server.port}
allowUnproved: true
requests:
  - path: /version
    expect: { json: { $.sha: abc123 } }
`;
    Object.assign(aws, { object: suite, parameter: suite });
    await writeFile(join(taskRoot, 'suites/shop.yaml'), suite);

    for (const name of ['s3://smoke-tests/shop.yaml', 'ssm:/shop/smoke', 'file:shop.yaml']) {
      expect(await ask(hook, { suite: name })).toMatchObject({
        hookStatus: 'SUCCEEDED',
        reason: expect.stringMatching(/^1 of 1 requests passed, /),
      });
    }
    expect(server.requests).toEqual(['GET /version', 'GET /version', 'GET /version']);
  });

  test('fails with the place of a fault, and sends nothing', async () => {
    const server = await serveHttp((_request, response) => response.end());
    aws.object = `baseUrl: http://127.0.0.1:${server.port}\nrequests:\n  - /a\n  - { path: /b, staus: 200 }\n`;

    expect(await ask(hook, { suite: 's3://smoke-tests/shop.yaml' })).toMatchObject({
      hookStatus: 'FAILED',
      reason:
        'invalid suite s3://smoke-tests/shop.yaml: requests[1].staus: unknown key, remove it or correct its spelling',
    });
    expect(server.requests).toEqual([]);
  });

  test.each([
    [
      's3://smoke-tests/shop.yaml',
      { status: 403, code: 'AccessDenied' },
      'FAILED',
      /allow the smoke hook s3:GetObject/,
    ],
    ['s3://smoke-tests/shop.yaml', { status: 404, code: 'NoSuchKey' }, 'FAILED', /NoSuchKey/],
    ['ssm:/shop/smoke', { status: 400, code: 'ParameterNotFound' }, 'FAILED', /ParameterNotFound/],
    [
      'ssm:/shop/smoke',
      { status: 400, code: 'ThrottlingException' },
      'IN_PROGRESS',
      /ThrottlingException.*error 1 of up to/,
    ],
    ['s3://smoke-tests/shop.yaml', { status: 503, code: 'SlowDown' }, 'IN_PROGRESS', /error 1 of up to/],
  ])('answers for %s refused with %o: %s', async (suite, refusal, hookStatus, reason) => {
    aws.refusal = refusal;

    expect(await ask(hook, { suite })).toMatchObject({ hookStatus, reason: expect.stringMatching(reason) });
  });

  test('does not leave its folder', async () => {
    await writeFile(join(taskRoot, 'outside.yaml'), 'requests: [/]');

    expect(await ask(hook, { suite: 'file:../outside.yaml' })).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringMatching(/^wrong configuration: hookDetails\.suite: expected "ssm:\/name"/),
    });
  });
});

async function ask(hook: RunningFunction, hookDetails: JsonObject): Promise<HookAnswer> {
  return (await hook.invoke(ecsEvent({ hookDetails }))) as HookAnswer;
}

function answerAws(operation: string | undefined) {
  const { refusal, object, parameter } = aws;
  const isS3 = operation === undefined;
  if (refusal && (isS3 || operation === 'GetParameter')) {
    const { status, code } = refusal;
    return isS3
      ? { status, type: 'application/xml', body: `<Error><Code>${code}</Code><Message>no</Message></Error>` }
      : { status, type: 'application/x-amz-json-1.1', body: JSON.stringify({ __type: code, message: 'no' }) };
  }
  if (isS3) return { type: 'text/yaml', body: object };
  return { type: 'application/x-amz-json-1.1', body: JSON.stringify({ Parameter: { Value: parameter } }) };
}
