import { expect, test } from 'vitest';
import { approvalSetup, approving, fillIn, signingKeys } from '../../../helpers/approval.ts';

const ana = 'ana@example.com';

test.each<[string, { nonce?: string; minutes?: number }, number, number]>([
  ['is known', {}, 303, 0],
  ['is too old', { minutes: 31 }, 409, 0],
  ['was not signed by any known key', { nonce: 'forged' }, 400, 1],
])(
  'the keys are read again only for a form that none of them has signed: one that %s',
  async (_what, { nonce, minutes = 0 }, status, reads) => {
    const asked: boolean[] = [];
    const setup = approvalSetup({
      signingKeys: async ({ fresh = false } = {}) => {
        asked.push(fresh);
        return signingKeys;
      },
    });
    await setup.gate({ reviewers: [ana], deadlineMinutes: 60 })();
    const form = fillIn(await (await setup.desk.request(setup.link(ana))).text(), {
      ...approving,
      ...(nonce !== undefined && { nonce }),
    });
    setup.clock.step(minutes * 60);

    const answer = await setup.desk.request(setup.link(ana), form);

    expect(answer.status).toBe(status);
    expect(asked.filter((fresh) => fresh)).toHaveLength(reads);
  },
);
