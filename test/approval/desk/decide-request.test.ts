import { describe, expect, test } from 'vitest';
import {
  approvalSetup,
  approving,
  decideAt,
  fillIn,
  key,
  neverAborted,
  rejecting,
  rotatedKeys,
  type Setup,
  type SetupOptions,
  sendForm,
  signingKeys,
  wordsOn,
} from '../../helpers/approval.ts';
import { htmlFaults } from '../../helpers/html-faults.ts';

const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@example.com'];

describe('a submitted form', () => {
  test('records an approval, and says what happens next', async () => {
    const { desk, link, request, clock } = await askedSetup();
    clock.step(5 * 60);

    const { status, page } = await decideAt(desk, link(ana), { ...approving, reason: 'paid with a card' });

    expect(status).toBe(200);
    expect(wordsOn(page)).toContain(
      'Your approval is recorded Recorded at 14:05 UTC as ana@example.com. ECS reads this within 43 s, and this gate lets the deployment continue.',
    );
    expect(request()).toMatchObject({
      status: 'APPROVED',
      decision: {
        status: 'APPROVED',
        by: ana,
        via: 'desk',
        reason: 'paid with a card',
        at: '2026-11-22T14:05:00.000Z',
      },
      votes: [{ choice: 'APPROVE', by: ana, reason: 'paid with a card' }],
    });
    expect(await htmlFaults(page)).toEqual([]);
  });

  test('records a rejection at once, no matter what the quorum is', async () => {
    const { desk, link, request } = await askedSetup({ approvals: 2 });

    const { status, page } = await decideAt(desk, link(ana), rejecting);

    expect(status).toBe(200);
    expect(wordsOn(page)).toMatch(/Your rejection is recorded .* and rolls back\./);
    expect(request()).toMatchObject({ status: 'REJECTED', decision: { by: ana, reason: 'the cart is empty' } });
  });

  test('records a vote through a shared link as a vote of the link holder', async () => {
    const setup = approvalSetup();
    await setup.gate()();

    await decideAt(setup.desk, setup.linkIn(setup.notifier.sent[0]));

    expect(setup.request().decision).toMatchObject({ by: 'link holder', via: 'desk' });
  });

  test('keeps waiting after one of two approvals', async () => {
    const { desk, link, request } = await askedSetup({ approvals: 2 });

    const first = await decideAt(desk, link(ana));
    const status = request().status;
    const second = await decideAt(desk, link(ben));

    expect(wordsOn(first.page)).toContain(
      'Your approval is recorded Recorded at 14:00 UTC as ana@example.com: 1 of 2 approvals. ECS keeps waiting until 18:00 UTC, and until then you can still reject.',
    );
    expect(first.status).toBe(200);
    expect(status).toBe('PENDING');
    expect(wordsOn(second.page)).toContain('this gate lets the deployment continue');
    expect(request().decision).toMatchObject({ status: 'APPROVED', by: 'ana@example.com, ben@example.com' });
  });

  test('counts the same person once', async () => {
    const { desk, link, request } = await askedSetup({ approvals: 2 });
    await decideAt(desk, link(ana));

    const { status, page } = await decideAt(desk, link(ana));

    expect(status).toBe(200);
    expect(wordsOn(page)).toContain('Your approval is recorded Recorded at 14:00 UTC as ana@example.com: 1 of 2');
    expect(request()).toMatchObject({ status: 'PENDING', votes: [{ by: ana }] });
    expect(request().votes).toHaveLength(1);
  });

  test('redirects to the request, so that Back and reload send nothing', async () => {
    const { desk, link } = await askedSetup();
    const opened = await (await desk.request(link(ana))).text();

    const answers = [
      await desk.request(`http://evil.example${link(ana)}`, {
        ...fillIn(opened, approving),
        headers: { ...fillIn(opened, approving).headers, host: 'evil.example' },
      }),
      await desk.request(link(ana), fillIn(opened, approving)),
    ];

    for (const answer of answers) {
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toBe(link(ana));
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.text()).toBe('');
    }
  });

  test('shows the vote again whenever its link is opened, and mentions ECS only while its answer is still to come', async () => {
    const { desk, link, clock } = await askedSetup();
    await decideAt(desk, link(ana), { choice: 'reject', reason: 'the cart\nis empty' });
    const words = async () => wordsOn(await (await desk.request(link(ana))).text());

    clock.step(14);
    const soon = await words();
    clock.step(1);
    const later = await words();

    expect(soon).toContain(
      'Your rejection is recorded Recorded at 14:00 UTC as ana@example.com. ECS reads this within 1 s and rolls back.',
    );
    expect(later).toContain(
      'Your rejection is recorded Recorded at 14:00 UTC as ana@example.com. The ECS console shows the outcome',
    );
    expect(soon.replace(/History .*? Details/s, '').match(/the cart is empty/g)).toHaveLength(1);
  });

  test('does not say whose vote it is if everybody has the same link', async () => {
    const setup = approvalSetup();
    await setup.gate()();

    const { page } = await decideAt(setup.desk, setup.link());

    expect(wordsOn(page)).toContain(
      'The approval with this link is recorded Recorded at 14:00 UTC as link holder. ECS reads this',
    );
  });

  test('no longer shows the vote once another reviewer has decided otherwise', async () => {
    const { desk, link } = await askedSetup({ approvals: 2 });
    await decideAt(desk, link(ana));
    await decideAt(desk, link(ben), rejecting);

    const words = wordsOn(await (await desk.request(link(ana))).text());

    expect(words).not.toContain('Your approval is recorded');
    expect(words).toContain('ben@example.com rejected 1.42: the cart is empty');
  });

  test('lets a reviewer who has approved still reject', async () => {
    const { desk, link, request } = await askedSetup({ approvals: 2 });
    await decideAt(desk, link(ana));

    await decideAt(desk, link(ana), rejecting);

    expect(request()).toMatchObject({ status: 'REJECTED', decision: { by: ana } });
  });
});

