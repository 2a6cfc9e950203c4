import type { HookContext } from './lambda-context.ts';

/**
 * The variables that Lambda sets, overridden by the function's own. Nothing comes from this process: a bundle finds only the credentials
 * and endpoints that it was given.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function lambdaEnvironment(
  {
    taskRoot,
    handler,
    environment,
  }: { taskRoot: string; handler: string; environment: Readonly<Record<string, string>> },
  context: HookContext,
): Record<string, string> {
  // arn:aws:lambda:<region>:<account>:function:<name>
  const [, , , region = 'us-east-1'] = context.invokedFunctionArn.split(':');
  return {
    _HANDLER: handler,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: context.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: context.functionVersion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: context.memoryLimitInMB,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: context.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: context.logStreamName,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // Lambda always sets credentials; these give access to nothing.
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin/:/bin',
    ...environment,
  };
}
