import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  findSamePerson,
  formatPeople,
  isAmong,
  readSignInName,
  signInName,
  voterOf,
} from '../../../src/approval/request/people.ts';

const role = 'arn:aws:sts::123456789012:assumed-role/deployer';
const identityCenter = (name: string) =>
  `arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/${name}`;

describe('voterOf', () => {
  test.each([
    ['a reviewer', 'ana@example.com', 'ana@example.com'],
    ['the link holder', 'link holder', 'link holder'],
    ['a user', 'arn:aws:iam::123456789012:user/ops/ana', 'arn:aws:iam::123456789012:user/ops/ana'],
    ['a session of a role', `${role}/ana`, role],
    [
      'a session of a role elsewhere',
      'arn:aws-cn:sts::1:assumed-role/deployer/ana',
      'arn:aws-cn:sts::1:assumed-role/deployer',
    ],
    ['a user name of Identity Center', identityCenter('Ana'), 'Identity Center user ana'],
    ['an address after a name', 'Ana <ana@example.com', 'Ana <ana@example.com'],
    ['an address before a word', 'ana@example.com (away)', 'ana@example.com (away)'],
    ['an ARN after a letter', `x${role}/ana`, `x${role}/ana`],
    ['an ARN before another line', `${role}/ana\nben`, `${role}/ana\nben`],
    ['a federated user', 'arn:aws:sts::123456789012:federated-user/ana', 'arn:aws:sts::123456789012:federated-user'],
  ])('distinguishes people: %s', (_who, by, voter) => {
    expect(voterOf(by)).toBe(voter);
  });
});

describe('the name of somebody who signed in', () => {
  test.each([
    ['https://login.example.com/shop', '248289761001', 'login.example.com'],
    ['http://localhost:8080', 'ana@example.com', 'localhost:8080'],
    ['https://login.example.com', 'a#b', 'login.example.com'],
  ])('consists of issuer and subject: %s, %s', (iss, sub, host) => {
    expect(readSignInName(signInName({ iss, sub }))).toEqual({ iss, sub, host });
    expect(signInName({ iss, sub })).toBe(`${iss}#${sub}`);
    expect(voterOf(`${iss}#${sub}`)).toBe(`${iss}#${sub}`);
  });

  test.each([
    'ana@example.com',
    'https://login.example.com#',
    'https://login.example.com?tenant=1#ana',
    'https://login.example.com#ana b',
    `https://login.example.com#${'x'.repeat(256)}`,
    'xhttps://login.example.com#ana',
    'https://#ana',
  ])('is not %s', (name) => {
    expect(readSignInName(name)).toBeUndefined();
  });

  test('is compared with case', () => {
    expect(isAmong(['https://login.example.com#Ana'], 'https://login.example.com#Ana')).toBe(true);
    expect(isAmong(['https://login.example.com#Ana'], 'https://login.example.com#ana')).toBe(false);
  });
});

