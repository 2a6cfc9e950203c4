import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/hook/json.ts';
import { approvalSetup } from '../../helpers/approval.ts';

const [ana, ben] = ['ana@example.com', 'ben@example.com'];

/** M4 and T10: what a gate cannot promise about people. */
const configurationsOfPeople: [JsonObject, string][] = [
  [
    { reviewers: ['ana+prod@example.com', ana], approvals: 2 },
    'hookDetails.reviewers: expected different people, but "ana+prod@example.com" and "ana@example.com" are one mailbox',
  ],
  [
    { reviewers: [ben, 'ana+a@example.com', 'ana+b@example.com'], approvals: 2 },
    'hookDetails.reviewers: expected different people, but "ana+a@example.com" and "ana+b@example.com" are one mailbox',
  ],
  [
    { reviewers: [ana, ben], excluded: ['Ben+x@example.com'] },
    'hookDetails.reviewers: expected nobody who is excluded, but "ben@example.com" is; remove it from one of the lists',
  ],
  [
    { excluded: [ben] },
    'hookDetails.reviewers: expected names, because the one link to everybody does not show who uses it',
  ],
  [
    { reviewers: [ana], excluded: ben },
    'hookDetails.excluded: expected a list of mail addresses and ARNs, not "ben@example.com"',
  ],
  [{ reviewers: [ana], excluded: ['ben'] }, 'hookDetails.excluded[0]: expected mail addresses and ARNs'],
  [
    { reviewers: [ana], excluded: ['arn:aws:s3:::bucket'] },
    'hookDetails.excluded[0]: expected mail addresses and ARNs',
  ],
  [
    {
      reviewers: [ana],
      excluded: ['arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_0123456789abcdef'],
    },
    'hookDetails.excluded[0]: expected mail addresses and ARNs of IAM users and roles, not "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_O…; instead of a permission set name its people',
  ],
];

