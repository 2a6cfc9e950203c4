import type { HookKind } from '../../../service-hooks/hook-kinds.ts';
import type { DescribedStack } from '../../aws/stack.ts';
import type { Looked } from './look.ts';

/** What is known of a Lambda function. Of its environment only what doctor compares: nothing else is kept, or could be printed. */
export type FunctionFacts = {
  functionArn: string;
  state: string | undefined;
  stateReason: string | undefined;
  lastUpdateStatus: string | undefined;
  runtime: string | undefined;
  timeoutSeconds: number | undefined;
  roleArn: string | undefined;
  isInVpc: boolean;
  /** A durable function: Lambda keeps its progress, and runs it by a qualified ARN only. */
  isDurable: boolean;
  /** Each call must name a tenant. */
  isTenantIsolated: boolean;
  /** Whether it may use the IPv6 addresses of its subnets; a function outside a VPC has none. */
  hasIpv6: boolean;
  /** Which of Greenlight's hooks it says it is. */
  hook: HookKind | undefined;
  ledgerBucket: string | undefined;
  topicArn: string | undefined;
  deskUrl: string | undefined;
  defaultsParameter: string | undefined;
};

/** A subscription to the notifications. */
export type SubscriptionFacts = {
  protocol: string;
  endpoint: string;
  /** Undefined until it is confirmed. */
  subscriptionArn: string | undefined;
  /** JSON, as it was written; undefined if there is none. Could not be seen of one that is not confirmed. */
  filter: Looked<{
    policy: string | undefined;
    scope: string | undefined;
    /** Confirmed with credentials of AWS, so that only they can unsubscribe it; undefined if SNS does not say. */
    isAuthenticated?: boolean | undefined;
  }>;
};

export type ParameterFacts = { name: string; type: string | undefined; value: string };

export type BucketFacts = { versioning: Looked<string | undefined>; policy: Looked<string | undefined> } & {
  /** Whether all four blocks are on. */
  isPublicBlocked: Looked<boolean>;
};

export type SecretFacts = { deletedAt: Date | undefined; hasValue: boolean };

/** The deployed app, as far as it could be checked. */
export type AppFacts = {
  cliVersion: string;
  stack: DescribedStack;
  functions: readonly { hook: HookKind; arn: string; facts: Looked<FunctionFacts | undefined> }[];
  /** Per hook that names one. */
  defaults: readonly { hook: HookKind; name: string; parameter: Looked<ParameterFacts | undefined> }[];
  subscriptions: Looked<readonly SubscriptionFacts[]>;
  /** The topic's policy, as text. */
  topicPolicy: Looked<string | undefined>;
  bucket: Looked<BucketFacts | undefined>;
  /** The chats in which the stack announces, each with the secret that has its address, or its app. */
  chats: readonly { chat: ChatName; arn: string; secret: Looked<SecretFacts | undefined> }[];
  /** Undefined if no output names the secret. */
  signingKey: { arn: string; secret: Looked<SecretFacts | undefined> } | undefined;
};

/** The stack's parameter that names the secret of a chat. */
export const chatParameters = {
  Slack: 'SlackWebhookSecretArn',
  Teams: 'TeamsWebhookSecretArn',
  'Slack app': 'SlackAppSecretArn',
  'Slack token': 'SlackTokenSecretArn',
} as const;

export type ChatName = keyof typeof chatParameters;
