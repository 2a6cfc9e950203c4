import type { SNSClient } from '@aws-sdk/client-sns';
import { isDenied } from '../aws/explain-aws-error.ts';
import { CliError } from '../command/cli-error.ts';
import type { SubscriptionFacts } from '../doctor/facts/app-facts.ts';
import { readSubscription, readSubscriptions } from '../doctor/read/read-subscriptions.ts';

/** The topic that the stack sends its mails with, as far as reviewers are concerned. */
export interface ReviewerTopic {
  readonly arn: string;
  list(): Promise<readonly SubscriptionFacts[]>;
  read(subscriptionArn: string): Promise<SubscriptionFacts>;
  /** Resolves to whether AWS sends a mail that has to be confirmed. */
  subscribe(address: string, policy: string): Promise<'pending' | 'confirmed'>;
  setFilter(subscriptionArn: string, policy: string): Promise<void>;
  unsubscribe(subscriptionArn: string): Promise<void>;
  /** With credentials, so that only they can unsubscribe it. Resolves to the ARN of the subscription. */
  confirm(token: string): Promise<string>;
}

type Client = Pick<SNSClient, 'send'>;

/**
 * The topic as AWS keeps it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html
 */
export function snsTopic(client: Client, arn: string): ReviewerTopic {
  return {
    arn,
    list: () => listSubscriptions(client, arn),
    read: (subscriptionArn) => readSubscription(client, subscriptionArn),
    subscribe: (address, policy) => subscribe(client, arn, address, policy),
    setFilter: (subscriptionArn, policy) => setFilter(client, subscriptionArn, policy),
    async unsubscribe(SubscriptionArn) {
      const { UnsubscribeCommand } = await import('@aws-sdk/client-sns');
      await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    },
    confirm: (token) => confirm(client, arn, token),
  };
}

async function listSubscriptions(client: Client, arn: string): Promise<readonly SubscriptionFacts[]> {
  const subscriptions = await readSubscriptions(client, arn);
  if (subscriptions.seen) return subscriptions.value;
  const { why, allow } = subscriptions;
  throw new CliError(`the subscriptions of ${arn} cannot be read: ${why}`, {
    next: allow === undefined ? 'greenlight doctor checks the topic and its subscriptions' : policyAdvice,
  });
}

async function subscribe(client: Client, TopicArn: string, Endpoint: string, policy: string) {
  const { SubscribeCommand } = await import('@aws-sdk/client-sns');
  const Attributes = { FilterPolicy: policy, FilterPolicyScope: 'MessageAttributes' };
  try {
    const { SubscriptionArn = '' } = await client.send(
      new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint, Attributes }),
    );
    return SubscriptionArn.startsWith('arn:') ? 'confirmed' : 'pending';
  } catch (error) {
    if (!isDenied(error)) throw error;
    throw new CliError(`${Endpoint} could not be subscribed: you are not allowed to call sns:Subscribe`, {
      next: `${policyAdvice}; the stack's parameter SubscriberArns limits who may subscribe, too`,
      cause: error,
    });
  }
}

const policyAdvice = 'greenlight iam cli --command reviewers prints the policy that this command needs';

/** The policy first: between the two calls nothing gets through that must not. */
async function setFilter(client: Client, SubscriptionArn: string, policy: string): Promise<void> {
  const { SetSubscriptionAttributesCommand } = await import('@aws-sdk/client-sns');
  for (const [AttributeName, AttributeValue] of [
    ['FilterPolicy', policy],
    ['FilterPolicyScope', 'MessageAttributes'],
  ])
    await client.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
}

async function confirm(client: Client, TopicArn: string, Token: string): Promise<string> {
  const { ConfirmSubscriptionCommand } = await import('@aws-sdk/client-sns');
  try {
    const { SubscriptionArn = '' } = await client.send(
      new ConfirmSubscriptionCommand({ TopicArn, Token, AuthenticateOnUnsubscribe: 'true' }),
    );
    return SubscriptionArn;
  } catch (error) {
    if (isDenied(error) || !isInvalid(error)) throw withoutToken(error, Token);
    throw new CliError('AWS does not accept the token of this link for the topic of the stack', {
      next: 'a link is valid for two days; greenlight reviewers add <address> --resend has AWS send a new one',
    });
  }
}

function isInvalid(error: unknown): boolean {
  return error instanceof Error && /InvalidParameter|NotFound|ValidationError/.test(error.name);
}

/** AWS may repeat what it was sent. */
function withoutToken(error: unknown, token: string): unknown {
  if (!(error instanceof Error)) return error;
  error.message = error.message.replaceAll(token, '<token>');
  return error;
}