describe('the configuration of approvalCheck', () => {
  test.each([
    [
      { deadlineMinutes: 0 },
      'hookDetails.deadlineMinutes: expected a whole number of minutes from 1 to 1430, not 0; ECS ends a stage after 24 hours',
    ],
    [{ deadlineMinutes: 1431 }, 'hookDetails.deadlineMinutes: expected a whole number'],
    [{ deadlineMinutes: '30' }, 'hookDetails.deadlineMinutes: expected a whole number'],
    [{ deadlineMinutes: 1.5 }, 'hookDetails.deadlineMinutes: expected a whole number'],
    [{ reviewers: 'ana@example.com' }, 'hookDetails.reviewers: expected a list of mail addresses'],
    [
      { reviewers: ['ana@example.com', 'ben'] },
      'hookDetails.reviewers[1]: expected a mail address such as "ana@example.com", not "ben"',
    ],
    [
      { reviewers: ['ben@example.com', 'ana@example.com', ' ANA@example.com '] },
      'hookDetails.reviewers: expected each reviewer once, but "ana@example.com" is named twice',
    ],
    [
      { reviewers: Array.from({ length: 51 }, (_, n) => `r${n}@example.com`) },
      'hookDetails.reviewers: expected at most 50 reviewers, not 51',
    ],
    [{ approvals: 2 }, 'hookDetails.approvals: expected no more approvals than reviewers, not 2; name more reviewers'],
    [{ approvals: 0 }, 'hookDetails.approvals: expected a whole number of reviewers, 1 or more, not 0'],
    [
      { approvals: 3, reviewers: ['a@example.com', 'b@example.com'] },
      'hookDetails.approvals: expected no more approvals than reviewers, not 3; name more reviewers',
    ],
    ...configurationsOfPeople,
    [{ testUrl: 'javascript:alert(1)' }, 'hookDetails.testUrl: expected a URL that begins with http:// or https://'],
    [{ testUrl: 'httpx://example.com' }, 'hookDetails.testUrl: expected a URL that begins with http:// or https://'],
    [{ testUrl: 'http://example.com/\nDecide: http://evil.example' }, 'hookDetails.testUrl: expected a URL'],
    [{ testUrl: 'http://' }, 'hookDetails.testUrl: expected a URL'],
    [{ title: '' }, 'hookDetails.title: expected a string'],
    [{ notes: 'x'.repeat(4001) }, 'hookDetails.notes: expected at most 4000 characters, not 4001'],
    [{ title: 'The cart\nDecide:   http://evil.example' }, 'hookDetails.title: expected one line'],
    [{ title: 'The cart\u2028Decide:   http://evil.example' }, 'hookDetails.title: expected one line'],
    [{ title: 'Safe \u202eelpmaxe.live' }, 'hookDetails.title: expected one line'],
    [{ notes: 'Look\u001b[2K' }, 'hookDetails.notes: expected a string without control characters'],
    [{ deadlineMinuets: 30 }, 'hookDetails.deadlineMinuets: unknown key, remove it or correct its spelling'],
    [{ gate: 'two words' }, 'hookDetails.gate: expected a letter and up to 39 letters, digits, - and _'],
  ])('refuses %j and names the field', async (hookDetails, reason) => {
    const { gate, store, notifier } = approvalSetup();

    const answer = await gate(hookDetails)();

    expect(answer.hookStatus).toBe('FAILED');
    expect(answer.reason).toContain(`wrong configuration: ${reason}`);
    expect(store.operations.filter((operation) => !operation.startsWith('put reports/'))).toEqual([]);
    expect(notifier.sent).toEqual([]);
  });

  test.each([
    [{ approvals: 1.5 }, 'hookDetails.approvals: expected a whole number of reviewers, 1 or more, not 1.5'],
    [
      { deadlineMinutes: 0.5 },
      'hookDetails.deadlineMinutes: expected a whole number of minutes from 1 to 1430, not 0.5; ECS ends a stage after 24 hours',
    ],
    [
      { testUrl: 'shop.example' },
      'hookDetails.testUrl: expected a URL that begins with http:// or https://, such as "https://test.example.com/", not "shop.example"',
    ],
    [
      { testUrl: 5 },
      'hookDetails.testUrl: expected a URL that begins with http:// or https://, such as "https://test.example.com/", not 5',
    ],
    [{ title: 5 }, 'hookDetails.title: expected a string, not 5'],
    [{ notes: ['a'] }, 'hookDetails.notes: expected a string, not a list of 1'],
    [{ reviewers: [5] }, 'hookDetails.reviewers[0]: expected a mail address such as "ana@example.com", not 5'],
    [
      { gate: 5 },
      'hookDetails.gate: expected a letter and up to 39 letters, digits, - and _, such as "release", not 5',
    ],
  ])('reports one problem of %j, with the value that was found', async (hookDetails, reason) => {
    const answer = await approvalSetup().gate(hookDetails)();

    expect(answer).toEqual({ hookStatus: 'FAILED', reason: `wrong configuration: ${reason}` });
  });

  test('accepts notes of several lines', async () => {
    const { gate, request } = approvalSetup();

    await gate({ notes: 'Pay with a card.\r\n\r\n- then cancel\n' })();

    expect(request().subject.notes).toBe('Pay with a card.\r\n\r\n- then cancel\n');
  });

  test('accepts addresses in any case, and stores them in lower case', async () => {
    const { gate, request } = approvalSetup();

    await gate({ reviewers: [' Ana@Example.COM'] })();

    expect(request().reviewers).toEqual(['ana@example.com']);
  });

  test('gives people four hours by default', async () => {
    const { gate, request } = approvalSetup();

    await gate()();

    expect(request()).toMatchObject({ deadline: '2026-11-22T18:00:00.000Z', approvals: 1, reviewers: [] });
  });
});

describe('M4 whom a gate asks and excludes', () => {
  test('is stored in the request as configured', async () => {
    const { gate, request } = approvalSetup();
    const excluded = [ben, 'arn:aws:iam::111122223333:role/ci/deployer'];

    await gate({ reviewers: [ana, 'cho@example.com'], approvals: 2, excluded })();

    expect(request()).toMatchObject({ reviewers: [ana, 'cho@example.com'], approvals: 2, excluded });
  });

  test('may be two addresses of one mailbox if one approval is enough', async () => {
    const answer = await approvalSetup().gate({ reviewers: ['ana+prod@example.com', ana] })();

    expect(answer.hookStatus).toBe('IN_PROGRESS');
  });
});
