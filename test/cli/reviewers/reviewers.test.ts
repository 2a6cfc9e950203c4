import { describe, expect, test } from 'vitest';
import { addReviewers } from '../../../src/cli/reviewers/add-reviewers.ts';
import { checkReviewers } from '../../../src/cli/reviewers/check/check-reviewers.ts';
import { confirmReviewer } from '../../../src/cli/reviewers/confirm/confirm-reviewer.ts';
import { subscriberOf } from '../../../src/cli/reviewers/list-subscribers.ts';
import { removeReviewers } from '../../../src/cli/reviewers/remove-reviewers.ts';
import { snsTopic } from '../../../src/cli/reviewers/topic.ts';
import { type ConfirmationMail, FakeSns, topicArn } from './fake-sns.ts';

const ana = 'ana@example.com';
const ben = 'ben@example.com';
const own = (address: string) => ({ reviewer: [address] });
const withShared = (address: string) => ({ $or: [own(address), { reviewer: [{ exists: false }] }] });
const plainly = { shared: false, resend: false };

function start() {
  const sns = new FakeSns();
  const topic = snsTopic(sns.client, topicArn);
  return {
    sns,
    topic,
    add: (addresses: string[], flags: Partial<typeof plainly> = {}) =>
      addReviewers(topic, addresses, { ...plainly, ...flags }),
    check: async (address?: string) => {
      const [checked] = checkReviewers([{ address, whoAsks: ['the gate'] }], await topic.list(), undefined);
      return checked?.result;
    },
  };
}

