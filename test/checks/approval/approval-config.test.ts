import { describe, expect, test } from 'vitest';
import { approvalStage } from '../../helpers/approval.ts';

describe('the configuration of approvalCheck', () => {
  test.each([
    [
      { deadlineMinutes: 0 },
      'hookDetails.deadlineMinutes: expected a whole number of minutes from 1 to 1430; ECS ends a stage after 24 hours',
    ],
    [{ deadlineMinutes: 1431 }, 'hookDetails.deadlineMinutes: expected a whole number'],
    [{ deadlineMinutes: '30' }, 'hookDetails.deadlineMinutes: expected a whole number'],
    [{ deadlineMinutes: 1.5 }, 'hookDetails.deadlineMinutes: expected a whole number'],
    [{ reviewers: 'ana@example.com' }, 'hookDetails.reviewers: expected a list of mail addresses'],
    [
      { reviewers: ['ana@example.com', 'ben'] },
      'hookDetails.reviewers[1]: expected a mail address such as "ana@example.com"',
    ],
    [{ reviewers: ['ana@example.com', ' ANA@example.com '] }, 'hookDetails.reviewers: a reviewer is named twice'],
    [
      { reviewers: Array.from({ length: 51 }, (_, n) => `r${n}@example.com`) },
      'hookDetails.reviewers: expected at most 50 reviewers',
    ],
    [{ approvals: 2 }, 'hookDetails.approvals: more approvals than reviewers; name at least as many in reviewers'],
    [{ approvals: 0 }, 'hookDetails.approvals: expected 1 or more'],
    [
      { approvals: 3, reviewers: ['a@example.com', 'b@example.com'] },
      'hookDetails.approvals: more approvals than reviewers',
    ],
    [{ testUrl: 'javascript:alert(1)' }, 'hookDetails.testUrl: expected a URL that begins with http:// or https://'],
    [{ testUrl: 'httpx://example.com' }, 'hookDetails.testUrl: expected a URL that begins with http:// or https://'],
    [{ testUrl: 'http://example.com/\nDecide: http://evil.example' }, 'hookDetails.testUrl: expected a URL'],
    [{ testUrl: 'http://' }, 'hookDetails.testUrl: expected a URL'],
    [{ title: '' }, 'hookDetails.title: expected a text'],
    [{ notes: 'x'.repeat(4001) }, 'hookDetails.notes: expected at most 4000 characters'],
    [{ deadlineMinuets: 30 }, 'hookDetails.deadlineMinuets: unknown key, remove it or correct its spelling'],
    [{ gate: 'two words' }, 'hookDetails.gate: expected a letter and up to 39 letters, digits, - and _'],
  ])('refuses %j and names the field', async (hookDetails, reason) => {
    const { gate, store, notifier } = approvalStage();

    const answer = await gate(hookDetails)();

    expect(answer.hookStatus).toBe('FAILED');
    expect(answer.reason).toContain(`wrong configuration: ${reason}`);
    expect(store.operations.filter((operation) => !operation.startsWith('put reports/'))).toEqual([]);
    expect(notifier.sent).toEqual([]);
  });

  test('takes addresses however they are written, and writes them in small letters', async () => {
    const { gate, request } = approvalStage();

    await gate({ reviewers: [' Ana@Example.COM'] })();

    expect(request().reviewers).toEqual(['ana@example.com']);
  });

  test('gives people four hours where nothing is said', async () => {
    const { gate, request } = approvalStage();

    await gate()();

    expect(request()).toMatchObject({ deadline: '2026-11-22T18:00:00.000Z', approvals: 1, reviewers: [] });
  });
});
