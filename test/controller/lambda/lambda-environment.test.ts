import { expect, test } from 'vitest';
import { hookContext } from '../../../src/controller/lambda/lambda-context.ts';
import { lambdaEnvironment } from '../../../src/controller/lambda/lambda-environment.ts';

const context = hookContext('arn:aws:lambda:eu-central-1:123456789012:function:my-hook:live', 'request', {
  remainingMs: () => 1000,
  takeTime: () => {},
} as never);
const bundle = { taskRoot: '/work/dist/my-hook', handler: 'index.handler' };

test('W-26 a bundle gets the variables of Lambda and no others', () => {
  expect(lambdaEnvironment({ ...bundle, environment: {} }, context)).toEqual({
    _HANDLER: 'index.handler',
    LAMBDA_TASK_ROOT: '/work/dist/my-hook',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'my-hook',
    AWS_LAMBDA_FUNCTION_VERSION: 'live',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/my-hook',
    AWS_LAMBDA_LOG_STREAM_NAME: 'local/[live]',
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin/:/bin',
  });
});

test("W-26 a function's own variables override those of Lambda", () => {
  const environment = { AWS_REGION: 'eu-west-3', LEDGER_BUCKET: 'my-bucket' };

  expect(lambdaEnvironment({ ...bundle, environment }, context)).toMatchObject({
    AWS_REGION: 'eu-west-3',
    AWS_DEFAULT_REGION: 'eu-central-1',
    LEDGER_BUCKET: 'my-bucket',
  });
});

test('W-26 a function that is named without a Region is in us-east-1', () => {
  const named = { ...context, invokedFunctionArn: 'my-hook' };

  expect(lambdaEnvironment({ ...bundle, environment: {} }, named)).toMatchObject({ AWS_REGION: 'us-east-1' });
});