describe('a form that is sent too late', () => {
  test.each([
    [
      'approved',
      'approve',
      approving,
      approving,
      200,
      'Already approved by ana@example.com at 14:00 UTC This click changed nothing.',
    ],
    [
      'rejected',
      'reject',
      rejecting,
      rejecting,
      200,
      'Already rejected by ana@example.com at 14:00 UTC This click changed nothing',
    ],
    [
      'approved',
      'reject',
      approving,
      rejecting,
      409,
      'Your rejection was not recorded This was approved by ana@example.com at 14:00 UTC. To stop the deployment of my-service, roll it back in ECS.',
    ],
    [
      'rejected',
      'approve',
      rejecting,
      approving,
      409,
      'Your approval was not recorded This was rejected by ana@example.com at 14:00 UTC.',
    ],
  ])(
    'explains that the request was %s to a reviewer who wants to %s it',
    async (_was, _wants, first, second, expected, words) => {
      const { desk, link, store } = await askedSetup();
      const opened = await (await desk.request(link(ben))).text();
      await decideAt(desk, link(ana), first);
      const before = store.contents();

      const answer = await desk.request(link(ben), fillIn(opened, second));

      const page = await answer.text();
      expect(answer.status).toBe(expected);
      expect(wordsOn(page)).toContain(words);
      expect(page).not.toContain('<form');
      expect(await htmlFaults(page)).toEqual([]);
      expect(store.contents()).toEqual(before);
    },
  );

  test('records the expiry when it is sent after the deadline', async () => {
    const { desk, link, request, clock } = await askedSetup({ deadlineMinutes: 10 });
    const opened = await (await desk.request(link(ana))).text();
    clock.step(600);

    const answer = await desk.request(link(ana), fillIn(opened, approving));

    expect(answer.status).toBe(409);
    expect(wordsOn(await answer.text())).toContain(
      'Your approval was not recorded This was expired at 14:10 UTC without a decision.',
    );
    expect(request()).toMatchObject({ status: 'EXPIRED', votes: [], decision: { via: 'greenlight' } });
  });
});

