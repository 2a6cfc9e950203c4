import { expect, test } from 'vitest';
import { ApprovalError } from '../../src/approval/approval-error.ts';

test('an error of the ledger is named in a log, and has a code for its callers', () => {
  const error = new ApprovalError('TOO_MANY_RACES', 'others kept changing it');

  expect(String(error)).toBe('ApprovalError: others kept changing it');
  expect(error.code).toBe('TOO_MANY_RACES');
});
