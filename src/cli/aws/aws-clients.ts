import type { ACMClient } from '@aws-sdk/client-acm';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import { loadOnce } from '../../hook/load-once.ts';
import { CliError } from '../command/cli-error.ts';
import { refuseUnknownProfile } from './known-profiles.ts';

/** The SDK's clients, each loaded and created on first use. Endpoints come from `AWS_ENDPOINT_URL_…`, as the SDK reads them. */
export interface AwsClients {
  readonly region: string;
  acm(): Promise<ACMClient>;
  cloudformation(): Promise<CloudFormationClient>;
  cloudwatch(): Promise<CloudWatchClient>;
  ecs(): Promise<ECSClient>;
  elb(): Promise<ElasticLoadBalancingV2Client>;
  iam(): Promise<IAMClient>;
  lambda(): Promise<LambdaClient>;
  logs(): Promise<CloudWatchLogsClient>;
  s3(): Promise<S3Client>;
  secrets(): Promise<SecretsManagerClient>;
  sns(): Promise<SNSClient>;
  ssm(): Promise<SSMClient>;
  sts(): Promise<STSClient>;
}

/**
 * Clients for one Region and one profile.
 *
 * @throws {CliError} if no Region is given or configured, or there is no such profile
 */
export async function awsClients({
  region: given,
  profile,
  maxAttempts = 4,
}: {
  region?: string | undefined;
  profile?: string | undefined;
  /** Of each call. Default 4. */
  maxAttempts?: number;
}): Promise<AwsClients> {
  refuseUnknownProfile(profile ?? process.env['AWS_PROFILE'], process.env);
  const common = { ...(profile !== undefined && { profile }), maxAttempts };
  const { ECSClient } = await import('@aws-sdk/client-ecs');
  const region = given || (await configuredRegion(new ECSClient(common)));
  const config = { ...common, region };
  return {
    region,
    acm: loadOnce(async () => new (await import('@aws-sdk/client-acm')).ACMClient(config)),
    cloudformation: loadOnce(
      async () => new (await import('@aws-sdk/client-cloudformation')).CloudFormationClient(config),
    ),
    cloudwatch: loadOnce(async () => new (await import('@aws-sdk/client-cloudwatch')).CloudWatchClient(config)),
    ecs: loadOnce(async () => new ECSClient(config)),
    elb: loadOnce(
      async () => new (await import('@aws-sdk/client-elastic-load-balancing-v2')).ElasticLoadBalancingV2Client(config),
    ),
    iam: loadOnce(async () => new (await import('@aws-sdk/client-iam')).IAMClient(config)),
    lambda: loadOnce(async () => new (await import('@aws-sdk/client-lambda')).LambdaClient(config)),
    logs: loadOnce(async () => new (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogsClient(config)),
    s3: loadOnce(async () => {
      const { S3Client } = await import('@aws-sdk/client-s3');
      // An endpoint other than AWS's own (an emulator) has no host name per bucket.
      const isElsewhere = Boolean(process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL']);
      return new S3Client({ ...config, forcePathStyle: isElsewhere });
    }),
    secrets: loadOnce(async () => new (await import('@aws-sdk/client-secrets-manager')).SecretsManagerClient(config)),
    sns: loadOnce(async () => new (await import('@aws-sdk/client-sns')).SNSClient(config)),
    ssm: loadOnce(async () => new (await import('@aws-sdk/client-ssm')).SSMClient(config)),
    sts: loadOnce(async () => new (await import('@aws-sdk/client-sts')).STSClient(config)),
  };
}

async function configuredRegion(client: ECSClient): Promise<string> {
  try {
    return await client.config.region();
  } catch (cause) {
    throw new CliError('no AWS Region is configured', {
      next: 'pass --region <region>, or set AWS_REGION',
      cause,
    });
  } finally {
    client.destroy();
  }
}
