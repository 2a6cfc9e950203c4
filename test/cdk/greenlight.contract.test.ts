import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readAppTemplate } from '../../src/cdk/app-template.ts';
import type { GreenlightProps } from '../../src/cdk.ts';
import { everything } from './everything.ts';
import { useCdk } from './load-cdk.ts';

const load = useCdk();
const source = readAppTemplate(fileURLToPath(new URL('../../template.yaml', import.meta.url)));

type Synthesized = {
  Outputs: Record<string, { Value: unknown }>;
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
} & Record<string, Record<string, unknown>>;

describe('new Greenlight(…)', () => {
  test('deploys what the template deploys, under the same ids and with the same outputs', () => {
    const { Resources, Outputs, Conditions, Transform } = synthesize(everything);

    const those = Object.keys(source.Resources);
    expect(those.filter((id) => !(id in Resources))).toEqual([]);
    for (const id of those) expect(Resources[id]?.Type).toBe(source.Resources[id]?.Type);
    expect(Object.keys(Outputs)).toEqual(expect.arrayContaining(Object.keys(source.Outputs)));
    expect({ Conditions, Transform }).toEqual({ Conditions: undefined, Transform: 'AWS::Serverless-2016-10-31' });
  });

  test('can be required by a CDK app that compiles to CommonJS', () => {
    const file = join(load().folder, 'lib/cdk.js');

    expect(createRequire(file)(file).Greenlight).toBeTypeOf('function');
  });

  test('leaves out what nobody asked for', () => {
    const { Resources } = synthesize({});

    const optional = Object.entries(source.Resources).filter(([, { Condition }]) =>
      ['HasPauseBridge', 'HasAnnouncements', 'HasDeskDomain'].includes(Condition ?? ''),
    );
    expect(optional.length).toBeGreaterThan(5);
    for (const [id] of optional) expect(Resources).not.toHaveProperty(id);
    expect(Resources).toHaveProperty('Board');
  });

  test('changes nothing in a resource of the template but its parameters, its code and its conditions', () => {
    const { Resources } = synthesize({});

    for (const id of ['DeploymentWatcher', 'HookInvokeRole', 'DeadLetters', 'SigningKey', 'DeskApi']) {
      const wanted = structuredClone(source.Resources[id]?.Properties ?? {}) as Record<string, unknown>;
      const { CodeUri, ...properties } = Resources[id]?.Properties ?? {};
      if ('CodeUri' in wanted)
        expect(CodeUri).toMatchObject({ Bucket: expect.anything(), Key: expect.stringMatching(/^[0-9a-f]{64}\.zip$/) });
      if (!JSON.stringify(wanted).match(/Fn::If|SweepMinutes|"Ref":"(?!AWS)/)) {
        delete wanted['CodeUri'];
        expect(properties).toEqual(wanted);
      }
    }
    expect(Resources['DeploymentWatcher']?.Properties?.['EventInvokeConfig']).toEqual(
      source.Resources['DeploymentWatcher']?.Properties?.['EventInvokeConfig'],
    );
  });

  test('refers to no parameter, and has an output for the command line with those that are not the default', () => {
    const template = synthesize({
      clusterName: 'prod-*',
      announcements: true,
      httpGateHosts: ['a.example.com', 'b.example.com'],
    });

    const text = JSON.stringify(template);
    for (const name of Object.keys(source.Parameters)) {
      expect(text).not.toContain(`{"Ref":"${name}"}`);
      expect(text).not.toMatch(new RegExp(`"[^"]*\\$\\{${name}\\}[^"]*"(?!,\\{)`));
    }
    const { Value } = template.Outputs['GreenlightParameters'] ?? { Value: undefined };
    expect(JSON.parse(String(Value))).toEqual({
      ClusterName: 'prod-*',
      Announcements: 'on',
      HttpGateHosts: 'a.example.com,b.example.com',
    });
  });

  test('takes what only the deployment knows, such as the ARN of a topic of the same stack', () => {
    const { cdk, sns, greenlight, assertions } = load();
    const stack = new cdk.Stack(new cdk.App(), 'Greenlight');
    const topic = new sns.Topic(stack, 'OnCall');
    new greenlight.Greenlight(stack, 'Greenlight', { alarmTopicArn: topic.topicArn });

    const { Resources } = assertions.Template.fromStack(stack).toJSON() as Synthesized;
    const alarms = Object.values(Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(0);
    for (const { Properties } of alarms)
      expect(Properties?.['AlarmActions']).toEqual([{ Ref: stack.getLogicalId(topic.node.defaultChild as never) }]);
  });

  test.each<[unknown, string]>([
    [
      { approverEmail: 'Ana@example.com' },
      'approverEmail is "Ana@example.com", but must be empty or one email address in lower case, such as ana@example.com',
    ],
    [{ sweepMinutes: 1 }, 'sweepMinutes is 1, but must be 2 to 1440 minutes'],
    [{ sweepMinutes: '15' }, 'sweepMinutes is "15", but must be a number'],
    [{ pauseBridge: 'on' }, 'pauseBridge is "on", but must be one of off, configured, all'],
    [
      { httpGateHosts: ['https://gates.example.com'] },
      'httpGateHosts is "https://gates.example.com", but must be empty or host names in lower case',
    ],
    [{ deskDomainName: 'approve.example.com' }, 'set both deskDomainName and deskCertificateArn, or neither'],
    [{ aproverEmail: 'ana@example.com' }, 'aproverEmail: unknown property of Greenlight; write approverEmail'],
    [{ ApproverEmail: 'ana@example.com' }, 'ApproverEmail: unknown property of Greenlight; write approverEmail'],
    [{ colour: 'green' }, 'colour: unknown property of Greenlight, remove it or correct its spelling'],
  ])('refuses %o and says what is wrong', (props, message) => {
    expect(() => synthesize(props as GreenlightProps)).toThrow(message);
  });
});

function synthesize(props: GreenlightProps): Synthesized {
  const { cdk, greenlight, assertions } = load();
  const stack = new cdk.Stack(new cdk.App(), 'Greenlight');
  new greenlight.Greenlight(stack, 'Greenlight', props);
  return assertions.Template.fromStack(stack).toJSON() as Synthesized;
}
