import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { timeZoneSchema, weekdaysSchema } from '../../src/checks/calendar-config.ts';
import { endWaiting } from '../../src/checks/end-waiting.ts';
import { findRepeated } from '../../src/checks/find-repeated.ts';
import { refuseIf } from '../../src/checks/refuse-if.ts';
import { sourceEntries, whyWrongSource } from '../../src/checks/source-config.ts';

const source = v.strictObject(sourceEntries);
const role = 'arn:aws:iam::111122223333:role/greenlight-metrics';

type Refused = [value: object, message: string];

/** The first thing that is wrong; undefined if nothing is. */
function wrongWith(schema: v.GenericSchema, input: unknown): string | undefined {
  return v.safeParse(schema, input).issues?.[0]?.message;
}

describe('where CloudWatch is read', () => {
  test.each([
    {},
    ...['eu-west-1', 'us-gov-east-1', 'ap-southeast-7'].map((region) => ({ region })),
    ...[role, 'arn:aws-cn:iam::111122223333:role/ops/x', `arn:aws:iam::111122223333:role/${'x'.repeat(512)}`].map(
      (roleArn) => ({ roleArn }),
    ),
    ...['x1', 'a_b+c=d,e.f@g:h/i-j', 'x'.repeat(1224)].map((externalId) => ({ externalId })),
  ])('may be %j', (value) => {
    expect(wrongWith(source, value)).toBeUndefined();
  });

  test.each<Refused>([
    ...[
      'eu-west',
      'eu-1',
      'eu-west-',
      'e-west-1',
      'xeu-west-1',
      'eu-west-11',
      'eu-west-1 ',
      'EU-WEST-1',
      'eu--1',
      '',
    ].map((region): Refused => [{ region }, 'expected a Region, such as "eu-west-1"']),
    ...[
      `x${role}`,
      `${role} x`,
      role.replace('3333', '333'),
      role.replace('3333', '33333'),
      role.replace('aws', ''),
      'arn:aws:iam::111122223333:role/',
      'arn:aws:iam::111122223333:user/ana',
      `arn:aws:iam::111122223333:role/${'x'.repeat(513)}`,
    ].map(
      (roleArn): Refused => [
        { roleArn },
        'expected the ARN of a role, such as "arn:aws:iam::111122223333:role/greenlight-metrics"',
      ],
    ),
    ...['x', 'x'.repeat(1225), 'a b', ' ab', 'ab\n', 'ä1'].map(
      (externalId): Refused => [{ externalId }, 'expected 2 to 1224 letters, digits and any of _+=,.@:/-'],
    ),
  ])('is not %j', (value, message) => {
    expect(wrongWith(source, value)).toBe(message);
  });

  test('has an external id only for a role', () => {
    expect(whyWrongSource({ externalId: 'x1' })).toBe(
      'expected externalId only next to roleArn: it is what the trust policy of that role expects',
    );
    expect([{}, { roleArn: role }, { roleArn: role, externalId: 'x1' }].map(whyWrongSource)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('days and time zones', () => {
  const zone = 'expected the name of a time zone, such as "Europe/Berlin"';
  const list = 'expected a list of sun, mon, tue, wed, thu, fri, sat';

  test('are the working days by default', () => {
    expect(v.parse(weekdaysSchema, undefined)).toEqual(['mon', 'tue', 'wed', 'thu', 'fri']);
    expect(v.parse(weekdaysSchema, ['sun'])).toEqual(['sun']);
  });

  test.each<[unknown, string | undefined, v.GenericSchema]>([
    ['mon', list, weekdaysSchema],
    [['monday'], list, weekdaysSchema],
    [[], 'expected at least one day', weekdaysSchema],
    [['mon', 'tue', 'mon'], 'expected each day once', weekdaysSchema],
    [1, zone, timeZoneSchema],
    ['Europe/Bonn', zone, timeZoneSchema],
    ['Europe/Berlin', undefined, timeZoneSchema],
  ])('%j is %s', (input, message, schema) => {
    expect(wrongWith(schema, input)).toBe(message);
  });
});

describe('what the checks share', () => {
  test('finds the first string that occurs again', () => {
    expect(findRepeated(['a', 'b', 'c', 'b', 'a'])).toBe('b');
    expect(findRepeated(['a', 'b'])).toBeUndefined();
  });

  test('ends a wait as a failure, and changes nothing else', () => {
    const finding = { name: 'a', outcome: 'waiting', found: 'x' } as const;

    expect(endWaiting(finding)).toEqual({ name: 'a', outcome: 'failed', found: 'x' });
    expect(endWaiting({ ...finding, outcome: 'unknown' })).toEqual({ ...finding, outcome: 'unknown' });
  });

  test('refuses a value with what is wrong with this one', () => {
    const even = v.pipe(
      v.number(),
      refuseIf((value: number) => (value % 2 === 0 ? undefined : `${value} is odd`)),
    );

    expect([2, 3].map((value) => wrongWith(even, value))).toEqual([undefined, '3 is odd']);
  });
});
