import { describe, expect, test } from 'vitest';
import { ownNote } from '../../../src/approval/desk/own-note.ts';
import { type ApprovalRequest, parseRequest } from '../../../src/approval/request/request.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import { approvalSetup, decideAt, key, newRequest, vote, wordsOn } from '../../helpers/approval.ts';

const ana = 'ana@example.com';
/** One of two approvals, cast at 14:10; the deadline is 14:30. */
const halfway = castVote(newRequest({ approvals: 2, reviewers: [ana, 'ben@example.com'] }), vote()).request;
const at = (time: string) => new Date(`2026-11-22T${time}Z`);

describe('ownNote', () => {
  test('tells a reviewer until the deadline that the deployment still waits', () => {
    expect(ownNote(halfway, ana, at('14:29:59.999'))).toMatchObject({
      tone: 'waiting',
      title: 'Your approval is recorded',
      text: expect.stringContaining('1 of 2 approvals'),
    });
  });

  test.each<[string, ApprovalRequest, string]>([
    ['at the deadline', halfway, '14:30:00.000'],
    ['after the deadline', halfway, '15:00:00.000'],
    ['of a request that was approved by hand', { ...halfway, status: 'APPROVED' }, '14:11:00.000'],
    ['of a request that was rejected by hand', { ...halfway, status: 'REJECTED' }, '14:11:00.000'],
    [
      'of a rejection that has not rejected the request',
      { ...halfway, votes: [vote({ choice: 'REJECT', reason: 'no' })] },
      '14:11:00.000',
    ],
  ])('promises nothing about a vote %s', (_what, request, time) => {
    expect(ownNote(request, ana, at(time))).toBeUndefined();
  });

  test('says nothing to a reviewer who has not voted', () => {
    expect(ownNote(halfway, 'ben@example.com', at('14:11:00.000'))).toBeUndefined();
  });
});

describe('the page of a reviewer whose approval decided nothing', () => {
  async function approvedByAna() {
    const setup = approvalSetup();
    await setup.gate({ reviewers: [ana, 'ben@example.com'], approvals: 2, deadlineMinutes: 30 })();
    await decideAt(setup.desk, setup.link(ana));
    const words = async () => wordsOn(await (await setup.desk.request(setup.link(ana))).text());
    return { ...setup, words };
  }

  test('says at the deadline that it is too late, and no longer that the reviewer can still reject', async () => {
    const { clock, words } = await approvedByAna();
    clock.step(30 * 60);

    const page = await words();

    expect(page).toContain('Too late to decide');
    expect(page).not.toContain('you can still reject');
  });

  test('says that the request was decided by hand', async () => {
    const { store, words } = await approvedByAna();
    store.edit(key, JSON.stringify({ ...parseRequest(store.contents()[key] ?? ''), status: 'REJECTED' }));

    const page = await words();

    expect(page).toContain('Decided by hand');
    expect(page).not.toContain('Your approval is recorded');
  });
});
