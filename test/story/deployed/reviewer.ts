import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { HttpApiAnswer } from '../../functions/deployed.ts';
import { fillIn } from '../../helpers/approval.ts';
import type { Ministack } from '../../helpers/ministack.ts';

export type Mail = { subject: string; message: string };

export type Mailbox = {
  /** Every mail so far about this service, waiting for the first one. */
  mailsAbout(service: string): Promise<Mail[]>;
  /** Every mail so far. */
  all(): Promise<Mail[]>;
};

/**
 * A reviewer's mailbox: a queue that is subscribed to the topic with the filter policy that the template gives its own approver. A subscription
 * of the protocol `email` would send to nobody here.
 */
export async function subscribeReviewer(ministack: Ministack, topic: string, reviewer: string): Promise<Mailbox> {
  const sqs = new SQSClient(ministack.clientConfig);
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: reviewer.replace(/\W/g, '-') }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await new SNSClient(ministack.clientConfig).send(
    new SubscribeCommand({
      TopicArn: topic,
      Protocol: 'sqs',
      Endpoint: Attributes?.['QueueArn'],
      Attributes: {
        FilterPolicyScope: 'MessageAttributes',
        FilterPolicy: JSON.stringify({ $or: [{ reviewer: [reviewer] }, { reviewer: [{ exists: false }] }] }),
      },
    }),
  );
  const mails: Mail[] = [];
  const fetchMails = async (WaitTimeSeconds: number) => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds, VisibilityTimeout: 3600 }),
    );
    for (const { Body = '' } of Messages) {
      const { Subject, Message } = JSON.parse(Body) as { Subject: string; Message: string };
      mails.push({ subject: Subject, message: Message });
    }
    return mails;
  };
  return {
    async mailsAbout(service) {
      const about = () => mails.filter(({ subject }) => subject.includes(` ${service} `));
      await fetchMails(0);
      for (let tries = 0; about().length === 0 && tries < 20; tries += 1) await fetchMails(1);
      return about();
    },
    all: () => fetchMails(0),
  };
}

export type Page = { status: number; location: string | undefined; body: string };

/** Opens a page by its real address, or sends its form. */
export async function open(
  ministack: Ministack,
  link: string,
  form?: Record<string, string>,
  page = '',
): Promise<Page> {
  const { origin, pathname, search } = new URL(link);
  const { statusCode, headers, body } = await askApi(ministack, origin, {
    path: pathname + search,
    method: form ? 'POST' : 'GET',
    headers: form ? { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' } : {},
    ...(form && { body: String(fillIn(page, form).body) }),
  });
  return { status: statusCode, location: headers['location'], body };
}

/**
 * Asks the deployed API. The name of its origin is not looked up: the request goes to ministack with it as the host, and without TLS, which API
 * Gateway would end before the function in any case.
 */
export async function askApi(
  ministack: Ministack,
  origin: string,
  asked: { method: string; path: string; headers: Record<string, string>; body?: string },
): Promise<Omit<HttpApiAnswer, 'isBase64Encoded'>> {
  const { hostname, port } = new URL(ministack.endpoint);
  const { method, path, headers, body } = asked;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const length = body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` };
  const sent = request({
    ...{ host: hostname, port, path, method },
    headers: { ...headers, ...length, host: new URL(origin).host },
  });
  sent.once('error', reject).once('response', resolve).end(body);
  const response = await promise;
  return {
    statusCode: response.statusCode ?? 0,
    headers: response.headers as Record<string, string>,
    body: await text(response),
  };
}

/** The address behind "Decide:". */
export function linkIn(mail: Mail | undefined): string {
  const link = /^Decide: {3}(\S+)$/m.exec(mail?.message ?? '')?.[1];
  if (link === undefined) throw new Error(`expected a mail with a link, not ${JSON.stringify(mail)}`);
  return link;
}
