import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { readHookConfiguration } from '../../../../src/service-hooks/hook-configuration.ts';
import { approvalSetup, approving, decideAt, decideByIam, key, rejecting, wordsOn } from '../../../helpers/approval.ts';
import { parameterPrefix, pauseSetup, sweep } from '../../../pause-bridge/pause-setup.ts';
import { openGateWithMails } from './open-gate.ts';

const [ana, ben, cho, dan, eve] = [
  'ana@example.com',
  'ben@example.com',
  'cho@example.com',
  'dan@example.com',
  'eve@example.com',
];
const groups = { leads: [dan] };
const rules: JsonObject[] = [
  { name: 'qa', from: [ana, ben], deputies: [{ afterMinutes: 60, from: [eve] }] },
  { name: 'security', from: [cho], deputies: [{ afterMinutes: 60, from: ['leads'] }] },
];
const withRules = { groups, rules };
const simple = { reviewers: [ana, ben], deputies: [{ afterMinutes: 60, from: [dan] }] };
const identityCenter = `arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/${dan}`;

describe('deputies', () => {
  test('of a rule are asked once their time has come, if the rule is not met, and decide for it', async () => {
    const { pollAfter, decide } = await openGateWithMails(withRules);
    await decide(ana);
    expect((await pollAfter(59)).who).toEqual([]);

    const { mails, who } = await pollAfter(2);

    expect(who).toEqual([dan]);
    expect(mails[0]?.subject).toMatch(/^\[DEPUTY\] Approve my-service/);
    expect(mails[0]?.body).toContain('Deputy:   security was not met after 60 minutes, so you may decide as well');
    expect((await pollAfter(1)).who).toEqual([]);
    await decide(dan);
    expect(await pollAfter(0)).toMatchObject({
      answer: { hookStatus: 'SUCCEEDED', reason: expect.stringContaining(`approved by ${ana}, ${dan}`) },
    });
  });

  test('of reviewers are asked, and decide', async () => {
    const { pollAfter, notifier, linkIn, desk } = await openGateWithMails(simple);
    expect(notifier.sent.map(({ attributes }) => attributes['reviewer'])).toEqual([ana, ben]);

    const { mails, who } = await pollAfter(61);

    expect(who).toEqual([dan]);
    expect(mails[0]?.body).toContain('there were not enough approvals after 60 minutes');
    expect((await decideAt(desk, linkIn(mails[0]))).status).toBe(200);
    expect(await pollAfter(0)).toMatchObject({ answer: { hookStatus: 'SUCCEEDED' }, who: [] });
  });

  test.each([
    ['of a rule', withRules],
    ['of reviewers', simple],
  ])('%s cannot decide before, and the page says from when they can', async (_of, hookDetails) => {
    const { clock, desk, link, decide, request, poll } = await openGateWithMails(hookDetails);
    clock.step(3599);

    const page = wordsOn(await (await desk.request(link(dan))).text());
    const refused = await decide(dan);
    const { status, answer } = await decideByIam(desk, identityCenter, 'approve');

    expect(page).toContain('You cannot decide yet You are a deputy: you can decide from 2026-11-22 15:00 UTC');
    expect(page).not.toContain('Record my decision');
    expect(refused.status).toBe(403);
    expect(status).toBe(403);
    expect(answer).toMatchObject({
      recorded: false,
      outcome: 'not-yet',
      message: expect.stringContaining('is a deputy, and can decide from 15:00 UTC; your approval was not recorded'),
    });
    expect(request().votes).toEqual([]);
    clock.step(1);
    expect((await decideByIam(desk, identityCenter, 'approve')).answer.recorded).toBe(true);
    expect((await poll()).hookStatus).toBe(hookDetails === simple ? 'SUCCEEDED' : 'IN_PROGRESS');
  });

  test('count by the time of their vote: one that was written into the bucket too early counts for nothing', async () => {
    const { pollAfter, request, store } = await openGateWithMails(simple);
    const early = { id: 'x', choice: 'APPROVE', by: dan, at: '2026-11-22T14:30:00.000Z' };
    const decision = { id: 'x', status: 'APPROVED', by: dan, via: 'desk', at: early.at };
    store.edit(key, JSON.stringify({ ...request(), votes: [early], status: 'APPROVED', decision }));

    expect(await pollAfter(61)).toMatchObject({ answer: { reason: expect.stringContaining('approved by hand') } });
  });

  test('reject as others do', async () => {
    const { pollAfter, decide } = await openGateWithMails(withRules);
    await pollAfter(61);

    await decide(eve, rejecting);

    expect((await pollAfter(0)).answer).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining(`rejected by ${eve}`),
    });
  });

  test('who are asked for another rule anyway count for both, each by the time of the vote', async () => {
    const both: JsonObject[] = [
      { name: 'qa', from: [ana, ben] },
      { name: 'security', from: [cho], deputies: [{ afterMinutes: 60, from: [ana] }] },
    ];
    const { pollAfter, decide, request } = await openGateWithMails({ rules: both });
    await decide(ana);
    await decide(ben);
    expect((await pollAfter(61)).who).toEqual([ana]);
    expect(request().status).toBe('PENDING');

    await decide(ana);

    expect((await pollAfter(0)).answer.hookStatus).toBe('SUCCEEDED');
  });

  test('are not asked while their rule is met, but are once a vote for it is withdrawn', async () => {
    const { pollAfter, decide } = await openGateWithMails(withRules);
    await decide(ana);
    expect((await pollAfter(61)).who).toEqual([dan]);

    await decide(ana, { choice: 'withdraw', reason: '' });

    expect((await pollAfter(1)).who).toEqual([eve]);
    expect((await pollAfter(1)).who).toEqual([]);
  });

  test('come in several steps', async () => {
    const deputies = [
      { afterMinutes: 30, from: [dan] },
      { afterMinutes: 90, from: [eve] },
    ];
    const { pollAfter } = await openGateWithMails({ reviewers: [ana], deputies });

    expect((await pollAfter(31)).who).toEqual([dan]);
    expect((await pollAfter(58)).who).toEqual([]);
    expect((await pollAfter(2)).who).toEqual([eve]);
  });

  test('are asked within business hours, and get reminders once they are asked', async () => {
    const { pollAfter } = await openGateWithMails({
      ...simple,
      businessHours: { timeZone: 'Europe/Berlin' },
      reminders: { everyMinutes: 90, limit: 2 },
    });

    expect((await pollAfter(17 * 60 + 30)).who).toEqual([]);
    // Monday, 10:00 in Berlin.
    expect((await pollAfter(91)).who).toEqual([dan]);
    expect((await pollAfter(30)).who).toEqual([ana, ben, dan]);
  });

  test('are mailed again after a failure, and never twice otherwise', async () => {
    const { pollAfter, notifier } = await openGateWithMails(simple);
    notifier.failWith(new Error('SNS does not respond'));
    expect((await pollAfter(61)).who).toEqual([]);
    notifier.failWith(undefined);

    expect((await pollAfter(1)).who).toEqual([dan]);
    expect((await pollAfter(1)).who).toEqual([]);
  });

  test('who are excluded are not asked and cannot decide', async () => {
    const { pollAfter, decide } = await openGateWithMails({
      rules: [{ name: 'qa', from: [ana], deputies: [{ afterMinutes: 60, from: [dan, eve] }] }],
      excluded: [dan],
    });

    expect((await pollAfter(61)).who).toEqual([eve]);
    expect((await decide(dan)).status).toBe(403);
  });

  test('are shown in advance to everybody who is asked', async () => {
    const { notifier, desk, link } = await openGateWithMails(simple);
    const other = await openGateWithMails(withRules);

    expect(notifier.sent[0]?.body).toContain(`Deputies    from 2026-11-22 15:00 UTC also ${dan}`);
    expect(wordsOn(await (await desk.request(link(ana))).text())).toContain(
      `Reviewers: ${ana}, ${ben}; from 2026-11-22 15:00 UTC also ${dan}.`,
    );
    expect(other.notifier.sent[0]?.body).toContain(`security: 0 of 1 (${cho}; from 2026-11-22 15:00 UTC also ${dan})`);
  });

  test('do not make a stranger one', async () => {
    const { pollAfter, decide, request } = await openGateWithMails(simple);
    await pollAfter(61);

    expect((await decide(eve)).status).toBe(403);
    expect(request().votes).toEqual([]);
  });

  test('are asked by the sweep about a pause, after days too', async () => {
    const deputies = [{ afterMinutes: 2880, from: [dan] }];
    const setup = await pauseSetup({
      parameters: { [parameterPrefix]: JSON.stringify({ reviewers: [ana], deputies }) },
      timeout: { timeoutInMinutes: 20_160, action: 'ROLLBACK' },
    });
    await setup.send(await setup.pause());
    expect((await setup.approve(approving, dan)).status).toBe(403);
    await setup.minutes(2881);
    await setup.send(sweep);
    await setup.send(sweep);

    expect(setup.notifier.sent.map(({ attributes }) => attributes['reviewer'])).toEqual([ana, dan]);
    await setup.approve(approving, dan);
    await setup.send({ request: setup.requestKey() });
    expect(setup.answers).toMatchObject([{ action: 'CONTINUE' }]);
  });

  const wrong: [string, JsonObject, RegExp][] = [
    ['after the deadline', { ...simple, deadlineMinutes: 60 }, /deadlineMinutes: expected more than 60 minutes/],
    [
      'of a rule after the deadline',
      { ...withRules, deadlineMinutes: 30 },
      /deadlineMinutes: expected more than 60 minutes, after which deputies are asked/,
    ],
    ['next to rules', { ...withRules, deputies: simple.deputies }, /in each rule/],
    ['without reviewers', { deputies: simple.deputies }, /expected reviewers/],
    ['who are no people', { ...simple, deputies: [{ afterMinutes: 60, from: ['leads'] }] }, /"leads" is none of them/],
    [
      'of a rule who are no people',
      { rules: [{ name: 'qa', from: [ana], deputies: [{ afterMinutes: 60, from: ['leads'] }] }] },
      /"leads" is none of them/,
    ],
    ['who are reviewers', { ...simple, deputies: [{ afterMinutes: 60, from: [ana] }] }, /at least one mail address/],
    [
      'of a rule whom nobody can ask',
      {
        rules: [
          {
            name: 'qa',
            from: [ana],
            deputies: [
              {
                afterMinutes: 60,
                from: [identityCenter.replace(dan, 'x').replace('AWSReservedSSO_Ops_0123456789abcdef', 'ops')],
              },
            ],
          },
        ],
      },
      /among the deputies of "qa" after 60 minutes/,
    ],
    ['at once', { ...simple, deputies: [{ afterMinutes: 0, from: [dan] }] }, /afterMinutes/],
    ['whose list is empty', { ...simple, deputies: [] }, /at least one entry/],
  ];
  test.each(wrong)('%s are refused', async (_what, hookDetails, problem) => {
    expect((await readHookConfiguration('approval', hookDetails, {})).problem).toMatch(problem);
    expect(await approvalSetup().gate(hookDetails)()).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringMatching(problem),
    });
  });
});