describe('an incomplete form', () => {
  test.each([
    ['nothing', {}, 'Choose whether to approve or to reject.'],
    ['something else', { choice: 'maybe' }, 'Choose whether to approve or to reject.'],
    ['an approval without the tick', { choice: 'approve', reason: 'fine' }, 'Tick this when you have looked.'],
    [
      'a rejection without a reason',
      { choice: 'reject', reason: '  ' },
      'Say why, so that the team knows what to fix.',
    ],
    [
      'a reason that is too long',
      { choice: 'reject', reason: 'x'.repeat(1001) },
      'The reason has 1001 characters; at most 1000 are allowed.',
    ],
  ])('is shown again when it has %s', async (_what, fields, problem) => {
    const { desk, link, store } = await askedSetup();
    const before = store.contents();

    const { status, page } = await decideAt(desk, link(ana), fields);

    expect(status).toBe(422);
    expect(wordsOn(page)).toContain(`Not recorded yet ${problem}`);
    expect(page).toContain(`${problem}</span>`);
    expect(page).toContain('aria-invalid="true"');
    expect(page).toContain('<title>Not recorded: Approve my-service 1.41 → 1.42? · Greenlight</title>');
    expect(page).toMatch(
      /<h2 id="decide">.*<div class="note failed" id="note" .*<form method="post" action="#note" id="vote">/s,
    );
    expect(await htmlFaults(page)).toEqual([]);
    expect(store.contents()).toEqual(before);
  });

  test('keeps what was typed', async () => {
    const { desk, link } = await askedSetup();

    const { page } = await decideAt(desk, link(ana), { choice: 'approve', reason: 'the <cart> & "card"' });

    expect(page).toContain('value="approve" required checked');
    expect(page).not.toContain('value="reject" required checked');
    expect(page).toContain('>the &lt;cart&gt; &amp; &quot;card&quot;</textarea>');
  });

  test('can be completed on the page that asked for the missing fields', async () => {
    const { desk, link, request } = await askedSetup();
    const { page } = await decideAt(desk, link(ana), { choice: 'approve' });

    const answer = await sendForm(desk, link(ana), fillIn(page, approving));

    expect(answer.status).toBe(200);
    expect(request().status).toBe('APPROVED');
  });

  test('gets an explanation once the request is closed', async () => {
    const { desk, link } = await askedSetup();
    const opened = await (await desk.request(link(ben))).text();
    await decideAt(desk, link(ana));

    const answer = await desk.request(link(ben), fillIn(opened, {}));

    expect(answer.status).toBe(409);
    const words = wordsOn(await answer.text());
    expect(words).toContain('Approved: my-service 1.41 → 1.42');
    expect(words).toContain(
      'Nothing was recorded This was approved by ana@example.com at 14:00 UTC, before your form arrived.',
    );
  });
});

