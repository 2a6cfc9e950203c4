import { describe, expect, test } from 'vitest';
import { formOfSlack } from '../../../../src/approval/desk/slack/slack-voter.ts';
import { whyNotInSlack } from '../../../../src/approval/desk/slack/why-not-in-slack.ts';
import type { SigningKeySource } from '../../../../src/approval/link/signing-keys.ts';
import { createLedger } from '../../../../src/approval/request/ledger.ts';
import type { ApprovalRequest } from '../../../../src/approval/request/request.ts';
import { castVote } from '../../../../src/approval/request/transitions.ts';
import type { Report } from '../../../../src/hook/report.ts';
import { requestKey } from '../../../../src/storage/keys.ts';
import { createReports } from '../../../../src/storage/reports.ts';
import type { ObjectStore } from '../../../../src/storage/store.ts';
import { key, neverAborted, newRequest, rotatedKeys, signingKeys, vote } from '../../../helpers/approval.ts';
import { wrapStore } from '../../../helpers/memory-store.ts';
import { textOf } from '../../slack/text-of.ts';
import { anaInSlack, askedInSlack, benInSlack, changed, looked } from './slack-setup.ts';

const reviewers = ['ana@example.com', 'ben@example.com'];
describe('what a form in Slack shows and records', () => {
  test('says which rule the reason has to follow', async () => {
    const { press } = await askedInSlack({ requireReason: 'both', reasonPattern: 'SHOP-\\d+' });
    const hintOf = async (choice: 'approve' | 'reject') =>
      (await press(anaInSlack, choice)).blocks.find(({ block_id: id }) => id === 'reason')?.hint?.text;

    expect(await hintOf('approve')).toBe('The reason has to contain a match of SHOP-\\d+.');
    const plain = await (await askedInSlack()).press(anaInSlack, 'approve');
    expect(plain.blocks.find(({ block_id: id }) => id === 'reason')).not.toHaveProperty('hint');
  });

  test.each(['approve', 'reject'] as const)('says whether a reason is needed: %s', async (choice) => {
    const { press } = await askedInSlack();
    const reason = (await press(anaInSlack, choice)).blocks.find(({ block_id: id }) => id === 'reason');

    expect(reason?.optional).toBe(choice === 'approve');
  });

  test('asks to tick only for an approval', async () => {
    const { press } = await askedInSlack({ checklist: ['The cart was tried'] });
    const ids = async (choice: 'approve' | 'reject') =>
      (await press(anaInSlack, choice)).blocks.flatMap(({ block_id: id }) => id ?? []);

    expect(await ids('approve')).toEqual(['looked', 'item-0', 'reason']);
    expect(await ids('reject')).toEqual(['reason']);
  });

  test('records what was ticked of the checklist', async () => {
    const checklist = Array.from({ length: 10 }, (_, at) => `item ${at}`);
    const { press, submit, send, slack, request } = await askedInSlack({ checklist });
    const view = await press(anaInSlack, 'approve');
    const but = (...left: number[]) => checklist.flatMap((_, at) => (left.includes(at) ? [] : [`item-${at}`]));

    const { json } = await send(slack.submit(view, { ticked: ['looked', ...but(1, 9)] }));
    expect(json.response_action).toBe('errors');
    const shown = await submit(view, { ticked: ['looked', ...but(1, 9)] });
    expect(Object.keys((shown as { errors: object }).errors)).toEqual(['item-1', 'item-9']);
    await submit(view, { ticked: ['looked', ...but()] });

    expect(request().votes).toMatchObject([{ checklist, choice: 'APPROVE' }]);
    expect(request().votes[0]).not.toHaveProperty('reason');
  });

  test('counts a tick only if it is the one of the form, and items only if they are of it', async () => {
    const setup = await askedInSlack({ checklist: ['The cart was tried'] });
    const sent = setup.slack.submit(await setup.press(anaInSlack, 'approve'), { ticked: ['looked', 'item-0'] });
    const answers = (change: (values: Record<string, unknown>) => void) =>
      setup.send(changed(sent, ({ view }) => change(view.state.values)));
    const ticked = (value: string) => ({ answer: { selected_options: [{ value }] } });

    expect((await answers((values) => Object.assign(values, { looked: ticked('no') }))).json.errors).toEqual({
      looked: expect.any(String),
    });
    for (const block of ['item-0x', 'xitem-0', 'item-000']) {
      const { json } = await answers((values) => {
        Object.assign(values, { 'item-0': { answer: {} }, [block]: ticked('yes') });
      });
      expect(json.errors).toEqual({ 'item-0': expect.any(String) });
    }
    const empty = await answers((values) => {
      for (const block of Object.keys(values)) delete values[block];
    });
    expect(Object.keys(empty.json.errors)).toEqual(['looked', 'item-0']);
    expect(setup.request().votes).toEqual([]);
  });

  test('is accepted while keys are rotated', async () => {
    const known = { keys: rotatedKeys, fresh: 0 };
    const source: SigningKeySource = async ({ fresh = false, signal } = {}) => {
      signal?.throwIfAborted();
      if (fresh) known.fresh += 1;
      return fresh ? rotatedKeys : known.keys;
    };
    const { press, submit, request } = await askedInSlack({}, { signingKeys: source });
    const view = await press(anaInSlack, 'approve');
    known.keys = signingKeys;

    await submit(view, looked);
    expect(request().votes).toHaveLength(1);
    expect(known.fresh).toBe(1);
  });

  test('whose keys are known is read without asking for newer ones', async () => {
    const asks: boolean[] = [];
    const source: SigningKeySource = async ({ fresh = false } = {}) => {
      asks.push(fresh);
      return signingKeys;
    };
    const setup = await askedInSlack({ deadlineMinutes: 90 }, { signingKeys: source });
    const view = await setup.press(anaInSlack, 'approve');
    await setup.submit(view, looked);
    setup.clock.step(31 * 60);
    await setup.submit(view, looked);

    expect(asks).not.toContain(true);
  });

  test('belongs to one person of one workspace, one choice and one request', () => {
    const actor = { team: { id: 'T1' }, user: { id: 'U1' } };
    expect(formOfSlack(actor, { key: 'k', choice: 'approve' })).toBe('slack T1 U1 approve k');
  });
});

