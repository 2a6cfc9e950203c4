import { describe, expect, test } from 'vitest';
import { en } from '../../../src/approval/desk/language/en.ts';
import { ownNote } from '../../../src/approval/desk/own-note.ts';
import type { EcsSince } from '../../../src/approval/desk/progress/progress-line.ts';
import { type ApprovalRequest, parseRequest, type Vote } from '../../../src/approval/request/request.ts';
import { castVote, expire, supersede } from '../../../src/approval/request/transitions.ts';
import { approvalSetup, decideAt, key, newRequest, subject, vote, wordsOn } from '../../helpers/approval.ts';

const ana = 'ana@example.com';
/** One of two approvals, cast at 14:10; the deadline is 14:30. */
const halfway = castVote(newRequest({ approvals: 2, reviewers: [ana, 'ben@example.com'] }), vote()).request;
const at = (time: string) => new Date(`2026-11-22T${time}Z`);

describe('ownNote', () => {
  test('tells a reviewer until the deadline that the deployment still waits', () => {
    expect(ownNote(en, halfway, ana, at('14:29:59.999'))).toMatchObject({
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
    expect(ownNote(en, request, ana, at(time))).toBeUndefined();
  });

  const one = newRequest({ reviewers: [ana] });
  const first = newRequest({ reviewers: [ana], subject: { ...subject, firstDeployment: true } });
  const cast = (request: ApprovalRequest, changes: Partial<Vote> = {}) => castVote(request, vote(changes)).request;
  const reject = { choice: 'REJECT', reason: 'no' } as const;
  const seeConsole = 'The ECS console shows the outcome, under the service’s deployments.';
  const started = {
    ...{ id: 'e', action: 'UpdateService', by: `arn:aws:iam::123456789012:user/${ana}` },
    ...{ at: halfway.createdAt, recordedAt: halfway.createdAt },
  };
  const startedByAna = { deployer: { schemaVersion: 1, calls: [started] } };
  const withdrawn = cast(halfway, { id: 'w', choice: 'WITHDRAW' });

  test.each<[string, ApprovalRequest, string, string, [string, string, string] | undefined]>([
    [
      'an approval',
      cast(one),
      '14:10:00.000',
      ana,
      [
        'passed',
        'Your approval is recorded',
        'Recorded at 14:10 UTC as ana@example.com. ECS reads this within 1 min 20 s, and this gate lets the deployment continue.',
      ],
    ],
    [
      'an approval a minute later',
      cast(one),
      '14:11:19.999',
      ana,
      [
        'passed',
        'Your approval is recorded',
        'Recorded at 14:10 UTC as ana@example.com. ECS reads this within 1 s, and this gate lets the deployment continue.',
      ],
    ],
    [
      'an approval that ECS has read',
      cast(one),
      '14:11:20.000',
      ana,
      ['passed', 'Your approval is recorded', `Recorded at 14:10 UTC as ana@example.com. ${seeConsole}`],
    ],
    [
      'an approval at a pause, which the bridge finds within a minute however long people took',
      cast({ ...one, pause: { hookId: 'h' } }),
      '14:10:00.000',
      ana,
      [
        'passed',
        'Your approval is recorded',
        'Recorded at 14:10 UTC as ana@example.com. ECS reads this within 1 min 05 s, and this gate lets the deployment continue.',
      ],
    ],
    [
      'a rejection',
      cast(one, reject),
      '14:10:00.000',
      ana,
      [
        'failed',
        'Your rejection is recorded',
        'Recorded at 14:10 UTC as ana@example.com. ECS reads this within 1 min 20 s and rolls back.',
      ],
    ],
    [
      'a rejection of the first deployment',
      cast(first, reject),
      '14:10:00.000',
      ana,
      [
        'failed',
        'Your rejection is recorded',
        'Recorded at 14:10 UTC as ana@example.com. ECS reads this within 1 min 20 s, and the first deployment fails.',
      ],
    ],
    [
      'a withdrawal',
      withdrawn,
      '14:10:00.000',
      ana,
      [
        'waiting',
        'Your withdrawal is recorded',
        'Recorded at 14:10 UTC as ana@example.com: 0 of 2 approvals. ECS keeps waiting until 14:30 UTC, and until then you can still decide again.',
      ],
    ],
    [
      'an approval with everybody’s link',
      cast(newRequest({ approvals: 2 }), { by: 'link holder' }),
      '14:10:00.000',
      'link holder',
      [
        'waiting',
        'The approval with this link is recorded',
        'Recorded at 14:10 UTC as link holder: 1 of 2 approvals. ECS keeps waiting until 14:30 UTC, and until then you can still reject.',
      ],
    ],
    [
      'one of two rejections',
      cast(newRequest({ reviewers: [ana], asked: { rejections: 2 } }), reject),
      '14:10:00.000',
      ana,
      [
        'waiting',
        'Your rejection is recorded',
        'Recorded at 14:10 UTC as ana@example.com: 0 of 1 approval, 1 of 2 rejections. ECS keeps waiting until 14:30 UTC, and until then you can still approve.',
      ],
    ],
    [
      'one of two rejections by the person who started the deployment',
      {
        ...cast(newRequest({ reviewers: [ana], asked: { rejections: 2, selfApproval: 'deny' } }), reject),
        ...startedByAna,
      },
      '14:10:00.000',
      ana,
      [
        'waiting',
        'Your rejection is recorded',
        'Recorded at 14:10 UTC as ana@example.com: 0 of 1 approval, 1 of 2 rejections. ECS keeps waiting until 14:30 UTC, and until then you can still decide again.',
      ],
    ],
    [
      'an approval next to a rejection that somebody wrote by hand',
      { ...halfway, votes: [...halfway.votes, vote({ ...reject, id: 'r', by: 'ben@example.com' })] },
      '14:10:00.000',
      ana,
      [
        'waiting',
        'Your approval is recorded',
        'Recorded at 14:10 UTC as ana@example.com: 1 of 2 approvals. ECS keeps waiting until 14:30 UTC, and until then you can still reject.',
      ],
    ],
    [
      'an approval of what another one rejected',
      cast(halfway, { ...reject, id: 'r', by: 'ben@example.com' }),
      '14:10:00.000',
      ana,
      undefined,
    ],
    [
      'an approval that no longer counts',
      { ...cast(one), confirmation: { at: '2026-11-22T14:10:30.000Z', outdated: 'ECS deploys something else' } },
      '14:11:00.000',
      ana,
      undefined,
    ],
    [
      'an approval that is confirmed',
      { ...cast(one), confirmation: { at: '2026-11-22T14:10:30.000Z' } },
      '14:12:00.000',
      ana,
      ['passed', 'Your approval is recorded', `Recorded at 14:10 UTC as ana@example.com. ${seeConsole}`],
    ],
    [
      'an approval before it was superseded',
      supersede(halfway, 'it is over', { id: 's', at: '2026-11-22T14:12:00.000Z' }),
      '14:12:00.000',
      ana,
      undefined,
    ],
    [
      'an approval that Greenlight needed no longer',
      expire({ ...halfway, asked: { onDeadline: 'approve' } }, { id: 'x', at: '2026-11-22T14:30:00.000Z' }),
      '14:31:00.000',
      ana,
      undefined,
    ],
    [
      'a withdrawal before another one rejected',
      cast(withdrawn, { ...reject, id: 'r', by: 'ben@example.com' }),
      '14:10:00.000',
      ana,
      undefined,
    ],
  ])('says of %s', (_what, request, time, who, note) => {
    const [tone, title, text] = note ?? [];

    expect(ownNote(en, request, who, at(time))).toEqual(note && { tone, title, text });
  });

  const undone = 'This was approved, and rolled back afterwards';
  test.each<[string, ApprovalRequest, EcsSince, string, string?]>([
    ['approval', cast(one), { line: 'finished at 14:12 UTC', state: 'succeeded' }, 'passed'],
    ['approval', cast(one), { line: 'ECS got the answer at 14:11 UTC' }, 'passed'],
    ['approval', cast(one), { line: 'rolled back', state: 'undone' }, 'failed', undone],
    ['approval', cast(one), { line: 'eve asked for the rollback', state: 'undone', isAsked: true }, 'rest', undone],
    ['rejection', cast(one, reject), { line: 'rolled back, as asked', state: 'undone', isAsked: true }, 'rest'],
    ['rejection', cast(one, reject), { line: 'ECS got the answer at 14:11 UTC', isAsked: true }, 'failed'],
  ])(
    'says of an %s what ECS has done instead of what it will do: %#',
    (what, request, ecs, tone, title = `Your ${what} is recorded`) => {
      expect(ownNote(en, request, ana, at('14:11:00.000'), ecs)).toEqual({
        ...{ tone, title, text: 'Recorded at 14:10 UTC as ana@example.com.', ecs: ecs.line },
      });
    },
  );

  test('says nothing to a reviewer who has not voted', () => {
    expect(ownNote(en, halfway, 'ben@example.com', at('14:11:00.000'))).toBeUndefined();
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