describe('add', () => {
  test('subscribes with a filter for own mails, and changes nothing when it is repeated', async () => {
    const { sns, add } = start();

    const first = await add([ana, ben]);
    const second = await add([ana, ben]);

    expect(first.map(({ result, isPending }) => [result, isPending])).toEqual([
      ['subscribed', true],
      ['subscribed', true],
    ]);
    expect(second.map(({ result, isPending }) => [result, isPending])).toEqual([
      ['pending', true],
      ['pending', true],
    ]);
    expect(second[0]?.row.next).toBe(`greenlight reviewers add ${ana} --resend`);
    expect(sns.mails.map(({ to }) => to)).toEqual([ana, ben]);
    expect([sns.policyOf(ana), sns.policyOf(ben)]).toEqual([own(ana), own(ben)]);
  });

  test('has the mail sent again only if asked to, without a second subscription', async () => {
    const { sns, add } = start();
    await add([ana]);

    const [again] = await add([ana], { resend: true });

    expect(again?.result).toBe('resent');
    expect(sns.mails.map(({ to }) => to)).toEqual([ana, ana]);
    expect(sns.subscriptions).toHaveLength(1);
  });

  test.each<[string, object | undefined, object]>([
    ['of somebody else', own(ben), own(ana)],
    ['in capitals', own('Ana@Example.com'), own(ana)],
    ['M7 for more people', { reviewer: [ana, ben] }, own(ana)],
    ['M7 for a prefix', { reviewer: [{ prefix: ana }] }, own(ana)],
    ['M7 for a suffix', { reviewer: [{ suffix: '@example.com' }] }, own(ana)],
    ['M7 for all but one', { reviewer: [{ 'anything-but': [ben] }] }, own(ana)],
    ['that is not understood', { reviewer: [{ wildcard: '*' }] }, own(ana)],
    ['M7 that is missing', undefined, withShared(ana)],
    ['M7 for one cluster alone', { cluster: ['prod'] }, withShared(ana)],
    ['only for what names nobody', { reviewer: [{ exists: false }] }, withShared(ana)],
  ])('corrects a filter %s', async (_what, policy, corrected) => {
    const { sns, add } = start();
    sns.plant(ana, policy);

    const [added] = await add([ana]);
    const [again] = await add([ana]);

    expect([added?.result, again?.result]).toEqual(['corrected', 'unchanged']);
    expect(sns.policyOf(ana)).toEqual(corrected);
    expect(added?.row.said).toContain(policy === undefined ? 'it had none' : `it was ${JSON.stringify(policy)}`);
  });

  test.each([
    ['for its own mails', own(ana)],
    ['of ApproverEmail', withShared(ana)],
    ['for one cluster', { ...own(ana), cluster: ['prod'] }],
    ['that ignores capitals', { reviewer: [{ 'equals-ignore-case': 'Ana@Example.com' }] }],
  ])('keeps a filter %s', async (_what, policy) => {
    const { sns, add } = start();
    sns.plant(ana, policy);

    const [added] = await add([ana]);

    expect(added?.result).toBe('unchanged');
    expect(sns.calls).not.toContain('SetSubscriptionAttributesCommand');
  });

  test('corrects a filter on the body, which lets nothing through', async () => {
    const { sns, add, check } = start();
    sns.plant(ana, undefined, {
      attributes: { FilterPolicy: JSON.stringify(own(ana)), FilterPolicyScope: 'MessageBody' },
    });
    expect(await check(ana)).toBe('not-reached');

    await add([ana]);

    expect(await check(ana)).toBe('reached');
    expect(sns.subscriptions[0]?.attributes['FilterPolicyScope']).toBe('MessageAttributes');
  });

  test('with --shared adds the mails for everybody', async () => {
    const { sns, add, check } = start();
    sns.plant(ana, own(ana));
    expect(await check()).toBe('not-reached');

    await add([ana, ben], { shared: true });

    expect([sns.policyOf(ana), sns.policyOf(ben)]).toEqual([withShared(ana), withShared(ben)]);
    expect(await check()).toBe('reached');
  });

  test('finds an address however it is spelled, on any page of the list', async () => {
    const { sns, add } = start();
    for (let index = 0; index < 7; index += 1) sns.plant(`r${index}@example.com`, own(`r${index}@example.com`));
    sns.plant('Ana@Example.com', own(ana));

    const [added] = await add([ana]);

    expect(added?.result).toBe('unchanged');
    expect(sns.subscriptions).toHaveLength(8);
    expect(sns.calls.filter((name) => name === 'ListSubscriptionsByTopicCommand')).toHaveLength(4);
  });

  test('M8 says how to confirm again what a click has confirmed', async () => {
    const { sns, add } = start();
    sns.plant(ana, own(ana), { isAuthenticated: false });

    const [added] = await add([ana]);

    expect(added?.row).toMatchObject({
      mark: 'warning',
      next: `greenlight reviewers remove ${ana} && greenlight reviewers add ${ana}`,
    });
  });

  test('leaves other protocols alone', async () => {
    const { sns, add } = start();
    sns.plant(ana, undefined, { protocol: 'sqs', attributes: {} });

    const [added] = await add([ana]);

    expect(added?.result).toBe('subscribed');
    expect(sns.subscriptions.map(({ protocol, attributes }) => [protocol, 'FilterPolicy' in attributes])).toEqual([
      ['sqs', false],
      ['email', true],
    ]);
  });

  test('does not guess a filter that it may not read', async () => {
    const { sns, add } = start();
    sns.plant(ana);
    sns.failures.set('GetSubscriptionAttributesCommand', refusal());

    const [added] = await add([ana]);

    expect(added).toMatchObject({
      result: 'unknown',
      row: { mark: 'unknown', said: expect.stringContaining('sns:GetSubscriptionAttributes') },
    });
    expect(sns.policyOf(ana)).toBeUndefined();
  });

  test('explains a refusal, which may come from the policy of the topic', async () => {
    const { sns, add } = start();
    sns.failures.set('SubscribeCommand', refusal());

    await expect(add([ana])).rejects.toMatchObject({
      message: `${ana} could not be subscribed: you are not allowed to call sns:Subscribe`,
      next: expect.stringContaining('SubscriberArns'),
    });
  });
});

describe('a topic that cannot be read', () => {
  test('is named, with the command that checks it', async () => {
    const { sns, add } = start();
    sns.failures.set('ListSubscriptionsByTopicCommand', new Error('Topic does not exist'));

    await expect(add([ana])).rejects.toMatchObject({
      message: expect.stringMatching(/^the subscriptions of arn:.* cannot be read: .*Topic does not exist$/),
      next: 'greenlight doctor checks the topic and its subscriptions',
    });
  });
});

