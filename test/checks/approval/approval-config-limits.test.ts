import { describe, expect, test } from 'vitest';
import { approvalCheck } from '../../../src/checks/approval/approval-check.ts';
import type { Check } from '../../../src/hook/check.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { approvalSetup } from '../../helpers/approval.ts';
import { whatIsWrongWith } from '../check-context.ts';

const check = approvalCheck({
  ledger: { read: async () => undefined },
  rareSteps: () => Promise.reject(new Error('not needed')),
}) as Check<unknown>;
const problem = (hookDetails: JsonObject) => whatIsWrongWith(check, hookDetails);
const reviewers = ['ana@example.com'];

describe('a person who may not decide', () => {
  test.each([
    'dan@example.com',
    'arn:aws:iam::123456789012:user/dan',
    'arn:aws:iam::123456789012:role/team/deployer',
    'arn:aws-us-gov:sts::123456789012:assumed-role/deployer/dan',
    'arn:aws:sts::123456789012:federated-user/dan',
    // A person, and not the whole permission set.
    'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/dan@example.com',
  ])('may be %s', async (person) => {
    expect(await problem({ reviewers, excluded: [person] })).toBeUndefined();
  });

  test.each([
    'dan',
    'x arn:aws:iam::123456789012:user/dan',
    'arn:aws:iam::123456789012:user/dan x',
    'arn:aws:iam::123456789012:group/all',
    'arn:aws:iam::12345:user/dan',
    'arn:aws:sts::12345:assumed-role/deployer/dan',
    'arn:aws:sts::1:federated-user/dan',
    'arn:aws:sts::abcdefghijkl:federated-user/dan',
    'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef',
    // Nobody has these names, so that they would exclude nobody.
    'dan@*',
    'dan@example.com\u200b',
    '"Dan" <dan@example.com>',
    'dan@example.com,eve@example.com',
    'arn:aws:iam::123456789012:user/*',
    'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/*',
    'arn:aws:iam::123456789012:role/deploye\u0433',
  ])('must not be %s', async (person) => {
    expect(await problem({ reviewers, excluded: [person] })).toContain('excluded[0]: expected mail addresses and ARNs');
  });
});

describe('the limits of the configuration', () => {
  const url = (characters: number) => `https://test.example.com/${'x'.repeat(characters - 25)}`;
  const long = (count: number) => Array.from({ length: count }, (_, index) => `r${index}@example.com`);

  test.each<[string, JsonObject]>([
    [
      'an address of 254 characters',
      { reviewers: [`ana@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(63)}.com`] },
    ],
    ['a test URL of 2000 characters', { testUrl: url(2000) }],
    ['a test URL with http', { testUrl: 'http://test.example.com/' }],
    ['50 people who may not decide', { reviewers, excluded: long(50) }],
    ['notes of several lines', { notes: 'one\ntwo\r\nthree\tfour' }],
  ])('allow %s', async (_what, hookDetails) => {
    expect(await problem(hookDetails)).toBeUndefined();
  });

  test.each<[string, JsonObject, string]>([
    [
      'an address of 255 characters',
      { reviewers: [`ana@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(63)}.comm`] },
      'reviewers[0]: expected at most 254 characters',
    ],
    ['a test URL of 2001 characters', { testUrl: url(2001) }, 'testUrl: expected at most 2000 characters'],
    ['51 people who may not decide', { reviewers, excluded: long(51) }, 'excluded: expected at most 50 people'],
    ['something before the test URL', { testUrl: 'x https://test.example.com/' }, 'testUrl: expected a URL'],
    ['another scheme that ends like ours', { testUrl: 'xhttps://test.example.com/' }, 'testUrl: expected a URL'],
    ['something after the test URL', { testUrl: 'https://test.example.com/ x' }, 'testUrl: expected a URL'],
    ['one bad line among good ones in notes', { notes: 'one\n\u0007two' }, 'notes: expected a string without control'],
  ])('do not allow %s', async (_what, hookDetails, reason) => {
    expect(await problem(hookDetails)).toContain(reason);
  });
});

describe('a gate whose reviewers are listed in another order at a later call', () => {
  test('is still the same gate', async () => {
    const setup = approvalSetup();
    await setup.gate({ reviewers: ['ana@example.com', 'ben@example.com'] })();

    expect(await setup.gate({ reviewers: ['ben@example.com', 'ana@example.com'] })()).toMatchObject({
      hookStatus: 'IN_PROGRESS',
    });
    expect(setup.notifier.sent).toHaveLength(2);
  });
});
