import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CreateBucketCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { motoClientConfig } from './moto.ts';
import { useMoto } from './use-moto.ts';

describe('moto', () => {
  const moto = useMoto();

  test('shows what was published, with subject and attributes', async () => {
    const sns = new SNSClient(motoClientConfig(moto().endpoint));
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'approvals' }));

    const { MessageId } = await sns.send(
      new PublishCommand({
        TopicArn,
        Subject: 'Approve checkout?',
        Message: 'https://desk.example/a/token',
        MessageAttributes: { reviewer: { DataType: 'String', StringValue: 'ana@example.com' } },
      }),
    );
    await sns.send(new PublishCommand({ TopicArn, Message: 'second' }));

    expect(await moto().published()).toEqual([
      {
        topicArn: 'arn:aws:sns:us-east-1:123456789012:approvals',
        messageId: MessageId,
        message: 'https://desk.example/a/token',
        subject: 'Approve checkout?',
        attributes: { reviewer: 'ana@example.com' },
      },
      expect.objectContaining({ message: 'second', subject: undefined, attributes: {} }),
    ]);
  });

  test('has forgotten the messages of the previous test', async () => {
    expect(await moto().published()).toEqual([]);
  });

  test('lets one of two conditional writes win', async () => {
    const s3 = new S3Client(motoClientConfig(moto().endpoint));
    await s3.send(new CreateBucketCommand({ Bucket: 'ledger' }));
    const put = () => s3.send(new PutObjectCommand({ Bucket: 'ledger', Key: 'a', Body: '{}', IfNoneMatch: '*' }));

    const outcomes = await Promise.allSettled([put(), put()]);

    const lost = outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason);
    expect(lost).toHaveLength(1);
    expect(lost[0]).toBeInstanceOf(S3ServiceException);
    expect(lost[0].$metadata.httpStatusCode).toBe(412);
  });

  test('ends when the process that started it is killed', async () => {
    const program = `
      import { startMoto } from ${JSON.stringify(new URL('./moto.ts', import.meta.url))};
      console.log((await startMoto()).endpoint);
      setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(starter.stdout.setEncoding('utf8'), 'data');
    const endpoint = String(line).trim();
    expect((await fetch(`${endpoint}/moto-api/data.json`)).status).toBe(200);

    starter.kill('SIGKILL');

    await expect.poll(() => isListening(endpoint)).toBe(false);
  });
});

async function isListening(endpoint: string): Promise<boolean> {
  return fetch(`${endpoint}/moto-api/data.json`).then(
    () => true,
    () => false,
  );
}
