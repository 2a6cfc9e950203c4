import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { motoClientConfig } from '../helpers/moto.ts';
import { obtain } from '../helpers/obtain.ts';
import { useMoto } from '../helpers/use-moto.ts';
import { propertiesOf, templateSchema } from './resources.ts';
import { project, type TemplateTools, templateTools } from './tools.ts';

const found = await obtain('cfn-lint', templateTools);

describe.skipIf(found === undefined)('the subscription made for ApproverEmail', () => {
  const tools = found as TemplateTools;
  const moto = useMoto();

  test('gets messages to its address and to everybody, and no links of others', async () => {
    const template = v.parse(templateSchema, await tools.readTemplate(join(project, 'template.yaml')));
    const { FilterPolicy, FilterPolicyScope } = propertiesOf(template, 'ApproverSubscription');
    const policy = JSON.stringify(FilterPolicy).replaceAll('<ApproverEmail>', 'ana@example.com');
    const mailbox = await startMailbox();
    const sns = new SNSClient(motoClientConfig(moto().endpoint));
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'approvals' }));
    const Attributes = { FilterPolicyScope: String(FilterPolicyScope), FilterPolicy: policy };
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: mailbox.url, Attributes }));
    const publish = (Message: string, reviewer?: string) =>
      sns.send(
        new PublishCommand({
          TopicArn,
          Message,
          MessageAttributes: {
            event: { DataType: 'String', StringValue: 'approval-requested' },
            ...(reviewer && { reviewer: { DataType: 'String', StringValue: reviewer } }),
          },
        }),
      );

    await publish('a link for ana', 'ana@example.com');
    await publish('a link for bo', 'bo@example.com');
    await publish('a link for everybody');

    expect(mailbox.messages).toEqual(['a link for ana', 'a link for everybody']);
  });
});

/** Takes SNS's deliveries over HTTP; moto has delivered when it answers Publish. */
async function startMailbox(): Promise<{ url: string; messages: string[] }> {
  const messages: string[] = [];
  const server = createServer(async (request, response) => {
    const { Message } = v.parse(v.object({ Message: v.string() }), JSON.parse((await request.toArray()).join('')));
    messages.push(Message);
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, messages };
}
