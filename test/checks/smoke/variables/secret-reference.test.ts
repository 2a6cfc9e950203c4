import { describe, expect, test } from 'vitest';
import {
  parseSecretReference,
  permissionFor,
  secretReferenceWanted,
} from '../../../../src/checks/smoke/variables/secret-reference.ts';

const arn = 'arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:shop/smoke-AbCdEf';
const longest = 'x'.repeat(2048);

describe('the place of a secret', () => {
  test.each([
    ['secretsmanager:shop', { service: 'secretsmanager', id: 'shop', field: undefined }],
    ['secretsmanager:shop/smoke#to ken', { service: 'secretsmanager', id: 'shop/smoke', field: 'to ken' }],
    [`secretsmanager:${arn}#a`, { service: 'secretsmanager', id: arn, field: 'a' }],
    ['ssm:/shop/a_b+c=d.e@f-g:1', { service: 'ssm', id: '/shop/a_b+c=d.e@f-g:1', field: undefined }],
    [`ssm:${longest}#${'y'.repeat(200)}`, { service: 'ssm', id: longest, field: 'y'.repeat(200) }],
  ])('is read from %s', (text, reference) => {
    expect(parseSecretReference(text)).toEqual(reference);
  });

  test.each([
    ['', 'nothing'],
    ['hunter2', 'no service'],
    ['s3:bucket', 'another service'],
    ['/ssm:a', 'a character before the service'],
    ['ssm:', 'no id'],
    ['ssm:a b', 'a space in the id'],
    [`ssm:${longest}x`, 'an id that is too long'],
    ['ssm:a#', 'no field'],
    ['ssm:a#b#c', 'two fields'],
    ['ssm:a#b\n', 'a line break'],
    [`ssm:a#${'y'.repeat(201)}`, 'a field that is too long'],
  ])('is not %j: %s', (text) => {
    expect(parseSecretReference(text)).toBeUndefined();
  });

  test('names the permission that reads it', () => {
    expect(permissionFor({ service: 'ssm', id: '/p', field: undefined })).toBe('ssm:GetParameter for the parameter /p');
    expect(permissionFor({ service: 'secretsmanager', id: 's', field: 'f' })).toBe(
      'secretsmanager:GetSecretValue for s',
    );
  });
});

test('what is expected has an example for each place, and never a value', () => {
  const [, ...examples] = /such as "([^"]+)" or "([^"]+)", never its value$/.exec(secretReferenceWanted) ?? [];

  expect(examples.map((example) => parseSecretReference(example)?.service)).toEqual(['secretsmanager', 'ssm']);
});
