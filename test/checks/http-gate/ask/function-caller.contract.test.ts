import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FunctionCaller, lambdaFunctionCaller } from '../../../../src/checks/http-gate/ask/function-caller.ts';
import { startMinistack } from '../../../helpers/ministack.ts';
import { obtain } from '../../../helpers/obtain.ts';
import { AskedSystem } from '../run-http-gate.ts';

const ministack = await obtain('ministack', startMinistack);

const sources: Readonly<Record<string, string>> = {
  'shop-gate':
    "return { status: 'passed', reason: event.service.name + ' at ' + event.stage + ', call ' + event.call };",
  'broken-gate': "throw new Error('no database: password=hunter2');",
  'proxy-gate': 'return { statusCode: 200, body: \'{"status":"passed"}\' };',
};

describe.skipIf(ministack === undefined)('a Lambda function that is asked', () => {
  let caller: FunctionCaller;
  beforeAll(async () => {
    const { clientConfig } = ministack ?? {};
    await new CloudFormationClient(clientConfig ?? {}).send(
      new CreateStackCommand({ StackName: 'gates', TemplateBody: JSON.stringify({ Resources: resources() }) }),
    );
    caller = lambdaFunctionCaller(() => new LambdaClient({ ...clientConfig, maxAttempts: 1 }));
  });
  afterAll(() => ministack?.stop());

  const ask = (lambda: string) => {
    const system = new AskedSystem();
    system.parts = { functions: caller };
    return system.ask({ lambda });
  };

  test('gets the question, and its answer is the verdict', async () => {
    await expect
      .poll(() => ask('shop-gate'))
      .toEqual({
        kind: 'pass',
        reason: 'function shop-gate says passed: my-service at POST_TEST_TRAFFIC_SHIFT, call 1',
      });
  });

  test.each([
    ['broken-gate', 'the function failed: no database: password=…'],
    ['proxy-gate', 'gave no valid answer: status: missing'],
    ['missing-gate', 'ResourceNotFoundException'],
  ])('never passes if it is %s', async (name, reason) => {
    expect(await ask(name)).toMatchObject({ kind: 'error', reason: expect.stringContaining(reason) });
  });
});

function resources() {
  const role = {
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
  };
  const functions = Object.entries(sources).map(([FunctionName, source]) => [
    FunctionName.replace('-', ''),
    {
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...{ FunctionName, Runtime: 'nodejs24.x', Handler: 'index.handler', Role: { 'Fn::GetAtt': ['role', 'Arn'] } },
        Code: { ZipFile: `exports.handler = async (event) => { ${source} };` },
      },
    },
  ]);
  return { role, ...Object.fromEntries(functions) };
}
