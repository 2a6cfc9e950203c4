import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { readHookConfiguration } from '../../../../src/service-hooks/hook-configuration.ts';
import { longestWait } from '../../../../src/service-hooks/longest-wait.ts';
import { approvalSetup, decideByIam, wordsOn } from '../../../helpers/approval.ts';
import { parameterPrefix, pauseSetup, sweep } from '../../../pause-bridge/pause-setup.ts';
import { openGate } from './open-gate.ts';

const ana = 'ana@example.com';
/** In these tests it is Sunday, 22 November 2026, 15:00 in Berlin. */
const businessHours = { timeZone: 'Europe/Berlin' };
const office = { reviewers: [ana], deadlineMinutes: 240, businessHours };
const monday = '2026-11-23 12:00 UTC (Mon 2026-11-23 13:00 Europe/Berlin)';

describe('business hours', () => {
  test('stop the clock of the deadline, and everybody sees the real one', async () => {
    const { first, request, notifier, desk, link, decide } = await openGate({ ...office, approvals: 1 });

    expect(request().deadline).toBe('2026-11-23T12:00:00.000Z');
    expect(first.reason).toBe(`0 of 1 approval, until ${monday}`);
    expect(notifier.sent[0]?.body).toContain(`Until:    ${monday}, then ECS rolls back.`);
    expect(wordsOn(await (await desk.request(link(ana))).text())).toContain(`22 h left until ${monday}, then`);
    await decide(ana);
    expect(request().status).toBe('APPROVED');
  });

  test('let people decide at any time', async () => {
    const { poll, decide, clock } = await openGate(office);
    clock.step(10 * 3600);

    await decide(ana);

    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test('end it when its minutes are over, and not before', async () => {
    const { poll, clock } = await openGate(office);

    clock.step(22 * 3600 - 60);
    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    clock.step(120);
    expect(await poll()).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining('without a decision') });
  });

  test('do not let a polling gate wait until ECS gives up on it', async () => {
    const { request } = await openGate({ ...office, businessHours: { ...businessHours, days: ['wed'] } });

    expect(request().deadline).toBe('2026-11-23T13:50:00.000Z');
  });

  test('let a pause wait for days', async () => {
    const hours = { ...businessHours, days: ['wed'] };
    const setup = await pauseSetup({
      parameters: { [parameterPrefix]: JSON.stringify({ ...office, businessHours: hours }) },
      timeout: { timeoutInMinutes: 20_160, action: 'ROLLBACK' },
    });
    await setup.send(await setup.pause());

    expect(setup.request().deadline).toBe('2026-11-25T12:00:00.000Z');
    await setup.minutes(2 * 1440);
    await setup.send(sweep);
    expect(setup.answers).toEqual([]);
    await setup.approve(undefined, ana);
    await setup.send({ request: setup.requestKey() });
    expect(setup.answers).toMatchObject([{ action: 'CONTINUE' }]);
  });

  test('end a pause before ECS stops waiting', async () => {
    const hours = { ...businessHours, days: ['wed'] };
    const setup = await pauseSetup({
      parameters: { [parameterPrefix]: JSON.stringify({ ...office, businessHours: hours }) },
      timeout: { timeoutInMinutes: 1440, action: 'CONTINUE' },
    });
    await setup.send(await setup.pause());

    const left = Date.parse(setup.request().deadline) - setup.clock.now().getTime();
    expect(left).toBeGreaterThan(1430 * 60_000);
    expect(left).toBeLessThanOrEqual(1437 * 60_000);
  });

  test('are the gate: another hook with other hours does not share its request', async () => {
    const { gate, first } = await openGate(office);
    expect(first).toMatchObject({ hookStatus: 'IN_PROGRESS' });

    const other = await gate({ ...office, businessHours: { ...businessHours, to: '12:00' } })();

    expect(other).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining('businessHours') });
  });

  test('make ECS have to wait as long as a polling gate may', () => {
    expect(longestWait('approval', { deadlineMinutes: 60 }).minutes).toBe(60);
    expect(longestWait('approval', { deadlineMinutes: 60, businessHours }).minutes).toBe(1430);
  });

  test('can be left: an identity extends the deadline to any time', async () => {
    const { desk, poll, clock } = await openGate(office);
    const deadline = '2026-11-23T13:00:00.000Z';

    const { answer } = await decideByIam(desk, 'arn:aws:iam::123456789012:user/dan', 'extend', {
      deadline,
      reason: 'QA is late',
    });

    expect(answer.message).toContain('until 2026-11-23 13:00 UTC (Mon 2026-11-23 14:00 Europe/Berlin)');
    clock.step(22.5 * 3600);
    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
  });

  const wrong: [string, JsonObject, RegExp][] = [
    ['an unknown zone', { timeZone: 'Europe/Atlantis' }, /timeZone: .*Europe\/Berlin/],
    ['an offset, which knows no daylight saving time', { timeZone: '+01:00' }, /timeZone/],
    ['no zone', {}, /timeZone/],
    ['no day', { ...businessHours, days: [] }, /expected at least one day/],
    ['a day twice', { ...businessHours, days: ['mon', 'mon'] }, /each day once/],
    ['an unknown day', { ...businessHours, days: ['monday'] }, /mon, tue/],
    ['hours over midnight', { ...businessHours, from: '22:00', to: '06:00' }, /over midnight cannot be set/],
    ['no hours at all', { ...businessHours, from: '09:00', to: '09:00' }, /over midnight/],
    ['a time that is not one', { ...businessHours, from: '9am' }, /"09:00"/],
    [
      'an hour that does not exist, in one message',
      { ...businessHours, from: '25:00' },
      /^(?!.*over midnight).*"09:00"/s,
    ],
    ['an unknown key', { ...businessHours, holidays: [] }, /holidays/],
  ];
  test.each(wrong)('refuse %s', async (_what, given, problem) => {
    const hookDetails = { ...office, businessHours: given };

    expect((await readHookConfiguration('approval', hookDetails, {})).problem).toMatch(problem);
    expect(await approvalSetup().gate(hookDetails)()).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringMatching(problem),
    });
  });
});
