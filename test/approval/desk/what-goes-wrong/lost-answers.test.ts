import { describe, expect, test } from 'vitest';
import { parseRequest, type Vote } from '../../../../src/approval/request/request.ts';
import { castVote } from '../../../../src/approval/request/transitions.ts';
import type { ObjectStore } from '../../../../src/storage/store.ts';
import { approvalSetup, decideAt, decideByIam, key, type Setup, vote, wordsOn } from '../../../helpers/approval.ts';
import { type MemoryStore, wrapStore } from '../../../helpers/memory-store.ts';

const reviewers = ['ana@example.com', 'ben@example.com'];
const dan = 'arn:aws:iam::123456789012:user/dan';

/**
 * A desk whose next write of a vote is stored, but reported as lost; before the desk reads again, `other` is cast. The request takes two
 * approvals.
 */
async function setupThatLosesAnAnswer(other: Partial<Vote>): Promise<Setup> {
  let armed = false;
  const wrap = (store: ObjectStore): ObjectStore =>
    wrapStore(store, async (operation, at, run) => {
      const answer = await run();
      if (!armed || operation !== 'replace') return answer;
      armed = false;
      const memory = store as MemoryStore;
      const { request } = castVote(parseRequest(memory.contents()[at] ?? ''), vote({ id: 'other', ...other }));
      memory.edit(at, JSON.stringify(request));
      return undefined as typeof answer;
    });
  const setup = approvalSetup({ wrap });
  await setup.gate({ reviewers, approvals: 2 })();
  armed = true;
  return setup;
}

const rejectedByBen: Partial<Vote> = { choice: 'REJECT', by: 'ben@example.com', reason: 'the cart is empty' };

describe('a vote that was stored although the response was lost, followed by an opposite decision', () => {
  test('is shown as recorded on the desk, with the decision that followed', async () => {
    const setup = await setupThatLosesAnAnswer(rejectedByBen);

    const { status, page } = await decideAt(setup.desk, setup.link('ana@example.com'));

    expect(status).toBe(200);
    expect(wordsOn(page)).toContain('Your approval is recorded Afterwards it was rejected by ben@example.com');
    expect(page).not.toContain('<title>Not recorded');
    expect(setup.request()).toMatchObject({
      status: 'REJECTED',
      votes: [{ by: 'ana@example.com' }, { by: 'ben@example.com' }],
    });
    expect(setup.logger.lines.at(-1)?.message).toContain('recorded an approval');
  });

  test('is reported as recorded to an IAM identity', async () => {
    const setup = await setupThatLosesAnAnswer(rejectedByBen);

    const { status, answer } = await decideByIam(setup.desk, dan, 'approve');

    expect([status, answer.recorded, answer.outcome]).toEqual([200, true, 'recorded']);
    expect(answer.message).toContain('Your approval is recorded. Afterwards it was rejected by ben@example.com');
    expect(setup.request().votes.map(({ by }) => by)).toEqual([dan, 'ben@example.com']);
  });

  test('is written once, even though the desk tried twice', async () => {
    const setup = await setupThatLosesAnAnswer({ by: 'ben@example.com' });

    await decideAt(setup.desk, setup.link('ana@example.com'));

    expect(setup.request().votes.map(({ by }) => by)).toEqual(['ana@example.com', 'ben@example.com']);
    expect(setup.request(key).status).toBe('APPROVED');
  });
});