const checked: Report = {
  ...{ schemaVersion: 1, check: 'smoke', gate: undefined, stage: 'POST_TEST_TRAFFIC_SHIFT', step: undefined },
  ...{ verdict: 'pass', reason: '', findings: [], at: '2026-11-22T14:00:00.000Z' },
};

describe('a form in Slack about a request that has changed', () => {
  test('says that the request is gone', async () => {
    const { press, submit, store } = await askedInSlack();
    const view = await press(anaInSlack, 'approve');
    await store.remove(key, neverAborted);

    expect(textOf(await submit(view, looked))).toBe(
      'Not recorded\nThis request does not exist any more.\n\nYour decision was not recorded.',
    );
  });

  test('says that the request went while it was recorded', async () => {
    const going = { isOn: false };
    const setup = await askedInSlack(
      {},
      {
        wrap: (store: ObjectStore) =>
          wrapStore(store, async (operation, at, run) => {
            if (going.isOn && operation === 'read' && at.startsWith('reports/')) await store.remove(key, neverAborted);
            return run();
          }),
      },
    );
    const view = await setup.press(anaInSlack, 'approve');
    going.isOn = true;
    await createReports(setup.store).write(setup.request().subject, checked, neverAborted);

    expect(textOf(await setup.submit(view, looked))).toContain('This request does not exist any more.');
  });

  test('says what has changed', async () => {
    const { press, submit, store, request } = await askedInSlack();
    const view = await press(anaInSlack, 'approve');
    const about = { ...request().subject, images: [{ container: 'ui', after: 'shop/ui:1.43' }] };
    store.edit(key, JSON.stringify({ ...request(), subject: about }));

    expect(textOf(await submit(view, looked))).toContain(
      'The request has changed since you opened the form. Press the button of the message again.',
    );
    expect(request().votes).toEqual([]);
  });

  test('is not recorded if a newer deployment asks about the same gate', async () => {
    const { press, submit, store, clock, request } = await askedInSlack();
    const view = await press(anaInSlack, 'approve');
    clock.step(60);
    const newer = { ...request().subject, deploymentId: 'ENewer', revisionId: '9999999999999999999' };
    await createLedger(store).create(
      requestKey(newer),
      newRequest({ subject: newer, reviewers, now: clock.now() }),
      neverAborted,
    );

    expect(textOf(await submit(view, looked))).toContain(
      'A newer request about my-service was made at 14:01 UTC, for revision 9999999999999999999',
    );
    expect(request().votes).toEqual([]);
  });

  test('says who was faster', async () => {
    const racing = { isOn: false };
    const setup = await askedInSlack(
      { approvals: 2 },
      {
        wrap: (store: ObjectStore) =>
          wrapStore(store, async (operation, at, run) => {
            if (racing.isOn && operation === 'list' && at.startsWith('reports/')) await castFirst();
            return run();
          }),
      },
    );
    const castFirst = async () => {
      racing.isOn = false;
      const faster = vote({ id: 'faster', choice: 'REJECT', by: 'ben@example.com', reason: 'no' });
      setup.store.edit(key, JSON.stringify(castVote(setup.request(), faster).request));
    };
    await setup.submit(await setup.press(anaInSlack, 'approve'), looked);
    const view = await setup.press(anaInSlack, 'approve');
    racing.isOn = true;

    expect(textOf(await setup.submit(view, looked))).toMatch(/^Not recorded\n/);
    expect(setup.lines().at(-1)?.message).toBe('the desk did not record an approval in Slack');
    expect(setup.request().votes).toHaveLength(2);
  });

  test('does not take back a rejection that proved more', async () => {
    const rules = [
      { name: 'shop', from: reviewers },
      { name: 'security', from: ['ana@example.com', 'eve@example.com'], assurance: 'iam' },
    ];
    const { press, submit, store, request } = await askedInSlack({ rejections: 2, rules });
    const by = 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Shop_0123/ana@example.com';
    const rejection = vote({ choice: 'REJECT', by, via: 'iam', reason: 'no', at: '2026-11-22T14:00:00.000Z' });
    store.edit(key, JSON.stringify(castVote(request(), rejection).request));

    expect(textOf(await submit(await press(anaInSlack, 'approve'), looked))).toBe(
      'Not recorded\nYour rejection cannot be taken back like this. You rejected this after you had signed in, or with an AWS identity. To change that, decide again in the same way.\n\nYour decision was not recorded.',
    );
    expect(request().votes).toHaveLength(1);
  });

  test('says who has decided meanwhile, with their own words', async () => {
    const { press, submit, slack, send } = await askedInSlack();
    const view = await press(anaInSlack, 'approve');
    const first = slack.submit(view, looked);
    await send(first);
    await submit(await press(benInSlack, 'approve'), looked);

    const again = await send(first);
    expect(again.json.view.title.text).toBe('Recorded');
  });
});

