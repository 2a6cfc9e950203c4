import type { AskedPlace } from '../../../approval/notice/filter/reach-of-filter.ts';
import type { Notice } from '../../../approval/notice/notifier.ts';

/** Where the mail comes from, and the deployments of which service it is about, if it is one. */
export type TestMailContext = { stackName: string; region: string; place: AskedPlace };

/** A mail by the same way as those that ask for decisions. It asks for nothing and contains no link of ours. */
export function testNotice(address: string | undefined, { stackName, region, place }: TestMailContext): Notice {
  const about = place === undefined ? 'deployments' : `deployments of ${place.service} on ${place.cluster}`;
  const lines = [
    'This is a test. Nothing waits for your decision, and there is nothing to click.',
    '',
    `You are asked for decisions about ${about}. Those mails come the same way as this one, from`,
    `stack ${stackName} in ${region}. Their subject begins with [ACTION].`,
    '',
    ...(address === undefined
      ? ['This one went to everybody on the topic who gets the mails that name no reviewer.']
      : [`It was sent to ${address}. If that is not you, you get mails that are meant for somebody else.`]),
    'Do not open what Amazon SNS adds below: it ends your subscription.',
  ];
  return {
    subject: '[TEST] Greenlight: nothing to decide',
    body: `${lines.join('\n')}\n`,
    attributes: { event: 'test', ...(address !== undefined && { reviewer: address }), ...place },
  };
}
