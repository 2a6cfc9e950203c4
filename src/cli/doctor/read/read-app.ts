import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SNSClient } from '@aws-sdk/client-sns';
import { hookKinds } from '../../../service-hooks/hook-kinds.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { type DescribedStack, hookArnsOf, type StackOutputs } from '../../aws/stack.ts';
import {
  type AppFacts,
  type BucketFacts,
  type ChatName,
  chatParameters,
  type SecretFacts,
} from '../facts/app-facts.ts';
import { type Looked, look, unlessAbsent } from '../facts/look.ts';
import { readFunction } from './read-function.ts';
import { readStoredDefaults } from './read-stored-defaults.ts';
import { readSubscriptions } from './read-subscriptions.ts';

/** Looks at everything that the stack's outputs name. Never rejects: what could not be checked says so itself. */
export async function readApp(
  aws: AwsClients,
  stack: DescribedStack,
  outputs: StackOutputs,
  cliVersion: string,
): Promise<AppFacts> {
  const lambda = await aws.lambda();
  const arns = hookArnsOf(outputs);
  const secretArn = outputs.all.get('SigningKeySecretArn');
  const [functions, subscriptions, topicPolicy, bucket, secret] = await Promise.all([
    Promise.all(
      hookKinds
        .filter((hook) => arns[hook] !== '')
        .map(async (hook) => ({ hook, arn: arns[hook], facts: await readFunction(lambda, arns[hook]) })),
    ),
    readSubscriptions(await aws.sns(), outputs.notificationsTopicArn),
    readTopicPolicy(await aws.sns(), outputs.notificationsTopicArn),
    readBucket(await aws.s3(), outputs.ledgerBucket),
    secretArn === undefined ? undefined : readSecret(await aws.secrets(), secretArn),
  ]);
  const chats = await Promise.all(
    chatSecretsOf(stack).map(async ({ chat, arn }) => ({
      chat,
      arn,
      secret: await readSecret(await aws.secrets(), arn),
    })),
  );
  const ssm = await aws.ssm();
  const named = functions.flatMap(({ hook, facts }) => {
    const name = facts.seen ? facts.value?.defaultsParameter : undefined;
    return name === undefined ? [] : [{ hook, name }];
  });
  return {
    cliVersion,
    stack,
    functions,
    defaults: await Promise.all(
      named.map(async ({ hook, name }) => ({ hook, name, parameter: await readStoredDefaults(ssm, name) })),
    ),
    subscriptions,
    topicPolicy,
    bucket,
    chats,
    signingKey: secretArn === undefined || secret === undefined ? undefined : { arn: secretArn, secret },
  };
}

/** Those that announcements go to. Without announcements nothing reads the secrets. */
function chatSecretsOf({ parameters }: DescribedStack): { chat: ChatName; arn: string }[] {
  if (parameters.get('Announcements') !== 'on') return [];
  return (['Slack', 'Teams', 'Slack app', 'Slack token'] as const).flatMap((chat) => {
    const arn = parameters.get(chatParameters[chat]);
    return arn ? [{ chat, arn }] : [];
  });
}

function readTopicPolicy(client: Pick<SNSClient, 'send'>, TopicArn: string): Promise<Looked<string | undefined>> {
  return look('sns:GetTopicAttributes', async () => {
    const { GetTopicAttributesCommand } = await import('@aws-sdk/client-sns');
    const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
    return Attributes['Policy'];
  });
}

async function readBucket(client: Pick<S3Client, 'send'>, Bucket: string): Promise<Looked<BucketFacts | undefined>> {
  const s3 = await import('@aws-sdk/client-s3');
  const versioning = await look('s3:GetBucketVersioning', () =>
    unlessAbsent(['NoSuchBucket'], () => client.send(new s3.GetBucketVersioningCommand({ Bucket }))),
  );
  if (versioning.seen && versioning.value === undefined) return { seen: true, value: undefined };
  return {
    seen: true,
    value: {
      versioning: versioning.seen ? { seen: true, value: versioning.value?.Status } : versioning,
      policy: await look('s3:GetBucketPolicy', async () => {
        const found = await unlessAbsent(['NoSuchBucketPolicy'], () =>
          client.send(new s3.GetBucketPolicyCommand({ Bucket })),
        );
        return found?.Policy;
      }),
      isPublicBlocked: await look('s3:GetBucketPublicAccessBlock', async () => {
        const found = await unlessAbsent(['NoSuchPublicAccessBlockConfiguration'], () =>
          client.send(new s3.GetPublicAccessBlockCommand({ Bucket })),
        );
        const block = found?.PublicAccessBlockConfiguration ?? {};
        return [
          block.BlockPublicAcls,
          block.BlockPublicPolicy,
          block.IgnorePublicAcls,
          block.RestrictPublicBuckets,
        ].every((isOn) => isOn === true);
      }),
    },
  };
}

/** Describes the secret. Its value is not asked for. */
function readSecret(
  client: Pick<SecretsManagerClient, 'send'>,
  SecretId: string,
): Promise<Looked<SecretFacts | undefined>> {
  return look('secretsmanager:DescribeSecret', async () => {
    const { DescribeSecretCommand } = await import('@aws-sdk/client-secrets-manager');
    const found = await unlessAbsent(['ResourceNotFoundException'], () =>
      client.send(new DescribeSecretCommand({ SecretId })),
    );
    if (!found) return undefined;
    const stages = Object.values(found.VersionIdsToStages ?? {}).flat();
    return { deletedAt: found.DeletedDate, hasValue: stages.includes('AWSCURRENT') };
  });
}
