import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { StackOutputs } from '../../../src/cli/aws/stack.ts';
import { askForServicePermission } from '../../../src/cli/decision/decision-permissions.ts';
import { bridgePermissions, bridgeRole } from '../../../src/cli/iam/bridge-role.ts';
import { commandPermissions } from '../../../src/cli/iam/command-permissions.ts';
import { makePolicy, type Statement } from '../../../src/cli/iam/make-policy.ts';
import type { PolicyPlace } from '../../../src/cli/iam/place.ts';
import { approverPermissions, hookPermissions, hookRole, invokeRole } from '../../../src/cli/iam/role-policies.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { gateSchemas } from '../../../src/service-hooks/details-schemas.ts';
import { hookKinds } from '../../../src/service-hooks/hook-kinds.ts';
import { runCli } from '../run-cli.ts';
import { calledActions } from './called-actions.ts';

const cli = fileURLToPath(new URL('../../../src/cli', import.meta.url));
const place: PolicyPlace = {
  partition: 'aws',
  region: 'eu-central-1',
  account: '111122223333',
  cluster: 'prod-cluster',
  service: 'retail-ui',
  stackName: 'greenlight',
  stack: undefined,
};

const decideArn = 'arn:aws:execute-api:eu-central-1:111122223333:abcdef/$default/POST/decisions';

describe('the permission tables of the commands', () => {
  /** Every command with --region talks to AWS. */
  const commands = createProgram()
    .commands.filter((command) => command.options.some(({ long }) => long === '--region'))
    .map((command) => command.name());

  test('exist for each command that calls AWS, and for no other', () => {
    expect(Object.keys(commandPermissions).toSorted()).toEqual(commands.toSorted());
  });

  test.each(commands)('list exactly the calls of %s', (name) => {
    const isAnotherCommand = (path: string) => name === 'iam' && path === join(cli, 'iam/command-permissions.ts');
    const declared = (commandPermissions[name] ?? []).filter(({ isImplied }) => !isImplied).map(({ action }) => action);

    const files = globSync(`**/${name}.ts`, { cwd: cli });
    const called = files.flatMap((file) => [...calledActions(join(cli, file), isAnotherCommand)]);

    expect(files).toHaveLength(1);
    expect([...new Set(declared)].toSorted()).toEqual(called.toSorted());
  });

  test('let a command that changes a service pass the role', () => {
    for (const [name, permissions] of Object.entries(commandPermissions)) {
      const actions = permissions.map(({ action }) => action);
      expect({ name, passes: actions.includes('iam:PassRole') }).toEqual({
        name,
        passes: actions.includes('ecs:UpdateService'),
      });
    }
  });
});

