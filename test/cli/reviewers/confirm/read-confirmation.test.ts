import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { isUnsubscribeLink, readConfirmation } from '../../../../src/cli/reviewers/confirm/read-confirmation.ts';
import { readPasted } from '../../../../src/cli/reviewers/confirm/read-pasted.ts';

const topicArn = 'arn:aws:sns:eu-central-1:111122223333:approvals';
const token =
  '2336412f37fb687f5d51e6e241d09c805a5a57b30d712f794cc5f6a988666d92768dd60a747ba6f3beb71854e285d6ad02428b09';
const link = `https://sns.eu-central-1.amazonaws.com/confirmation.html?TopicArn=${topicArn}&Token=${token}&Endpoint=ana@example.com`;
const both = { token, topicArn };

describe('the link of a mail', () => {
  test.each([
    ['as it is', link],
    ['with spaces around it', `  ${link} \n`],
    ['between angle brackets, with a full stop', `<${link}>.`],
    ['in quotes', `"${link}"`],
    ['broken in the middle of the token', `${link.slice(0, 150)}\n${link.slice(150)}`],
    ['broken several times, with carriage returns', link.replace(/(.{40})/g, '$1\r\n')],
    ['quoted in a reply', link.replace(/(.{70})/g, '$1\n> ')],
    ['from HTML', link.replaceAll('&', '&amp;')],
    ['from the source of the mail', link.replaceAll('=', '=3D').replace(/([^=]{60})(?![0-9A-F]{0,2}3D)/g, '$1=\r\n')],
    [
      'rewritten by Safe Links',
      `https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(link)}&data=05%7C02`,
    ],
    ['encoded twice', `https://filter.example.com/?u=${encodeURIComponent(encodeURIComponent(link))}`],
    [
      'rewritten by URL Defense',
      `https://urldefense.proofpoint.com/v2/url?u=${encodeURIComponent(link).replaceAll('-', '%2D').replaceAll('%', '-')}&d=DwM`,
    ],
    [
      'of the API, for other protocols',
      `https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=${token}`,
    ],
  ])('is read %s', (_what, pasted) => {
    expect(readConfirmation(pasted)).toEqual(both);
  });

  test.each([
    ['alone', token],
    ['with punctuation', `"${token}".`],
    ['broken', `${token.slice(0, 40)}\n${token.slice(40)}\n`],
  ])('may be its token %s', (_what, pasted) => {
    expect(readConfirmation(pasted)).toEqual({ token, topicArn: undefined });
  });

  test.each([
    ['without its token', link.replace(/&Token=.*$/, '')],
    ['that is empty', ''],
    ['that is a sentence', 'Please confirm my subscription to the approvals, thank you.'],
  ])('is refused %s', (_what, pasted) => {
    expect(readConfirmation(pasted)).toBeUndefined();
  });

  test('is not mistaken for the one at the end of a mail', () => {
    const other = `https://sns.eu-central-1.amazonaws.com/unsubscribe.html?SubscriptionArn=${topicArn}:1&Endpoint=ana@example.com`;

    expect([readConfirmation(other), isUnsubscribeLink(other), isUnsubscribeLink(link)]).toEqual([
      undefined,
      true,
      false,
    ]);
  });
});

describe('what is pasted', () => {
  test.each([
    ['up to an empty line', ['\n', 'one\ntwo\n', '\n', 'rm -r x\n'], 'one\ntwo'],
    ['up to the end', ['one\n', 'two'], 'one\ntwo'],
    ['if it is nothing', [], ''],
  ])('is read %s', async (_what, chunks, read) => {
    expect(await readPasted(Readable.from(chunks))).toBe(read);
  });
});
