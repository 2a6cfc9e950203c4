import { expect, test } from 'vitest';
import type { StackOutputs } from '../../../src/cli/aws/stack.ts';
import { makePolicy, type Statement } from '../../../src/cli/iam/make-policy.ts';
import { verifyPermissions } from '../../../src/cli/verify/verify-permissions.ts';
import { runCli } from '../run-cli.ts';

function policyFor(parameters: Readonly<Record<string, string>>): readonly Statement[] {
  const stack = {
    ...{ ledgerBucket: 'ledger', approvalHookArn: 'approval', smokeHookArn: 'smoke', alarmHookArn: 'alarm' },
    all: new Map([['DeploymentWatcherArn', 'watcher']]),
    parameters: new Map(Object.entries(parameters)),
  } as unknown as StackOutputs;
  const home = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
  return makePolicy(verifyPermissions, { ...home, cluster: '*', service: '*', stackName: 'greenlight', stack })
    .Statement;
}

const folder = (name: string) => `arn:aws:s3:::ledger/${name}/greenlight-verify/*`;

test('who runs verify may write only to the folders of verify, and only to those that it tries', () => {
  const written = (parameters: Readonly<Record<string, string>>) =>
    policyFor(parameters).find(({ Action }) => JSON.stringify(Action).includes('s3:PutObject'))?.Resource;

  expect(written({})).toBe(folder('links'));
  expect(written({ HandDecisions: 'no', HttpGateCallbacks: 'yes' })).toEqual(
    ['answers', 'approvals', 'links'].map(folder).toSorted(),
  );
  expect(written({ HandDecisions: 'no', PauseBridge: 'configured', Deployers: 'cloudtrail' })).toEqual(
    ['approvals', 'deliveries', 'deployers', 'links', 'pauses', 'undelivered'].map(folder).toSorted(),
  );
  expect(written({ HandDecisions: 'yes', PauseBridge: 'configured', Deployers: 'tag' })).toBe(folder('links'));
});

test('who runs verify may read no object and no secret, and change no function or subscription', () => {
  const actions = policyFor({}).flatMap(({ Action }) => Action);

  expect(
    actions.filter((action) => /s3:GetObject|secretsmanager|lambda:Update|sns:(Un)?[Ss]ubscribe/.test(action)),
  ).toEqual([]);
});

test('the printed policy does not let a pipeline decide', async () => {
  const { stdout } = await runCli(['iam', 'cli', '--command', 'verify', '--region', 'eu-central-1']);
  const explained = await runCli(['iam', 'cli', '--command', 'verify', '--region', 'eu-central-1', '--explain']);

  expect(stdout).toContain('lambda:InvokeFunction');
  expect(stdout).not.toContain('execute-api');
  expect(explained.stdout).toMatch(/execute-api:Invoke .* a decision that you sign \(--signed accepted\)/);
});
