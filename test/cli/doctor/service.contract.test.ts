import { SetTopicAttributesCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import type { DoctorReport } from '../../../src/cli/doctor/report/doctor-report.ts';
import services from '../../cases/services.json' with { type: 'json' };
import { useMoto } from '../../helpers/use-moto.ts';
import { ecsWith } from './ecs-with.ts';
import { healthySetting } from './healthy-setting.ts';
import { environmentOf, examineService, runDoctor, serviceName } from './run-doctor.ts';

const moto = useMoto();

describe('greenlight doctor on notifications', () => {
  test('M7 finds a subscription that gets every personal link, and a topic that anybody may subscribe to', async () => {
    const { endpoint } = moto();
    const setting = await healthySetting(endpoint);
    const { sns, topicArn: TopicArn } = setting;
    const Endpoint = 'mallory@example.com';
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint }));
    const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));

    const { report } = await examineService(endpoint, setting);

    const found = Object.fromEntries(report.findings.map((finding) => [finding.id, finding]));
    expect(found['subscription-unfiltered']).toMatchObject({ about: `email ${Endpoint}`, severity: 'warning' });
    expect(found['topic-open']).toMatchObject({ severity: 'warning', about: 'greenlight-approvals' });
    const [, policy = ''] = /--attribute-value '(.*)'$/.exec(found['topic-open']?.fix ?? '') ?? [];
    await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue: policy }));
    expect((await examineService(endpoint, setting)).report.findings.map(({ id }) => id)).not.toContain('topic-open');
  });

  test('M8 accepts a subscription that was confirmed with credentials', async () => {
    const { endpoint } = moto();
    const setting = await healthySetting(endpoint);

    const { report } = await examineService(endpoint, setting);

    // Moto confirms every subscription so; the opposite is planted in rules.test.ts.
    const fine = report.fine.filter(({ id }) => id === 'subscription-unauthenticated');
    expect(fine.map(({ about }) => about)).toEqual(['email ana@example.com', 'email bo@example.com']);
  });
});

describe('greenlight doctor on a service that ECS manages', () => {
  test('T7 warns that ECS may restore its own configuration', async () => {
    const { endpoint } = moto();
    await healthySetting(endpoint);
    const env = { ...environmentOf(endpoint), AWS_ENDPOINT_URL_ECS: await ecsWith(services.expressMode) };

    const ran = await runDoctor([serviceName, '-o', 'json'], env);

    const { findings } = JSON.parse(ran.stdout) as DoctorReport;
    expect(findings.find(({ id }) => id === 'express-mode')).toMatchObject({
      severity: 'warning',
      found: 'resourceManagementType is ECS',
      fix: expect.stringContaining('greenlight diff prod-cluster/retail-ui --file hooks.json'),
    });
  });
});