describe('makePolicy', () => {
  test('names the resources, and to what the role may be passed', () => {
    expect(makePolicy(commandPermissions['attach'] ?? [], place).Statement).toContainEqual({
      Sid: 'OnService',
      Effect: 'Allow',
      Action: ['ecs:DescribeServices', 'ecs:ListServiceDeployments', 'ecs:UpdateService'],
      Resource: 'arn:aws:ecs:eu-central-1:111122223333:service/prod-cluster/retail-ui',
    });
    expect(makePolicy(commandPermissions['attach'] ?? [], place).Statement).toContainEqual({
      Sid: 'PassRole',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: 'arn:aws:iam::111122223333:role/greenlight-HookInvokeRole-*',
      Condition: { StringEquals: { 'iam:PassedToService': ['ecs.amazonaws.com', 'ecs-tasks.amazonaws.com'] } },
    });
  });

  test('allows every resource only if an action has none', () => {
    const permissions = [
      ...Object.values(commandPermissions).flat(),
      ...Object.values(hookPermissions).flat(),
      ...bridgePermissions,
    ];
    const everywhere = permissions.filter(({ on }) => on.includes('any') || on.includes('load-balancer'));

    for (const { action } of everywhere)
      expect(action).toMatch(
        /^ecs:(DescribeTaskDefinition|DeregisterTaskDefinition|ListClusters|ListServices|ListTasks)$|^(elasticloadbalancing|cloudwatch):Describe|^cloudwatch:(GetMetricData|ListMetrics)$|^ecr:DescribePullThroughCacheRules$|^cloudformation:DescribeStackResources$|^sns:(GetSubscriptionAttributes|SetSubscriptionAttributes|Unsubscribe)$|^sts:GetCallerIdentity$|^tag:GetResources$|^logs:DescribeDeliver(ies|ySources)$|^logs:(DescribeLogGroups|(Put|Delete)ResourcePolicy|DescribeResourcePolicies)$/,
      );
  });

  test('gives each statement its own Sid, of letters and digits', () => {
    const sids = hookKinds.map((kind) => hookRole(kind, place).PolicyDocument.Statement.map(({ Sid }) => Sid ?? ''));

    for (const each of sids) {
      expect(new Set(each).size).toBe(each.length);
      expect(each.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
    }
  });
});

/** Those that depend on a parameter, too, except what tracing needs: it is up to a function that is deployed by other means. */
function statementsIn(role: { Properties: { Policies: { PolicyDocument: { Statement: unknown[] } }[] } }) {
  const all = role.Properties.Policies[0]?.PolicyDocument.Statement ?? [];
  const statements = all.map((each) => (Array.isArray(each) ? each[1] : each)) as Statement[];
  return statements.filter(({ Sid }) => Sid !== 'Trace');
}

describe('the roles of the hooks', () => {
  const template = parse(readFileSync(fileURLToPath(new URL('../../../template.yaml', import.meta.url)), 'utf8'), {
    logLevel: 'silent',
  });
  const roles = {
    approval: 'ApprovalHookRole',
    smoke: 'SmokeHookRole',
    alarms: 'AlarmHookRole',
    gate: 'GateHookRole',
    browser: 'BrowserHookRole',
  } as const;
  const ofBrowser = parse(
    readFileSync(fileURLToPath(new URL('../../../browser/template.yaml', import.meta.url)), 'utf8'),
    {
      logLevel: 'silent',
    },
  );

  test.each(hookKinds)('let %s do what its template allows', (kind) => {
    const { Resources } = kind === 'browser' ? ofBrowser : template;
    const statements = statementsIn(Resources[roles[kind]]);
    const { PolicyDocument } = hookRole(kind, place, { isInVpc: kind !== 'approval' && kind !== 'alarms' });

    expect(actionsOf(PolicyDocument.Statement)).toEqual(actionsOf(statements));
  });

  test.each(Object.keys(gateSchemas))('let a gate write the report of %s', (name) => {
    const text = JSON.stringify(template.Resources.GateHookRole);

    expect(text).toContain(`/reports/*.${name}.json`);
    expect(JSON.stringify(hookRole('gate', place))).toContain(`/reports/*.${name}.json`);
  });

  test('let the pause bridge do what template.yaml allows, and nothing else answer a pause', () => {
    const statements = statementsIn(template.Resources.PauseBridgeRole);
    const { AssumeRolePolicyDocument, PolicyDocument } = bridgeRole(place);

    expect(actionsOf(PolicyDocument.Statement)).toEqual(actionsOf(statements));
    expect(AssumeRolePolicyDocument.Statement[0]?.Principal).toEqual({ Service: 'lambda.amazonaws.com' });
    for (const kind of hookKinds) expect(JSON.stringify(hookRole(kind, place))).not.toContain('ecs:Continue');
  });

  test('create no network interfaces for a function outside a VPC', () => {
    expect(JSON.stringify(hookRole('smoke', place))).not.toContain('ec2:');
  });

  test('let a hook write only its own report', () => {
    expect(JSON.stringify(hookRole('smoke', place))).toContain('/reports/*.smoke.json');
    expect(JSON.stringify(hookRole('smoke', place))).not.toContain('/reports/*"');
  });

  test('let ECS call functions of your own', () => {
    const role = invokeRole(place, ['arn:aws:lambda:eu-central-1:111122223333:function:mine']);

    expect(role.AssumeRolePolicyDocument.Statement[0]?.Principal).toEqual({ Service: 'ecs.amazonaws.com' });
    expect(role.PolicyDocument.Statement).toEqual([
      {
        Sid: 'InvokeHooks',
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: ['arn:aws:lambda:eu-central-1:111122223333:function:mine'],
      },
    ]);
  });
});

describe('a person who decides with an AWS identity', () => {
  const stack = { ledgerBucket: 'ledger', all: new Map([['DecideArn', decideArn]]), parameters: new Map() };
  const { Statement } = makePolicy(approverPermissions, { ...place, stack: stack as unknown as StackOutputs });

  test('may invoke the desk on its route, and nothing else of it', () => {
    expect(Statement.filter(({ Action }) => Action === 'execute-api:Invoke')).toEqual([
      { Sid: 'OnDecideRoute', Effect: 'Allow', Action: 'execute-api:Invoke', Resource: decideArn },
    ]);
  });

  test('may write nothing', () => {
    expect(actionsOf(Statement)).toEqual([
      'Allow cloudformation:DescribeStacks',
      'Allow execute-api:Invoke',
      'Allow s3:GetObject',
      'Allow s3:ListBucket',
    ]);
  });

  test('needs no more than open, approve and reject, and not what only says that there is no such service', () => {
    const all = ['open', 'approve', 'reject'].flatMap((name) => commandPermissions[name] ?? []);
    const commands = all.filter((permission) => permission !== askForServicePermission);

    expect(actionsOf(Statement)).toEqual(actionsOf(makePolicy(commands, place).Statement));
  });
});

describe('greenlight iam', () => {
  test('prints a policy, and says on stderr what to fill in', async () => {
    const { code, stdout, stderr } = await runCli(['iam', 'pass-role']);

    expect(code).toBe(0);
    expect(JSON.parse(stdout).Statement[0].Resource).toBe('arn:aws:iam::<account>:role/greenlight-HookInvokeRole-*');
    expect(stderr).toBe('replace <account>, or pass --stack <name>, --account and --region\n');
  });

  test.each([
    ['eu-central-1', 'aws'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['cn-north-1', 'aws-cn'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['*', 'aws'],
    ['cn-*', 'aws-cn'],
  ])('writes the ARNs of %s in the partition %s', async (region, partition) => {
    const { stdout } = await runCli(['iam', 'pass-role', '--region', region]);
    const partitions = [...stdout.matchAll(/"arn:([^:"]+):/g)].map(([, named]) => named);

    expect(new Set(partitions)).toEqual(new Set([partition]));
  });

  test.each([
    [['approver', 'smoke'], '"smoke" has no effect on greenlight iam approver', 'write greenlight iam hook'],
    [['pass-role', '--hook', 'x'], '--hook has no effect on greenlight iam pass-role', 'greenlight iam invoke-role'],
    [['hook', 'smoke', '--command', 'watch'], '--command has no effect on greenlight iam hook', 'greenlight iam cli'],
    [['cli', '--vpc'], '--vpc has no effect on greenlight iam cli', 'leave it out, or write greenlight iam hook'],
    [['invoke-role', '--explain'], '--explain has no effect', 'greenlight iam cli or approver or rollback'],
    [['invoke-role', '--hook', 'my-hook'], '--hook "my-hook" is not the ARN of a function', 'function:my-hook'],
    [['approver', '--cluster', 'shops'], '--cluster has no effect on this policy', 'the same for every cluster'],
    [['pass-role', '--service', 'basket'], '--service has no effect on this policy', 'the same for every service'],
    [['cli', '--command', 'open', '--service', 'basket'], '--service has no effect', 'the same for every service'],
    [['rollback', '--service', 'shops/basket'], '--service "shops/basket" is not the name', '--cluster prod-cluster'],
    [['rollback', '--cluster', 'our shops'], '--cluster "our shops" is not the name', '--cluster prod-cluster'],
    [['rollback', '--region', 'Frankfurt'], '--region "Frankfurt" is not a Region', '--region eu-central-1'],
    [['pass-role', '--account', '1111-2222-3333'], '--account "1111-2222-3333" is not the ID', 'write its 12 digits'],
  ])('refuses %j, and says what to write', async (args, message, next) => {
    const { code, stdout, stderr } = await runCli(['iam', ...args]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n  next: ')).toEqual([expect.stringContaining(message), expect.stringContaining(next)]);
  });

  test.each(['my-hook', 'my-hook:live', 'my-hook:$LATEST'])('lets ECS call the function %s', async (name) => {
    const arn = `arn:aws:lambda:eu-central-1:111122223333:function:${name}`;
    const { code, stdout } = await runCli(['iam', 'invoke-role', '--hook', arn]);

    expect(code).toBe(0);
    expect(JSON.parse(stdout).PolicyDocument.Statement[0].Resource).toEqual([arn]);
  });

  test('limits a policy to services whose names match', async () => {
    const { stdout } = await runCli(['iam', 'rollback', '--cluster', 'shops-*', '--service', 'basket?']);

    expect(stdout).toContain(':service-deployment/shops-*/basket?/*"');
  });

  test.each(['cli', 'approver', 'rollback'])('explains %s as JSON, too', async (what) => {
    const { code, stdout } = await runCli(['iam', what, '--explain', '-o', 'json']);

    expect(code).toBe(0);
    for (const permission of JSON.parse(stdout).permissions)
      expect(permission).toMatchObject({ action: expect.stringContaining(':'), on: expect.any(Array) });
  });

  test('lists the commands and hooks', async () => {
    const command = await runCli(['iam', 'cli', '--command', 'fly']);
    const hook = await runCli(['iam', 'hook']);

    expect(command).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no command "fly" calls AWS\n  next: write one of attach,'),
    });
    expect(hook).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('write greenlight iam hook approval|smoke|alarms'),
    });
  });
});

/** `Allow s3:GetObject`, each once and in order. */
function actionsOf(statements: readonly Pick<Statement, 'Effect' | 'Action'>[]): readonly string[] {
  const all = statements.flatMap(({ Effect, Action }) => [Action].flat().map((action) => `${Effect} ${action}`));
  return [...new Set(all)].toSorted();
}