describe('a form that differs from the one that was served', () => {
  test('is shown again after half an hour', async () => {
    const { desk, link, request, clock } = await askedSetup();
    const opened = await (await desk.request(link(ana))).text();
    clock.step(30 * 60 + 1);

    const answer = await desk.request(link(ana), fillIn(opened, { ...approving, reason: 'typed slowly' }));

    const page = await answer.text();
    expect(answer.status).toBe(409);
    expect(wordsOn(page)).toContain('This form was older than 30 minutes Nothing was recorded.');
    expect(page).toContain('>typed slowly</textarea>');
    expect(request().votes).toEqual([]);
    expect((await sendForm(desk, link(ana), fillIn(page, approving))).status).toBe(200);
  });

  test('is shown again when the request has changed since', async () => {
    const { desk, link, request } = await askedSetup({ approvals: 2 });
    const opened = await (await desk.request(link(cho))).text();
    await decideAt(desk, link(ana));

    const answer = await desk.request(link(cho), fillIn(opened, { ...approving, reason: 'typed already' }));

    const page = await answer.text();
    expect(answer.status).toBe(409);
    expect(wordsOn(page)).toContain('The request has changed since you opened it');
    expect(wordsOn(page)).toContain('approved ana@example.com, 14:00 UTC');
    expect(page).toContain('>typed already</textarea>');
    expect(request().votes).toHaveLength(1);
  });

  test('is accepted from a reviewer who opens the link the moment the mail arrives', async () => {
    const setup = approvalSetup();
    let opened = '';
    const publish = setup.notifier.publish;
    setup.notifier.publish = async (notice, signal) => {
      await publish(notice, signal);
      opened = await (await setup.desk.request(setup.linkIn(notice))).text();
    };
    await setup.gate({ reviewers: [ana] })();

    const answer = await sendForm(setup.desk, setup.linkIn(setup.notifier.sent[0]), fillIn(opened, approving));

    expect(answer.status).toBe(200);
    expect(setup.request()).toMatchObject({ status: 'APPROVED', notifications: [{ sentAt: expect.any(String) }] });
  });

  test.each([
    ['has no nonce', () => ''],
    ['has a made-up nonce', () => `1795356000.${'ab'.repeat(20)}.${'a'.repeat(43)}`],
    ['has another reviewer’s nonce', (foreign: string) => foreign],
  ])('is refused when it %s', async (_what, nonceFrom) => {
    const { desk, link, request } = await askedSetup();
    const foreign = await (await desk.request(link(ben))).text();
    const nonce = nonceFrom(/name="nonce" value="([^"]+)"/.exec(foreign)?.[1] ?? '');

    const answer = await desk.request(link(ana), fillIn('', { ...approving, nonce }));

    expect(answer.status).toBe(400);
    expect(wordsOn(await answer.text())).toContain('This form did not come from this page Nothing was recorded.');
    expect(request().votes).toEqual([]);
  });

  test('is accepted when another instance of the desk served it after a rotation', async () => {
    let live = rotatedKeys;
    const { desk, link, request } = await askedSetup(
      {},
      { signingKeys: async ({ fresh = false } = {}) => (fresh ? rotatedKeys : live) },
    );
    const opened = await (await desk.request(link(ana))).text();
    live = signingKeys;

    expect((await sendForm(desk, link(ana), fillIn(opened, approving))).status).toBe(200);
    expect(request().status).toBe('APPROVED');
  });

  test('is refused when its reviewer may no longer decide', async () => {
    const { desk, link, request } = await askedSetup();
    const opened = await (await desk.request(link('eve@example.com'))).text();

    const answer = await desk.request(link('eve@example.com'), fillIn(opened, approving));

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<h1>You are no longer asked about this</h1>');
    expect(request().votes).toEqual([]);
  });

  test('M4 is refused when the gate excludes its reviewer, and the page has no form for them', async () => {
    const { desk, link, store, request, logger } = await askedSetup();
    const opened = await (await desk.request(link(ana))).text();
    store.edit(key, JSON.stringify({ ...request(), excluded: ['Ana+release@example.com'] }));
    const before = store.contents();

    const answer = await desk.request(link(ana), fillIn(opened, approving));

    expect(answer.status).toBe(403);
    expect(wordsOn(await answer.text())).toContain(
      'You may not decide about this The configuration of this gate names you',
    );
    const page = await (await desk.request(link(ana))).text();
    expect(page).not.toContain('<form');
    expect(wordsOn(page)).toContain(
      'You may not decide about this The configuration of this gate names you among those who may not decide. Another reviewer has to decide.',
    );
    expect(logger.lines.at(-1)?.message).toBe('the desk showed a request');
    expect(store.contents()).toEqual(before);
  });

  test('M4 counts two links of one mailbox once', async () => {
    const { desk, link, store, request } = await askedSetup({ approvals: 2 });
    store.edit(key, JSON.stringify({ ...request(), reviewers: [ana, 'ana+prod@example.com', ben] }));

    await decideAt(desk, link(ana));
    const { page } = await decideAt(desk, link('ana+prod@example.com'));

    expect(wordsOn(page)).toContain('Your approval is recorded Recorded at 14:00 UTC as ana@example.com: 1 of 2');
    expect(request()).toMatchObject({ status: 'PENDING', votes: [{ by: ana }] });
  });

  test('gets "not found" when the request was deleted in the meantime', async () => {
    const { desk, link, store } = await askedSetup();
    const opened = await (await desk.request(link(ana))).text();
    await store.remove(key, neverAborted);

    const answer = await desk.request(link(ana), fillIn(opened, approving));

    expect(answer.status).toBe(404);
    expect(store.contents()[key]).toBeUndefined();
  });
});

async function askedSetup(hookDetails = {}, options: SetupOptions = {}): Promise<Setup> {
  const setup = approvalSetup(options);
  await setup.gate({ reviewers: [ana, ben, cho], ...hookDetails })();
  return setup;
}