describe('confirm', () => {
  async function invited() {
    const started = start();
    await started.add([ana]);
    const mail = started.sns.mails[0] as ConfirmationMail;
    return { ...started, mail };
  }

  test('M8 makes a subscription that only credentials can end', async () => {
    const { sns, topic, mail, check } = await invited();
    expect(await check(ana)).toBe('not-reached');

    const confirmed = await confirmReviewer(topic, mail.link);

    expect(confirmed).toMatchObject({ endpoint: ana, isAuthenticated: true, row: { mark: 'fine' } });
    expect(sns.subscriptions[0]).toMatchObject({ isConfirmed: true, isAuthenticated: true });
    expect(await check(ana)).toBe('reached');
    expect(JSON.stringify(confirmed)).not.toContain(mail.token);
  });

  test('M7 corrects the filter, which cannot be seen before', async () => {
    const { sns, topic } = start();
    sns.plant(ben, undefined, { isConfirmed: false, token: 'f'.repeat(64) });

    const confirmed = await confirmReviewer(topic, 'f'.repeat(64));

    expect(sns.policyOf(ben)).toEqual(withShared(ben));
    expect(confirmed.row.said).toContain('its filter was corrected');
  });

  test('M8 warns if a click came before', async () => {
    const { sns, topic, mail } = await invited();
    sns.click(mail);

    const confirmed = await confirmReviewer(topic, mail.token);

    expect(confirmed).toMatchObject({ isAuthenticated: false, row: { mark: 'warning' } });
  });

  test.each([
    ['an invalid token', 'a'.repeat(64), undefined, /does not accept the token/],
    ['a refusal', 'b'.repeat(64), refusal('b'.repeat(64)), /not authorized/],
    [
      'another error',
      'c'.repeat(64),
      Object.assign(new Error(`broken ${'c'.repeat(64)}`), { name: 'InternalError' }),
      /broken/,
    ],
  ])('never shows the token after %s', async (_what, token, failure, said) => {
    const { sns, topic } = await invited();
    if (failure) sns.failures.set('ConfirmSubscriptionCommand', failure);

    const error: Error = await confirmReviewer(topic, token).then(
      () => Promise.reject(new Error('it was confirmed')),
      (thrown: Error) => thrown,
    );

    expect(error.message).toMatch(said);
    expect(`${error.message} ${'next' in error ? error.next : ''}`).not.toContain(token);
  });

  test.each([
    ['nothing', ' ', /^there is no link/, /press Enter twice/],
    [
      'a link that the shell has cut',
      `https://sns.eu-central-1.amazonaws.com/confirmation.html?TopicArn=${topicArn}`,
      /^there is no token/,
      /needs quotes/,
    ],
    [
      'the link at the end of a mail',
      `https://sns.eu-central-1.amazonaws.com/unsubscribe.html?SubscriptionArn=${topicArn}:1&Endpoint=${ana}`,
      /ends a subscription/,
      /Subscription Confirmation/,
    ],
    [
      'a link of another topic',
      `https://sns.eu-central-1.amazonaws.com/confirmation.html?TopicArn=${topicArn}-2&Token=${'d'.repeat(64)}`,
      /is for the topic .*approvals-2, and the topic of the stack is/,
      /--stack/,
    ],
  ])('refuses %s before AWS is asked', async (_what, pasted, message, next) => {
    const { sns, topic } = start();

    await expect(confirmReviewer(topic, pasted)).rejects.toMatchObject({
      message: expect.stringMatching(message),
      next: expect.stringMatching(next),
    });
    expect(sns.calls).toEqual([]);
  });
});

