import { DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DeleteRuleCommand,
  ModifyRuleCommand,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { DeleteRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteFunctionCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import {
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { SetSubscriptionAttributesCommand, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import type { DoctorReport } from '../../../src/cli/doctor/report/doctor-report.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { errorsIn } from '../run-cli.ts';
import { tooWide } from '../too-wide.ts';
import { defaultsParameter, healthySetting, putPolicy, secretValue, trust, weighted } from './healthy-setting.ts';
import { environmentOf, examineService, runDoctor, serveService, serviceName } from './run-doctor.ts';

const moto = useMoto();

describe('greenlight doctor', () => {
  test('finds nothing wrong with the setup in docs/attach.md, and lists what it checked', async () => {
    const { endpoint } = moto();
    const setting = await healthySetting(endpoint);
    const env = { ...environmentOf(endpoint), AWS_ENDPOINT_URL_ECS: await serveService(setting) };

    const [json, text, app] = await Promise.all([
      runDoctor([serviceName, '--strict', '-o', 'json'], env),
      runDoctor([serviceName, '--verbose'], env),
      runDoctor([], env),
    ]);

    const report = JSON.parse(json.stdout) as DoctorReport;
    expect(report).toMatchObject({ stack: 'greenlight', region: 'us-east-1', cluster: 'prod-cluster' });
    // Notes: moto delivers no Action Logs, and an approval takes longer than some tools wait.
    expect(idsOf(report)).toEqual(['action-logs-off', 'longer-than-terraform-waits']);
    expect(report.notChecked).toEqual([]);
    expect([json, text, app].map((run) => [run.code, errorsIn(run)])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
    expect(text.stdout).toContain('✔ fine: greenlight-smoke: nodejs24.x (function-runtime)');
    expect(text.stdout).toMatch(/^0 errors, 0 warnings, 2 notes, \d{2,} fine\n$/m);
    expect(app.stdout).toMatch(/^stack greenlight, us-east-1\n\n0 errors, 0 warnings, \d{2} fine\n$/);
    for (const { stdout, stderr } of [json, text, app]) expect(stdout + stderr).not.toContain(secretValue);
    expect(tooWide(text.stdout)).toEqual([]);
  });

  test('finds every fault planted in the app, each with its id', async () => {
    const { endpoint } = moto();
    const setting = await healthySetting(endpoint, { version: '0.0.9', clusterName: 'staging' });
    const { sns, lambda, s3, iam, secrets, ssm, topicArn, subscriptions, ledger: Bucket, secretArn } = setting;
    await lambda.send(new DeleteFunctionCommand({ FunctionName: 'greenlight-alarm' }));
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'greenlight-smoke', Timeout: 3, Runtime: 'nodejs20.x' }),
    );
    await sns.send(new UnsubscribeCommand({ SubscriptionArn: subscriptions['bo@example.com'] }));
    await sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn: subscriptions['ana@example.com'],
        AttributeName: 'FilterPolicy',
        AttributeValue: '{"reviewer":["Ana@Example.com"]}',
      }),
    );
    await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'email', Endpoint: 'team@example.org' }));
    await ssm.send(
      new PutParameterCommand({ Name: defaultsParameter, Type: 'String', Overwrite: true, Value: '{"approvals":0}' }),
    );
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await secrets.send(new DeleteSecretCommand({ SecretId: secretArn }));
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'approval-role', PolicyName: 'policy' }));
    await iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: 'greenlight-HookInvokeRole',
        PolicyDocument: trust('lambda.amazonaws.com'),
      }),
    );
    await putPolicy(iam, 'greenlight-HookInvokeRole', 'lambda:InvokeFunction', [setting.functionArns.approval]);

    const { report, ran } = await examineService(endpoint, setting);

    expect(ran.code).toBe(1);
    expect(ran.stdout + ran.stderr).not.toContain(secretValue);
    expect(foundIn(report)).toMatchObject({
      'stack-version': 'the stack is 0.0.9, this command 0.1.0',
      'cluster-not-covered': 'the parameter ClusterName of greenlight is staging',
      'function-missing': `the stack names ${setting.functionArns.alarm}`,
      'function-timeout': 'Timeout is 3 s, in the template 120 s',
      'function-runtime': 'Runtime is nodejs20.x',
      'subscription-filter': 'FilterPolicy is {"reviewer":["Ana@Example.com"]}',
      'subscription-unfiltered': 'it has no FilterPolicy',
      'defaults-invalid': expect.stringContaining('approvals'),
      'ledger-versioning': 'versioning is Suspended',
      'ledger-policy': 'it has no policy',
      'ledger-public': expect.any(String),
      'signing-key-missing': expect.stringContaining('it was deleted on'),
      'signing-key-unreadable': expect.stringContaining('secretsmanager:GetSecretValue'),
      'invoke-role-trust': expect.stringContaining('does not name it'),
      'invoke-role-permission': expect.stringContaining(`lambda:InvokeFunction on ${setting.functionArns.smoke}`),
      'hook-target-missing': `lifecycleHooks[1].hookTargetArn is ${setting.functionArns.alarm}`,
      'hook-details-invalid': expect.stringContaining('approvals'),
    });
  });

  test('finds every fault planted in the hooks of a service, each with its id', async () => {
    const { endpoint } = moto();
    const setting = await healthySetting(endpoint);
    const { sns, cloudwatch, subscriptions, hooks, functionArns, invokeRoleArn } = setting;
    await sns.send(new UnsubscribeCommand({ SubscriptionArn: subscriptions['bo@example.com'] }));
    await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['shop-5xx'] }));
    const lambda = { targetType: 'AWS_LAMBDA', roleArn: invokeRoleArn } as const;

    const { report, ran } = await examineService(endpoint, setting, {
      strategy: 'CANARY',
      bakeTimeInMinutes: 0,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: { alarmNames: ['shop-latency'], enable: true, rollback: false },
      lifecycleHooks: [
        { ...hooks.smoke, lifecycleStages: ['POST_SCALE_UP'], hookDetails: { requests: ['/a'], timeoutSeconds: 60 } },
        { ...hooks.alarm, timeoutConfiguration: { timeoutInMinutes: 30, action: 'CONTINUE' } },
        { ...hooks.approval, timeoutConfiguration: { timeoutInMinutes: 60, action: 'ROLLBACK' } },
        { ...hooks.approval, lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_TEST_TRAFFIC_SHIFT'] },
        {
          ...lambda,
          hookTargetArn: functionArns.smoke.replace('us-east-1', 'eu-west-1'),
          lifecycleStages: ['PRE_SCALE_UP'],
        },
        {
          ...lambda,
          roleArn: `${invokeRoleArn}-gone`,
          hookTargetArn: `${functionArns.smoke}:live`,
          lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
          hookDetails: { request: ['/'] },
        },
      ],
    });

    expect(ran.code).toBe(1);
    expect(foundIn(report)).toMatchObject({
      'approver-not-subscribed':
        'lifecycleHooks[2].hookDetails.reviewers names it, and the topic has no subscription for it',
      'smoke-too-early': 'lifecycleHooks[0] is at POST_SCALE_UP and has no baseUrl',
      'smoke-too-long': expect.stringContaining('may take 180 s; the function has 117 s'),
      'hook-fails-open': 'lifecycleHooks[1].timeoutConfiguration.action is CONTINUE',
      'timeout-before-deadline': 'lifecycleHooks[2].timeoutConfiguration.timeoutInMinutes is 60, deadlineMinutes 240',
      'timeout-of-a-day': expect.stringContaining('1440'),
      'gates-alike': 'lifecycleHooks[2] and lifecycleHooks[3] both have the gate "release"',
      'people-beside-machines': expect.stringContaining('lifecycleHooks[3] approval is at the same stage as'),
      'approval-at-steps': expect.stringContaining('the strategy is CANARY'),
      'hook-target-elsewhere': expect.stringContaining('eu-west-1'),
      'hook-details-invalid': 'lifecycleHooks[5]: hookDetails.request: unknown key; write "requests"',
      'invoke-role-missing': `lifecycleHooks[5].roleArn is ${invokeRoleArn}-gone`,
      'circuit-breaker-ignored': expect.stringContaining('CANARY'),
      'alarm-missing': 'deploymentConfiguration.alarms names it',
      'deployment-alarms-off': 'deploymentConfiguration.alarms has enable true, rollback false',
      'alarms-without-bake-time': 'bakeTimeInMinutes is 0',
    });
  });

  test('finds every fault planted in the traffic of the service, each with its id', async () => {
    const { endpoint } = moto();
    const setting = await healthySetting(endpoint);
    const { elb, iam, traffic, hooks, functionArns } = setting;
    await elb.send(new DeleteRuleCommand({ RuleArn: traffic.testRule }));
    const Actions = [
      { Type: 'forward' as const, ForwardConfig: { TargetGroups: weighted(traffic.blue, 50, traffic.green, 50) } },
    ];
    await elb.send(new ModifyRuleCommand({ RuleArn: traffic.productionRule, Actions }));
    await elb.send(new ModifyTargetGroupCommand({ TargetGroupArn: traffic.green, HealthCheckPath: '/ready' }));
    await putPolicy(iam, 'ecs-load-balancers', 'elasticloadbalancing:Describe*', ['*']);

    const { report, ran } = await examineService(endpoint, setting, {
      lifecycleHooks: [{ ...hooks.smoke, hookTargetArn: `${functionArns.smoke}:live` }],
    });

    expect(ran.code).toBe(1);
    expect(foundIn(report)).toMatchObject({
      'listener-missing': `testListenerRule is ${traffic.testRule}`,
      'production-traffic-split': expect.stringContaining('has weight 50'),
      'target-group-health': expect.stringContaining('/ready'),
      'load-balancer-role-permission': expect.stringContaining('elasticloadbalancing:ModifyRule'),
      'test-url-unknown': expect.stringContaining('does not exist'),
      // The policy names the function, and the hook its alias.
      'invoke-role-permission': expect.stringContaining(`${functionArns.smoke}:live`),
    });
  });

  test('finds hooks that a rolling deployment never calls', async () => {
    const { endpoint } = moto();

    const { report } = await examineService(endpoint, await healthySetting(endpoint), { strategy: 'ROLLING' });

    expect(foundIn(report)).toMatchObject({ 'rolling-skips-hooks': expect.stringContaining('strategy is ROLLING') });
  });
});

/** By id, what was found; the first one if there are several. */
function foundIn({ findings }: DoctorReport): Record<string, string> {
  return Object.fromEntries(findings.toReversed().map(({ id, found }) => [id, found]));
}

function idsOf({ findings }: DoctorReport): readonly string[] {
  return findings.map(({ id }) => id);
}