describe('who cannot decide in Slack', () => {
  const now = new Date('2026-11-22T14:10:00.000Z');
  const why = (
    changes: Partial<ApprovalRequest>,
    { choice = 'APPROVE', at = now }: { choice?: 'APPROVE' | 'REJECT'; at?: Date } = {},
  ) => {
    const voter = { by: 'ana@example.com', via: 'slack' as const, at: at.toISOString() };
    return whyNotInSlack({ ...newRequest(), ...changes }, voter, { choice, now: at });
  };

  test('is nobody who is asked', () => {
    expect(why({})).toBeUndefined();
  });

  test('is somebody who is excluded', () => {
    expect(why({ excluded: ['ana@example.com'] })).toBe(
      'You may not decide about this. The configuration of this gate names you among those who may not decide. Another reviewer has to decide.',
    );
  });

  test('is a deputy before their time', () => {
    const deputies = [{ afterMinutes: 10, from: ['ana@example.com'] }];
    const request = { reviewers: ['ben@example.com'], schemaVersion: 2 as const, asked: { deputies } };

    expect(why(request, { at: new Date('2026-11-22T14:09:59.999Z') })).toBe(
      'You cannot decide yet. You are a deputy: you can decide from 2026-11-22 14:10 UTC, if the others have not done so by then.',
    );
    expect(why(request)).toBeUndefined();
  });

  test('is somebody who wants to approve what they have deployed; they may reject it', () => {
    const deployedBy = { by: 'ana@example.com', arn: 'arn:aws:iam::123456789012:user/ana' };
    const request = { schemaVersion: 2 as const, asked: { selfApproval: 'deny' }, deployer: deployedBy } as never;

    expect(why(request)).toMatch(/^[^:]+: .+/);
    expect(why(request, { choice: 'REJECT' })).toBeUndefined();
  });

  test('is anybody after the end, however it came', () => {
    const decision = { id: 'd', by: 'ben@example.com', via: 'desk', at: now.toISOString() } as const;
    expect(why({ status: 'APPROVED', decision: { ...decision, status: 'APPROVED' } })).toBe(
      'There is nothing left to decide: this was approved by ben@example.com at 14:10 UTC.',
    );
    expect(why({ status: 'APPROVED' })).not.toMatch(/Too late|nothing left/);
    expect(why({}, { at: new Date('2026-11-22T14:30:00.000Z') })).toBe('Too late: the deadline was 14:30 UTC.');
  });
});
