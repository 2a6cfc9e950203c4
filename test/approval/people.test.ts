import { describe, expect, test } from 'vitest';
import { sayPeople, voterOf } from '../../src/approval/people.ts';

const role = 'arn:aws:sts::123456789012:assumed-role/deployer';

describe('voterOf', () => {
  test.each([
    ['a reviewer', 'ana@example.com', 'ana@example.com'],
    ['whoever has the one link', 'link holder', 'link holder'],
    ['a user', 'arn:aws:iam::123456789012:user/ops/ana', 'arn:aws:iam::123456789012:user/ops/ana'],
    ['a session of a role', `${role}/ana`, role],
    [
      'a session of a role elsewhere',
      'arn:aws-cn:sts::1:assumed-role/deployer/ana',
      'arn:aws-cn:sts::1:assumed-role/deployer',
    ],
    ['a federated user', 'arn:aws:sts::123456789012:federated-user/ana', 'arn:aws:sts::123456789012:federated-user'],
    [
      'a person of IAM Identity Center',
      'arn:aws:sts::1:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/ana@example.com',
      'arn:aws:sts::1:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/ana@example.com',
    ],
  ])('tells one person from another: %s', (_who, by, voter) => {
    expect(voterOf(by)).toBe(voter);
  });
});

describe('sayPeople', () => {
  test.each([
    ['ana@example.com', 'ana@example.com'],
    ['link holder', 'link holder'],
    [`${role}/ana@example.com`, 'deployer/ana@example.com (IAM)'],
    [`${role}/one,two`, 'deployer/one,two (IAM)'],
    ['arn:aws:iam::123456789012:user/ops/ana', 'user/ops/ana (IAM)'],
    ['arn:aws:iam::123456789012:root', 'root of 123456789012 (IAM)'],
    [`ben@example.com, ${role}/eve`, 'ben@example.com, deployer/eve (IAM)'],
  ])('says %s as %s', (by, said) => {
    expect(sayPeople(by)).toBe(said);
  });
});
