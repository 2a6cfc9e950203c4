import { describe, expect, test } from 'vitest';
import { whyWrongPattern, whyWrongReason } from '../../../src/approval/request/reason-pattern.ts';
import type { Terms } from '../../../src/approval/request/terms.ts';
import { vote } from '../../helpers/approval.ts';

const rejection = (reason?: string) => vote({ choice: 'REJECT', ...(reason !== undefined && { reason }) });

describe('a reason', () => {
  test.each<[string, Terms, string | undefined, string | undefined]>([
    ['matches', { reasonPattern: 'OPS-\\d+' }, 'see OPS-7', undefined],
    ['does not match', { reasonPattern: 'OPS-\\d+' }, 'no', 'The reason has to contain a match of OPS-\\d+.'],
    ['is missing', { reasonPattern: '\\w' }, undefined, 'The reason has to contain a match of \\w.'],
    ['may be anything', {}, 'no', undefined],
    ['is compared for approvals only', { reasonPattern: 'OPS-', requireReason: 'approve' }, 'no', undefined],
  ])('that %s, with %j: %j', async (_what, terms, reason, problem) => {
    expect(await whyWrongReason(terms, rejection(reason))).toBe(problem);
  });

  test('is not accepted under a pattern that was damaged by hand', async () => {
    await expect(whyWrongReason({ reasonPattern: '(' }, rejection('no'))).rejects.toMatchObject({
      code: 'UNREADABLE_REQUEST',
      message: `the request in the ledger is damaged: asked.${await whyWrongPattern({ reasonPattern: '(' })}`,
    });
  });

  test('is not compared with a damaged pattern if this choice needs none', async () => {
    expect(await whyWrongReason({ reasonPattern: '(' }, vote())).toBeUndefined();
  });
});

test('a pattern is checked', async () => {
  expect(await whyWrongPattern({})).toBeUndefined();
  expect(await whyWrongPattern({ reasonPattern: 'OPS-' })).toBeUndefined();
  expect(await whyWrongPattern({ reasonPattern: '(' })).toMatch(/^reasonPattern: ./);
});
