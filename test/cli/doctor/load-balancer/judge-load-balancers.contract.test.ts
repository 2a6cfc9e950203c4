import { ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test } from 'vitest';
import { useMoto } from '../../../helpers/use-moto.ts';
import { healthySetting, putPolicy, weighted } from '../healthy-setting.ts';
import { examineService } from '../run-doctor.ts';

const moto = useMoto();

describe('greenlight doctor on load balancers', () => {
  test('T1 finds settings with which ECS would refuse to shift traffic', async () => {
    const { endpoint } = moto();
    const setting = await healthySetting(endpoint);
    const { elb, iam, traffic } = setting;
    const { blue, green, productionRule, testRule } = traffic;
    for (const RuleArn of [productionRule, testRule]) {
      const Actions = [{ Type: 'forward' as const, TargetGroupArn: green }];
      await elb.send(new ModifyRuleCommand({ RuleArn, Actions }));
    }
    await putPolicy(iam, 'ecs-load-balancers', 'elasticloadbalancing:Modify*', ['*']);

    const { report, ran } = await examineService(endpoint, setting);

    expect(ran.code).toBe(1);
    const found = Object.fromEntries(report.findings.map((finding) => [finding.id, finding.found]));
    expect(found).toMatchObject({
      'target-group-in-no-rule': expect.stringContaining(`forwards to ${blue}`),
      'load-balancer-role-permission': expect.stringMatching(/RegisterTargets on .*DescribeTargetHealth on \*/),
    });
  });

  test('T1 finds production traffic that bypasses the running revision', async () => {
    const { endpoint } = moto();
    const setting = await healthySetting(endpoint);
    const { elb, traffic } = setting;
    const Actions = [
      { Type: 'forward' as const, ForwardConfig: { TargetGroups: weighted(traffic.blue, 0, traffic.green, 100) } },
    ];
    await elb.send(new ModifyRuleCommand({ RuleArn: traffic.productionRule, Actions }));

    const { report } = await examineService(endpoint, setting);

    const finding = report.findings.find(({ id }) => id === 'production-group-unexpected');
    expect(finding?.found).toBe(
      `${traffic.productionRule} sends production traffic to ${traffic.green}, and the running revision is behind ${traffic.blue}`,
    );
    expect(finding?.fix).toContain(`modify-rule --rule-arn ${traffic.productionRule}`);
  });

  test('finds rules that require a login', async () => {
    const { endpoint } = moto();
    const setting = await healthySetting(endpoint);
    const { elb, traffic } = setting;
    const login = {
      Type: 'authenticate-cognito' as const,
      Order: 1,
      AuthenticateCognitoConfig: { UserPoolArn: 'arn:aws:cognito-idp:x', UserPoolClientId: 'c', UserPoolDomain: 'd' },
    };
    const forward = {
      Type: 'forward' as const,
      Order: 2,
      ForwardConfig: { TargetGroups: weighted(traffic.blue, 100, traffic.green, 0) },
    };
    for (const RuleArn of [traffic.productionRule, traffic.testRule]) {
      await elb.send(new ModifyRuleCommand({ RuleArn, Actions: [login, forward] }));
    }
    const { report } = await examineService(endpoint, setting);

    const found = Object.fromEntries(report.findings.map((finding) => [finding.id, finding.found]));
    expect(found).toMatchObject({
      'production-rule-login': expect.stringContaining('authenticate-cognito before forward'),
      'test-rule-login': expect.stringContaining('authenticate-cognito before forward'),
    });
  });
});