describe('remove', () => {
  test('unsubscribes every spelling of an address, and nobody else', async () => {
    const { sns, topic } = start();
    sns.plant(ana, own(ana));
    sns.plant('Ana@example.com', own(ana));
    sns.plant(ana, own(ana), { protocol: 'email-json' });
    sns.plant(ana, undefined, { protocol: 'lambda' });
    sns.plant(ben, own(ben));

    const removed = await removeReviewers(topic, [ana], undefined);
    const again = await removeReviewers(topic, [ana], undefined);

    expect([...removed, ...again].map(({ result }) => result)).toEqual(['removed', 'absent']);
    expect(sns.subscriptions.map(({ protocol, endpoint }) => `${protocol} ${endpoint}`)).toEqual([
      `lambda ${ana}`,
      `email ${ben}`,
    ]);
  });

  test('cannot end a subscription that waits for its confirmation, and says when AWS does', async () => {
    const { sns, topic, add } = start();
    await add([ana]);

    const [removed] = await removeReviewers(topic, [ana], undefined);

    expect(removed).toMatchObject({
      result: 'pending',
      row: { mark: 'warning', said: expect.stringContaining('48 hours') },
    });
    expect(sns.subscriptions).toHaveLength(1);
  });

  test('says that the stack does not subscribe its approver again', async () => {
    const { sns, topic } = start();
    sns.plant(ana, withShared(ana));

    const [removed] = await removeReviewers(topic, [ana], ana);

    expect(removed).toMatchObject({ result: 'removed', row: { next: `greenlight reviewers add ${ana} --shared` } });
  });
});

describe('list', () => {
  test('M7, M8 finds filters that let links of others through, and subscriptions that a click ends', async () => {
    const { sns, topic } = start();
    sns.plant(ana, own(ana), { isAuthenticated: false });
    sns.plant('mallory@example.com');
    sns.plant(ben, { reviewer: [ben, ana] });
    sns.plant('chi@example.com', undefined, { isConfirmed: false });
    const key = 'https://events.example.com/integration/k3y-of-ours/enqueue';
    sns.plant(key, { reviewer: [{ exists: false }] }, { protocol: 'https' });

    const described = (await topic.list()).map(subscriberOf);

    expect(
      described.map(({ endpoint, state, problems }) => [endpoint, state, problems.map(({ rule }) => rule)]),
    ).toEqual([
      [ana, 'confirmed', ['subscription-unauthenticated']],
      ['mallory@example.com', 'confirmed', ['subscription-unfiltered']],
      [ben, 'confirmed', ['subscription-unfiltered']],
      ['chi@example.com', 'pending', ['subscription-pending']],
      ['https://events.example.com/…', 'confirmed', []],
    ]);
    expect(JSON.stringify(described)).not.toContain('k3y-of-ours');
  });
});

describe('check', () => {
  test('M7 does not count a mailbox that gets the mails of everybody as the reviewer', async () => {
    const { sns, check } = start();
    sns.plant('mallory@example.com');

    expect(await check(ana)).toBe('not-reached');
    expect(await check()).toBe('reached');
  });

  test('counts a chat that gets the mails of this reviewer', async () => {
    const { sns, check } = start();
    sns.plant('https://chat.example.com/in', undefined, { protocol: 'https' });

    expect(await check(ana)).toBe('reached');
  });

  test('does not know what it could not read', async () => {
    const { sns, check } = start();
    sns.plant(ana, own(ana));
    sns.failures.set('GetSubscriptionAttributesCommand', refusal());

    expect(await check(ana)).toBe('unknown');
  });

  test('knows that a filter lets only real mails through', async () => {
    const { sns, topic } = start();
    sns.plant(ana, { ...own(ana), event: ['approval-requested'] });

    const [checked] = checkReviewers([{ address: ana, whoAsks: ['the gate'] }], await topic.list(), undefined);

    expect(checked).toMatchObject({ result: 'reached', takesTest: false });
  });

  test.each([
    ['the service of the filter', { cluster: 'prod', service: 'shop' }, 'reached'],
    ['another service', { cluster: 'prod', service: 'till' }, 'not-reached'],
  ])('considers a filter for one service when asked about %s', async (_what, place, result) => {
    const { sns, topic } = start();
    sns.plant(ana, { ...own(ana), service: ['shop'] });

    const [checked] = checkReviewers([{ address: ana, whoAsks: ['the gate'] }], await topic.list(), place);

    expect(checked?.result).toBe(result);
  });
});

function refusal(repeated = ''): Error {
  return Object.assign(new Error(`User is not authorized to perform this ${repeated}`), {
    name: 'AuthorizationErrorException',
  });
}
