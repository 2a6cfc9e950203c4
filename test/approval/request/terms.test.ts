import { describe, expect, test } from 'vitest';
import type { Vote } from '../../../src/approval/request/request.ts';
import {
  isComplete,
  missingItems,
  needsReason,
  patternFor,
  type Terms,
  termsOf,
} from '../../../src/approval/request/terms.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import type { JsonValue } from '../../../src/hook/json.ts';
import { newRequest, vote } from '../../helpers/approval.ts';

const choices: Vote['choice'][] = ['APPROVE', 'REJECT', 'WITHDRAW'];

describe('what has to come with a choice', () => {
  test.each<[Terms['requireReason'], Vote['choice'][], Vote['choice'][]]>([
    [undefined, ['REJECT'], ['REJECT']],
    ['reject', ['REJECT'], ['REJECT']],
    ['approve', ['APPROVE', 'REJECT'], ['APPROVE']],
    ['both', ['APPROVE', 'REJECT'], choices],
  ])(
    'with requireReason %s is a reason for %j, and one that matches the pattern for %j',
    (requireReason, reasons, patterns) => {
      expect(choices.filter((choice) => needsReason({ requireReason }, choice))).toEqual(reasons);
      for (const choice of choices) {
        const expected = patterns.includes(choice) ? 'OPS-' : undefined;
        expect(patternFor({ requireReason, reasonPattern: 'OPS-' }, choice)).toBe(expected);
        expect(patternFor({ requireReason }, choice)).toBeUndefined();
      }
    },
  );

  test('is the rest of the checklist for an approval', () => {
    const terms = { checklist: ['Tested', 'Announced'] };

    expect(missingItems(terms, ['Tested'])).toEqual(['Announced']);
    expect(missingItems(terms)).toEqual(['Tested', 'Announced']);
    expect(missingItems({})).toEqual([]);
    expect(choices.map((choice) => isComplete(terms, vote({ choice, checklist: ['Tested'] })))).toEqual([
      false,
      true,
      true,
    ]);
    expect(isComplete(terms, vote({ checklist: ['Tested', 'Announced'] }))).toBe(true);
  });

  test('may be configured in each way', () => {
    for (const requireReason of ['approve', 'reject', 'both']) {
      expect(castVote(newRequest({ asked: { requireReason } }), vote({ reason: 'fine' })).outcome).toBe('recorded');
    }
  });
});

test('terms that were damaged by hand are an error that says where', () => {
  expect(() => termsOf({ asked: { rejections: 'two' } })).toThrow(
    expect.objectContaining({
      code: 'UNREADABLE_REQUEST',
      message: expect.stringMatching(/^the request in the ledger is damaged: asked\.rejections: /),
    }),
  );
  expect(termsOf({ asked: { rejections: 2 } })).toEqual({ rejections: 2 });
  for (const onDeadline of ['reject', 'approve'] as const)
    expect(termsOf({ asked: { onDeadline } })).toEqual({ onDeadline });
  expect(termsOf({})).toEqual({});
});

test.each<[string, JsonValue]>([
  ['reminders', { everyMinutes: 0, limit: 3 }],
  ['businessHours', { timeZone: 'UTC', days: ['NODAY'], from: '09:00', to: '17:00' }],
  ['autoApprove', { clusters: 'test' }],
  ['unknownDeployer', 'perhaps'],
])('%s that were damaged by hand are an error', (name, value) => {
  expect(() => termsOf({ asked: { [name]: value } })).toThrow(`damaged: asked.${name}`);
});

test.each(['deny', 'allow'] as const)('%s may be what happens if the deployer is unknown', (unknownDeployer) => {
  expect(termsOf({ asked: { unknownDeployer } })).toEqual({ unknownDeployer });
});

test('terms that may have changed in place are read again', () => {
  const asked = { rejections: 2 };
  termsOf({ asked });
  asked.rejections = 3;

  expect(termsOf({ asked })).toEqual({ rejections: 3 });
});
