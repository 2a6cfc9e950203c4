import { randomUUID } from 'node:crypto';
import {
  ConfirmSubscriptionCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';

export const topicArn = 'arn:aws:sns:eu-central-1:111122223333:approvals';

type Subscription = {
  arn: string;
  token: string;
  protocol: string;
  endpoint: string;
  isConfirmed: boolean;
  isAuthenticated: boolean;
  attributes: Record<string, string>;
};

/** Mails that have to be confirmed, as SNS sends them. */
export type ConfirmationMail = { to: string; token: string; link: string };

/**
 * SNS with one topic, which keeps its subscriptions and unlike moto leaves those for mail unconfirmed until their token comes back. Lists have pages
 * of two.
 */
export class FakeSns {
  readonly mails: ConfirmationMail[] = [];
  readonly calls: string[] = [];
  /** Thrown by the next call of this command, instead of an answer. */
  readonly failures = new Map<string, Error>();
  #subscriptions: Subscription[] = [];

  readonly client = { send: (command: object) => this.#send(command) } as unknown as Pick<SNSClient, 'send'>;

  get subscriptions(): readonly Readonly<Subscription>[] {
    return this.#subscriptions;
  }

  policyOf(endpoint: string): unknown {
    const policy = this.#find(endpoint).attributes['FilterPolicy'];
    return policy === undefined ? undefined : JSON.parse(policy);
  }

  /** A subscription that somebody has made, confirmed by a click unless it says otherwise. */
  plant(endpoint: string, policy?: object, more: Partial<Subscription> = {}): void {
    this.#subscriptions.push({
      ...{ arn: newArn(), token: newToken(), protocol: 'email', endpoint, isConfirmed: true, isAuthenticated: true },
      attributes: policy ? { FilterPolicy: JSON.stringify(policy), FilterPolicyScope: 'MessageAttributes' } : {},
      ...more,
    });
  }

  /** What a click on the link does. */
  click({ token }: ConfirmationMail): void {
    for (const each of this.#subscriptions) if (each.token === token) each.isConfirmed = true;
  }

  async #send(command: object): Promise<object> {
    const { name } = command.constructor;
    this.calls.push(name);
    const failure = this.failures.get(name);
    this.failures.delete(name);
    if (failure) throw failure;
    if (command instanceof ListSubscriptionsByTopicCommand) return this.#list(command.input.NextToken);
    if (command instanceof SubscribeCommand) return this.#subscribe(command.input);
    if (command instanceof ConfirmSubscriptionCommand) return this.#confirm(command.input);
    if (command instanceof UnsubscribeCommand) {
      this.#subscriptions = this.#subscriptions.filter(({ arn }) => arn !== command.input.SubscriptionArn);
      return {};
    }
    if (command instanceof GetSubscriptionAttributesCommand) {
      const found = this.#byArn(command.input.SubscriptionArn);
      const ConfirmationWasAuthenticated = String(found.isAuthenticated);
      return {
        Attributes: {
          Protocol: found.protocol,
          Endpoint: found.endpoint,
          ...found.attributes,
          ConfirmationWasAuthenticated,
        },
      };
    }
    if (command instanceof SetSubscriptionAttributesCommand) {
      const { SubscriptionArn, AttributeName = '', AttributeValue = '' } = command.input;
      this.#byArn(SubscriptionArn).attributes[AttributeName] = AttributeValue;
      return {};
    }
    throw new Error(`${name} is not played here`);
  }

  #list(NextToken = '0'): object {
    const start = Number(NextToken);
    const page = this.#subscriptions.slice(start, start + 2);
    return {
      Subscriptions: page.map(({ arn, protocol, endpoint, isConfirmed }) => ({
        SubscriptionArn: isConfirmed ? arn : 'PendingConfirmation',
        ...{ Protocol: protocol, Endpoint: endpoint, TopicArn: topicArn },
      })),
      ...(start + 2 < this.#subscriptions.length && { NextToken: String(start + 2) }),
    };
  }

  #subscribe({ Protocol = '', Endpoint = '', Attributes = {} }: SubscribeCommand['input']): object {
    const known = this.#subscriptions.find((each) => each.protocol === Protocol && each.endpoint === Endpoint);
    if (known?.isConfirmed) return { SubscriptionArn: known.arn };
    if (known) Object.assign(known, { token: newToken(), attributes: { ...Attributes } });
    else
      this.plant(Endpoint, undefined, {
        protocol: Protocol,
        attributes: { ...Attributes },
        isConfirmed: false,
        isAuthenticated: false,
      });
    const { token } = this.#find(Endpoint);
    const link = `https://sns.eu-central-1.amazonaws.com/confirmation.html?TopicArn=${topicArn}&Token=${token}&Endpoint=${Endpoint}`;
    this.mails.push({ to: Endpoint, token, link });
    return { SubscriptionArn: 'pending confirmation' };
  }

  #confirm({ Token, TopicArn, AuthenticateOnUnsubscribe }: ConfirmSubscriptionCommand['input']): object {
    const found = this.#subscriptions.find(({ token }) => token === Token);
    if (TopicArn !== topicArn || !found)
      throw Object.assign(new Error(`Invalid parameter: Token ${Token}`), { name: 'InvalidParameterException' });
    if (!found.isConfirmed) found.isAuthenticated = AuthenticateOnUnsubscribe === 'true';
    found.isConfirmed = true;
    return { SubscriptionArn: found.arn };
  }

  #find(endpoint: string): Subscription {
    const found = this.#subscriptions.find((each) => each.endpoint === endpoint);
    if (!found) throw new Error(`${endpoint} is not subscribed`);
    return found;
  }

  #byArn(arn: string | undefined): Subscription {
    const found = this.#subscriptions.find((each) => each.arn === arn && each.isConfirmed);
    if (!found) throw Object.assign(new Error('Subscription does not exist'), { name: 'NotFoundException' });
    return found;
  }
}

function newArn(): string {
  return `${topicArn}:${randomUUID()}`;
}

/** As long as real ones, and of the same characters. */
function newToken(): string {
  return Array.from({ length: 7 }, () => randomUUID().replaceAll('-', '')).join('');
}
