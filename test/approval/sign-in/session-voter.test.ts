import { describe, expect, test } from 'vitest';
import { sessionVoter } from '../../../src/approval/sign-in/session-voter.ts';

const now = new Date('2026-11-22T14:00:00Z');
const session = { id: 'x', iss: 'https://login.example.com', sub: 'AbC', groups: ['qa', 'ops'], until: 1 };
const asking = (...from: string[]) => ({ asked: { rules: [{ name: 'all', from, approvals: 1 }] } });

describe('somebody who has signed in', () => {
  test('proves those of their groups that the request names, and no other', () => {
    const voter = sessionVoter(session, asking('group:qa', 'group:security'), now);

    expect(voter).toStrictEqual({
      by: 'https://login.example.com#AbC',
      via: 'sign-in',
      identity: { iss: session.iss, sub: 'AbC', groups: ['qa'] },
      at: '2026-11-22T14:00:00.000Z',
    });
  });

  test('proves no group to a request that names none of theirs', () => {
    const given = { ...session, mail: 'ana@example.com', authenticatedAt: 1_795_356_000 };

    expect(sessionVoter(given, asking('ana@example.com'), now)).toStrictEqual({
      by: 'ana@example.com',
      via: 'sign-in',
      identity: { iss: session.iss, sub: 'AbC', authenticatedAt: '2026-11-22T14:00:00.000Z' },
      at: '2026-11-22T14:00:00.000Z',
    });
  });
});
