import { describe, expect, test } from 'vitest';
import { iamCaller } from '../../../../src/approval/desk/iam/iam-caller.ts';
import { iamEnvironment } from '../../../helpers/approval.ts';

describe('iamCaller', () => {
  test.each([
    'arn:aws:iam::123456789012:user/dan',
    'arn:aws:iam::123456789012:root',
    'arn:aws:sts::123456789012:assumed-role/approver/eve@example.com',
    'arn:aws-us-gov:sts::123456789012:federated-user/dan',
  ])('accepts %s', (arn) => {
    expect(iamCaller(iamEnvironment(arn))).toBe(arn);
  });

  test.each([
    ['nothing', ''],
    ['something before the ARN', 'xarn:aws:iam::123456789012:user/dan'],
    ['a space before the ARN', ' arn:aws:iam::123456789012:user/dan'],
    ['a space after the ARN', 'arn:aws:iam::123456789012:user/dan '],
    ['a second line', 'arn:aws:iam::123456789012:user/dan\nroot'],
    ['no partition', 'arn::iam::123456789012:user/dan'],
    ['an account of eleven digits', 'arn:aws:iam::12345678901:user/dan'],
    ['an account of thirteen digits', 'arn:aws:iam::1234567890123:user/dan'],
    ['no name', 'arn:aws:iam::123456789012:'],
    ['another service', 'arn:aws:s3::123456789012:user/dan'],
    ['more than 2048 characters', `arn:aws:iam::123456789012:user/${'d'.repeat(2018)}`],
  ])('accepts no identity with %s', (_what, arn) => {
    expect(iamCaller(iamEnvironment(arn))).toBeUndefined();
  });

  test('accepts an identity of 2048 characters', () => {
    const arn = `arn:aws:iam::123456789012:user/${'d'.repeat(2017)}`;

    expect(arn).toHaveLength(2048);
    expect(iamCaller(iamEnvironment(arn))).toBe(arn);
  });
});
