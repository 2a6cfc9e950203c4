import { CreateAccessKeyCommand, CreateUserCommand, type IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { describe, expect, onTestFinished, test } from 'vitest';
import { doctorPermissions as permissions } from '../../../src/cli/doctor/doctor-permissions.ts';
import type { DoctorReport } from '../../../src/cli/doctor/report/doctor-report.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { healthySetting } from './healthy-setting.ts';
import { environmentOf, runDoctor, serveService, serviceName } from './run-doctor.ts';

const moto = useMoto();
const doctorActions = permissions.map(({ action }) => action);

describe('greenlight doctor', () => {
  test('exits with 0 for warnings, and with 1 for warnings with --strict', async () => {
    const { endpoint } = moto();
    const { lambda } = await healthySetting(endpoint);
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'greenlight-smoke', Timeout: 3 }));

    const [lenient, strict] = await Promise.all([
      runDoctor([], environmentOf(endpoint)),
      runDoctor(['--strict'], environmentOf(endpoint)),
    ]);

    expect([lenient.code, strict.code]).toEqual([0, 1]);
    expect(lenient.stdout).toContain('▲ warning: a function has less time than the template gives it');
    expect(lenient.stdout).toMatch(/^0 errors, 1 warning, \d+ fine\n$/m);
  });

  test('exits with 2 if something could not be checked', async () => {
    const { endpoint } = moto();
    const setting = await healthySetting(endpoint);
    const env = { ...environmentOf(endpoint), AWS_ENDPOINT_URL_ECS: await serveService(setting) };

    const [stack, service, name, flag, nowhere] = await Promise.all([
      runDoctor(['--stack', 'other', '-o', 'json'], env),
      runDoctor(['prod-cluster/cart'], env),
      runDoctor(['retail-ui'], env),
      runDoctor(['--verbos'], env),
      runDoctor([], { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }),
    ]);

    expect([stack, service, name, flag, nowhere].map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
    expect(JSON.parse(stack.stdout)).toEqual({
      error: { message: 'there is no stack "other" in us-east-1', next: expect.stringContaining('--stack <name>') },
    });
    expect(service.stderr).toContain('there is no service prod-cluster/cart in us-east-1: MISSING');
    expect(service.stderr).toContain('next: aws ecs list-services --cluster prod-cluster');
    expect(name.stderr).toContain('"retail-ui" is not a service');
    expect(flag.stderr).toContain("unknown option '--verbos'");
    expect(nowhere.stderr).toContain('AWS could not be reached');
  });
});

describe('greenlight doctor without all permissions', () => {
  test('reports what it could not check and which actions to allow', async () => {
    const { endpoint } = moto();
    const setting = await healthySetting(endpoint);
    const env = { ...environmentOf(endpoint), AWS_ENDPOINT_URL_ECS: await serveService(setting) };
    const hidden = /^(iam|s3|elasticloadbalancing):/;
    const reader = await signInAs(
      endpoint,
      setting.iam,
      doctorActions.filter((action) => !hidden.test(action)),
    );

    const [json, text] = await Promise.all([
      runDoctor([serviceName, '-o', 'json'], { ...env, ...reader }),
      runDoctor([serviceName], { ...env, ...reader }),
    ]);

    const { notChecked, findings, fine } = JSON.parse(json.stdout) as DoctorReport;
    expect(json.code).toBe(0);
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    const allow = new Set(notChecked.map((outcome) => outcome.allow));
    // Three calls at once find the test listener, and the one that is refused first is named. The other two are in the list anyway.
    allow.delete('elasticloadbalancing:DescribeListeners');
    expect(allow).toEqual(
      new Set([
        'elasticloadbalancing:DescribeLoadBalancers',
        'elasticloadbalancing:DescribeRules',
        'elasticloadbalancing:DescribeTargetGroups',
        'iam:GetRole',
        'iam:SimulatePrincipalPolicy',
        's3:GetBucketPolicy',
        's3:GetBucketPublicAccessBlock',
        's3:GetBucketVersioning',
      ]),
    );
    const seenIds = new Set(fine.map(({ id }) => id));
    for (const { id } of notChecked) expect(seenIds).not.toContain(id);
    expect(text.stdout).toContain('? not checked: you are not allowed to call iam:GetRole');
    expect(text.stdout).toMatch(/^To have the rest checked, allow .*s3:GetBucketVersioning/m);
    expect(text.stdout).toMatch(/^0 errors, 0 warnings, 2 notes, \d+ fine, \d+ not checked\n$/m);
  });

  test('checks everything with the actions that it lists itself', async () => {
    const { endpoint } = moto();
    const setting = await healthySetting(endpoint);
    const env = { ...environmentOf(endpoint), AWS_ENDPOINT_URL_ECS: await serveService(setting) };
    const reader = await signInAs(endpoint, setting.iam, [...doctorActions, 's3:ListBucket']);

    const { stdout } = await runDoctor([serviceName, '-o', 'json'], { ...env, ...reader });

    expect((JSON.parse(stdout) as DoctorReport).notChecked).toEqual([]);
  });

  test('exits with 2 if nothing at all could be checked', async () => {
    const { endpoint } = moto();
    const { iam } = await healthySetting(endpoint);
    const nobody = await signInAs(endpoint, iam, ['sts:GetCallerIdentity']);

    const { code, stdout, stderr } = await runDoctor([], { ...environmentOf(endpoint), ...nobody });

    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('nothing could be checked: you are not allowed to call cloudformation:DescribeStacks');
    expect(stderr).toContain('next: allow cloudformation:DescribeStacks');
  });
});

/** A user who may do this and nothing else; from here on, until the end of the test, moto checks the caller. */
async function signInAs(endpoint: string, iam: IAMClient, actions: readonly string[]): Promise<Record<string, string>> {
  const UserName = 'reader';
  await iam.send(new CreateUserCommand({ UserName }));
  // moto checks CloudWatch's actions under another name, and S3's GetPublicAccessBlock as ListBucket.
  const Action = actions.map((action) => action.replace(/^cloudwatch:/, 'monitoring:'));
  const Statement = [{ Effect: 'Allow', Action, Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'reader', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const askWhoAsksAfter = (requests: string) =>
    fetch(`${endpoint}/moto-api/reset-auth`, { method: 'POST', body: requests });
  await askWhoAsksAfter('0');
  onTestFinished(async () => {
    await askWhoAsksAfter('inf');
  });
  return {
    AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
  };
}
