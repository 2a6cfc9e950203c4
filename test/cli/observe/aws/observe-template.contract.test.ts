import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { observeTemplate } from '../../../../src/cli/observe/aws/observe-template.ts';
import { obtain } from '../../../helpers/obtain.ts';
import { templateTools } from '../../../template/tools.ts';

const tools = await obtain('cfn-lint', templateTools);
const listener = (id: string) =>
  `arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/demo/50dc6c495c0c9188/${id}`;
const template = observeTemplate(
  {
    ...{ cluster: 'demo', service: 'shop', clusterArn: 'arn:aws:ecs:us-east-1:111122223333:cluster/demo' },
    desiredCount: 1,
    taskDefinition: 'arn:aws:ecs:us-east-1:111122223333:task-definition/shop:1',
    deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5 },
    network: {},
    container: {
      ...{ containerName: 'ui', containerPort: 8080 },
      loadBalancerRoleArn: 'arn:aws:iam::111122223333:role/load-balancers',
    },
    rules: { production: '', test: '' },
    listeners: { production: listener('f2f7dc8efc522ab2'), test: listener('0467ef3c8400ae65') },
    targetGroup: { vpcId: 'vpc-0123456789abcdef0', port: 8080, healthPath: '/health' },
  },
  'greenlight-observe',
);

describe.skipIf(tools === undefined)('the stack of greenlight observe', () => {
  test('passes cfn-lint', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'observe-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'template.json');
    writeFileSync(path, JSON.stringify(template));

    expect(await tools?.cfnLint(['--regions', 'us-east-1', '--', path])).toEqual({ code: 0, output: '' });
  });
});

test('the stack of greenlight observe allows the recorder its own log, and ECS the recorder', () => {
  const { Resources } = template as { Resources: Record<string, { Properties: { Policies?: unknown } }> };
  const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
  const statement = (Action: string[], Resource: unknown) => [
    {
      PolicyName: expect.any(String),
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action, Resource }],
      },
    },
  ];

  expect(Resources['RecorderRole']?.Properties.Policies).toEqual(
    statement(['logs:CreateLogStream', 'logs:PutLogEvents'], arn('RecorderLogs')),
  );
  for (const role of ['InvokeRole', 'GuardedRole', 'SourceRole']) {
    expect(Resources[role]?.Properties.Policies).toEqual(
      statement(['lambda:InvokeFunction'], [arn('Recorder'), { Ref: 'RecorderAlias' }, { Ref: 'RecorderVersion' }]),
    );
  }
});
