import { describe, expect, test } from 'vitest';
import { createLedger } from '../../src/approval/request/ledger.ts';
import type { Vote } from '../../src/approval/request/request.ts';
import { neverAborted } from '../helpers/approval.ts';
import { decisionsIn, holdAlways, stories } from './story.ts';
import { personOf } from './terms/cast.ts';
import { termsHold } from './terms/sides.ts';
import { isReportedAsRecorded } from './terms/voters.ts';

const stored: Partial<Record<string, Vote['choice']>> = {
  ...{ approve: 'APPROVE', reject: 'REJECT', withdraw: 'WITHDRAW', 'break-glass': 'APPROVE' },
};

describe('P1, P2, P4 and P8, under any interleaving, crash or retry', () => {
  test('one decision is stored with its votes, every answer comes from it, and what is stored explains it', async () => {
    await holdAlways(stories(), 300, {
      'P1: once there is a decision, no later version of the request has another or none': ({ versions }) => {
        expect(decisionsIn(versions).length).toBeLessThanOrEqual(1);
        const first = versions.findIndex(({ decision }) => decision);
        if (first >= 0) expect(versions.slice(first).every(({ decision }) => decision)).toBe(true);
      },
      'P1: a vote is counted once, even if the response to writing it was lost': ({ versions }) => {
        const votes = versions.at(-1)?.votes ?? [];
        expect(new Set(votes.map(({ id }) => id)).size).toBe(votes.length);
      },
      'P1: a vote that is reported as recorded is in the ledger forever': ({ visits, versions }) => {
        const votes = versions.at(-1)?.votes ?? [];
        for (const { by, choice, page } of visits) {
          if (!isReportedAsRecorded(page)) continue;
          const own = votes.filter((vote) => personOf(vote.by) === personOf(by)).map((vote) => vote.choice);
          expect(own).toContain(stored[choice]);
        }
      },
      'P1: a decision that is reported as recorded to an IAM identity is there too, and none that is missing is reported':
        ({ replies, versions }) => {
          const votes = versions.at(-1)?.votes ?? [];
          for (const { by, choice, answer } of replies.filter((reply) => stored[reply.choice] !== undefined)) {
            const found = votes.some((vote) => personOf(vote.by) === personOf(by) && vote.choice === stored[choice]);
            if (answer.recorded) expect(found).toBe(true);
            else if (!found) expect(['recorded', 'repeated']).not.toContain(answer.outcome);
          }
        },
      'P2: every final answer has its decision in the ledger at that moment': ({ answers }) => {
        for (const { answer, decision } of answers) {
          if (answer.hookStatus === 'IN_PROGRESS') continue;
          expect(decision).toBeDefined();
          expect(answer.hookStatus).toBe(decision?.status === 'APPROVED' ? 'SUCCEEDED' : 'FAILED');
        }
      },
      'P8: a decision names exactly the votes that led to it, or who else made it': async ({
        versions,
        store,
        key,
        voters,
      }) => {
        const request = versions.at(-1);
        if (!request?.decision) return;
        const { decision, votes, history } = request;
        expect(request.status).toBe(decision.status);
        // After a decision only notifications follow that were on their way.
        const after = history.slice(history.findIndex(({ what }) => what.startsWith(`${decision.status} by`)) + 1);
        for (const { what } of after)
          expect(what).toMatch(/^(sent|could not send) the (notification|reminder|deputy|break-glass) /);
        if (decision.via === 'by hand') {
          expect(decision).toMatchObject({ by: 'operator', reason: 'status changed in the bucket' });
        } else if (decision.via !== 'greenlight') {
          const last = votes.at(-1);
          const choice = decision.status === 'APPROVED' ? 'APPROVE' : 'REJECT';
          expect(last).toMatchObject({ id: decision.id, at: decision.at, choice });
          expect(decision.via).toBe(last?.via ?? 'desk');
          if (last?.via === 'sign-in') expect(voters.some(({ by, account }) => account && by === last.by)).toBe(true);
          else if (last?.via === 'slack') expect(voters.some(({ by, slack }) => slack && by === last.by)).toBe(true);
          else expect(last?.via === undefined).toBe(!last?.by.startsWith('arn:'));
        } else if (decision.status === 'SUPERSEDED') {
          expect(decision.reason).toMatch(/^withdrawn by .+: .+$/);
          expect(voters.some(({ choice, says }) => choice === 'close' && decision.reason?.endsWith(`: ${says}`))).toBe(
            true,
          );
        } else {
          const opened = /^autoApprove: the cluster my-cluster matches "my-\*"$/;
          const waited = `nobody decided by ${request.deadline}`;
          if (decision.status === 'EXPIRED') expect(decision.reason).toBe(waited);
          else if (!opened.test(decision.reason ?? '')) {
            expect(decision.reason).toBe(`${waited}, and onDeadline is "approve"`);
          }
        }
        // Everybody who votes is in the history, with their reason, and every reader counts the votes to the same decision.
        for (const { by, reason } of votes.filter(({ via }) => via !== 'break-glass'))
          expect(history.some(({ what }) => what.startsWith(by) && what.endsWith(reason ?? ''))).toBe(true);
        const read = await createLedger(store).read(key, neverAborted);
        expect(read?.request.decision).toEqual(decision);
      },
      'P4: nobody is notified before the request exists': ({ told }) => {
        expect(told.filter(({ requestExists }) => !requestExists)).toEqual([]);
      },
      ...termsHold,
      'P2: all final answers of a gate are the same, and stay the same for weeks': async ({ answers, callLater }) => {
        const now = await callLater(0);
        const later = [await callLater(90_000), await callLater(60), await callLater(21 * 24 * 3600)];

        const given = [...answers.map(({ answer }) => answer), now, ...later].map(({ hookStatus }) => hookStatus);
        expect(later.map(({ hookStatus }) => hookStatus)).not.toContain('IN_PROGRESS');
        expect(new Set(given.filter((status) => status !== 'IN_PROGRESS')).size).toBe(1);
      },
    });
  });
});