describe('M4 the same person is one voter', () => {
  const session = (set: string, name: string, account = '111122223333') =>
    `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_${set}_0123456789abcdef/${name}`;

  test.each([
    ['T10 with a tag in the address', 'ana+prod@example.com', 'ana@example.com'],
    ['T10 with two tags', 'ana+prod+2@example.com', 'ana@example.com'],
    ['with capital letters in the domain', 'ana@EXAMPLE.com', 'ana@example.com'],
    ['with capital letters before it', 'Ana@example.com', 'ana@example.com'],
    ['in another permission set', session('Ops', 'ana@example.com'), session('Admin', 'ana@example.com')],
    ['in another account', session('Ops', 'ana@example.com'), session('Ops', 'ana@example.com', '444455556666')],
    ['by a mailed link and a permission set', 'ana@example.com', session('Ops', 'Ana+aws@example.com')],
    ['by a user name that is not an address', session('Ops', 'ana'), session('Admin', 'Ana')],
    ['by a mailed link and an IAM user', 'ana@example.com', 'arn:aws:iam::111122223333:user/ops/ana@example.com'],
    ['with a tag that begins the address', '+Ana+x@example.com', '+ana@example.com'],
    ['with a fully qualified domain', session('Ops', 'ana@example.com.'), 'ana@example.com'],
    [
      'by a tag, in another partition',
      'arn:aws-us-gov:sts::1:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/Ana+prod@example.com',
      'arn:aws-cn:sts::2:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/ana@example.com',
    ],
    ['by a role and its session', 'arn:aws:iam::1:role/ops/deployer', 'arn:aws:sts::1:assumed-role/deployer/x'],
  ])('%s', (_how, one, other) => {
    expect(voterOf(one)).toBe(voterOf(other));
    expect(findSamePerson(['ben@example.com', one, other])).toEqual([one, other]);
  });

  test.each([
    ['two mailboxes', 'ana@example.com', 'ben@example.com'],
    ['the same name elsewhere', 'ana@example.com', 'ana@example.org'],
    ['addresses with an additional dot', 'a.na@example.com', 'ana@example.com'],
    ['what follows a hyphen, which is a tag at few providers', 'ana-maria@example.com', 'ana-lena@example.com'],
    ['a tag alone', '+a@example.com', '+b@example.com'],
    ['two people of one permission set', session('Ops', 'ana@example.com'), session('Ops', 'ben@example.com')],
    ['two user names that are not addresses', session('Ops', 'ana'), session('Ops', 'ben')],
    ['a session that only claims the name', 'ana@example.com', 'arn:aws:sts::1:assumed-role/deployer/ana@example.com'],
    ['two IAM users', 'arn:aws:iam::1:user/ana', 'arn:aws:iam::1:user/ben'],
    ['the link holder and a mailbox', 'link holder', 'ana@example.com'],
  ])('distinguishes %s', (_what, one, other) => {
    expect(voterOf(one)).not.toBe(voterOf(other));
    expect(findSamePerson([one, other])).toBeUndefined();
  });

  test('is recognized with any tag, case, permission set and account', () => {
    const local = fc.stringMatching(/^[a-z0-9.]{1,12}$/);
    const tag = fc.stringMatching(/^[A-Za-z0-9+._-]{0,12}$/);
    const set = fc.stringMatching(/^[A-Za-z0-9+=,.@_-]{1,20}$/);
    fc.assert(
      fc.property(local, tag, set, fc.boolean(), (name, words, permissionSet, isUpper) => {
        const mailbox = `${name}@example.com`;
        const tagged = `${isUpper ? name.toUpperCase() : name}+${words}@Example.com`;
        expect(voterOf(tagged)).toBe(voterOf(mailbox));
        expect(voterOf(session(permissionSet, tagged))).toBe(voterOf(mailbox));
      }),
    );
  });

  test('is found on a list, however it is written there', () => {
    const list = [
      'Ana@example.com',
      'arn:aws:iam::111122223333:role/ci/Deployer',
      'arn:aws:iam::111122223333:user/dan',
    ];

    expect(isAmong(list, session('Ops', 'ana+x@example.com'))).toBe(true);
    expect(isAmong(list, 'arn:aws:sts::111122223333:assumed-role/deployer/eve')).toBe(true);
    expect(isAmong(list, 'arn:aws:iam::111122223333:user/ops/dan')).toBe(true);
    expect(isAmong(list, 'ben@example.com')).toBe(false);
    expect(isAmong(list, 'arn:aws:sts::444455556666:assumed-role/deployer/eve')).toBe(false);
  });
});

describe('formatPeople', () => {
  test.each([
    ['ana@example.com', 'ana@example.com'],
    ['link holder', 'link holder'],
    [`${role}/ana@example.com`, 'deployer/ana@example.com (IAM)'],
    [`${role}/one,two`, 'deployer/one,two (IAM)'],
    ['arn:aws:iam::123456789012:user/ops/ana', 'user/ops/ana (IAM)'],
    ['arn:aws:iam::123456789012:root', 'root of 123456789012 (IAM)'],
    ['the arn:aws:iam::123456789012:root', 'the arn:aws:iam::123456789012:root'],
    [`${role}/eve or ben`, `${role}/eve or ben`],
    ['https://login.example.com/shop#248289761001', '248289761001 (signed in at login.example.com)'],
    [`ben@example.com, ${role}/eve`, 'ben@example.com, deployer/eve (IAM)'],
  ])('formats %s as %s', (by, said) => {
    expect(formatPeople(by)).toBe(said);
  });
});
