import { describe, expect, test } from 'vitest';
import { requestKey } from '../../src/storage/keys.ts';
import {
  approvalSetup,
  decideAt,
  facts,
  key,
  neverAborted,
  rejecting,
  type Setup,
  subject,
} from '../helpers/approval.ts';
import { blueArn, ecsEvent, greenArn, rollbackEvent, weightedEvent } from '../helpers/hook.ts';
import { unavailable, wrapStore } from '../helpers/memory-store.ts';

/** Numbered as in the survey of other tools. Each fault was reproduced with their code; these tests show that Greenlight does not have it. */
describe('known faults of other tools', () => {
  test('fault 1: a missing approval does not count as an approval, not even at the first deployment', async () => {
    const setup = approvalSetup({ describe: async () => ({ ...facts, firstDeployment: true, images: [] }) });
    const poll = setup.gate({ deadlineMinutes: 30 });

    const asked = await poll();
    await setup.store.remove(key, neverAborted);
    const askedAgain = await poll();
    setup.clock.step(30 * 60 + 5);
    const ended = await poll();

    expect([asked, askedAgain, ended].map(({ hookStatus }) => hookStatus)).toEqual([
      'IN_PROGRESS',
      'IN_PROGRESS',
      'FAILED',
    ]);
  });

  test.each([
    ['at the desk', async ({ desk, link }: Setup) => decideAt(desk, link(), rejecting)],
    [
      'by an object that says REJECTED',
      async ({ store }: Setup) => store.edit(key, (store.contents()[key] ?? '').replace('"PENDING"', '"REJECTED"')),
    ],
  ])('fault 2: a release can be rejected, %s', async (_how, reject) => {
    const setup = approvalSetup();
    const poll = setup.gate();
    await poll();

    await reject(setup);

    expect((await poll()).hookStatus).toBe('FAILED');
  });

  test.each([
    ['403', 'S3 did not return it: status 403, AccessDenied'],
    ['503', 'S3 did not return it: status 503, SlowDown'],
  ])('fault 3: S3 %s does not roll a healthy release back', async (_status, problem) => {
    let broken = false;
    const setup = approvalSetup({
      wrap: (store) =>
        wrapStore(store, (_operation, _key, run) => (broken ? Promise.reject(unavailable(problem)) : run())),
    });
    const poll = setup.gate();
    await poll();

    broken = true;
    const duringOutage = [await poll(), await poll(), await poll()];
    broken = false;
    await decideAt(setup.desk, setup.link());

    expect(duringOutage.map(({ hookStatus }) => hookStatus)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'IN_PROGRESS']);
    expect(duringOutage[0]?.reason).toContain(problem);
    expect((await poll()).hookStatus).toBe('SUCCEEDED');
  });

  test('fault 4: a rollback does not need an approval', async () => {
    const setup = approvalSetup();

    const answer = await setup.hook(rollbackEvent());

    expect(answer.hookStatus).toBe('SUCCEEDED');
    expect(setup.notifier.sent).toEqual([]);
    expect(setup.store.contents()).toEqual({});
  });

  test('fault 5: one approval does not cover later steps, other services or other clusters', async () => {
    const setup = approvalSetup();
    const step = (percent: number) =>
      weightedEvent('PRE_PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: percent, [blueArn]: 100 - percent } });
    const elsewhere = (from: string, to: string) =>
      JSON.parse(JSON.stringify(step(10)).replaceAll(from, to)) as Record<string, unknown>;
    const first = setup.gate({}, step(10));
    await first();
    const approved = requestKey({ ...subject, stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', step: 10 });
    await decideAt(setup.desk, setup.link('link holder', { key: approved }));

    const later = await setup.hook(step(50));
    const otherService = await setup.hook(elsewhere('my-service', 'other-service'));
    const otherCluster = await setup.hook(elsewhere('my-cluster', 'other-cluster'));

    expect((await first()).hookStatus).toBe('SUCCEEDED');
    expect([later, otherService, otherCluster].map(({ hookStatus }) => hookStatus)).toEqual([
      'IN_PROGRESS',
      'IN_PROGRESS',
      'IN_PROGRESS',
    ]);
  });

  test.each([
    [{}, /^the event is not from ECS/],
    [null, /^the event is null/],
    ['text', /^the event is "text"/],
    [ecsEvent({ hookDetails: 'text' }), /^hookDetails is "text"; write a JSON object/],
    [ecsEvent({ hookDetails: 12 }), /^hookDetails is 12; write a JSON object/],
  ])('fault 6: %j results in an answer with a reason', async (event, reason) => {
    const setup = approvalSetup();

    const answer = await setup.hook(event);

    expect(answer.hookStatus).toBe('FAILED');
    expect(answer.reason).toMatch(reason);
  });

  test('fault 6: hookDetails null counts as none', async () => {
    const setup = approvalSetup();

    expect(await setup.hook(ecsEvent({ hookDetails: null }))).toMatchObject({ hookStatus: 'IN_PROGRESS' });
  });

  test('fault 9: a repeated first call does not notify people twice, and does not delete the approval', async () => {
    const setup = approvalSetup();
    await setup.hook(ecsEvent());
    await decideAt(setup.desk, setup.link());

    const redelivered = await setup.hook(ecsEvent());

    expect(redelivered.hookStatus).toBe('SUCCEEDED');
    expect(setup.notifier.sent).toHaveLength(1);
  });

  test('fault 9: a crash between creating the request and notifying people does not leave them without a notification', async () => {
    let crashed = false;
    const setup = approvalSetup({
      wrap: (store) =>
        wrapStore(store, async (operation, _key, run) => {
          const result = await run();
          if (operation !== 'create' || crashed) return result;
          crashed = true;
          throw unavailable('the function was killed');
        }),
    });
    const poll = setup.gate();
    await poll();
    const toldAtOnce = setup.notifier.sent.length;

    setup.clock.step(180);
    await poll();

    expect(toldAtOnce).toBe(0);
    expect(setup.notifier.sent).toHaveLength(1);
  });

  test('fault 10: a leftover approval approves neither the next deployment nor another service', async () => {
    const setup = approvalSetup();
    await setup.hook(ecsEvent());
    await decideAt(setup.desk, setup.link());
    const redeployed = JSON.stringify(ecsEvent()).replaceAll('EZe5RNVLH6PPzHXINuP28', 'exDpBfIu2nWvYW8n1jw01');
    const otherService = JSON.stringify(ecsEvent()).replaceAll('my-service', 'other-service');

    const answers = [await setup.hook(JSON.parse(redeployed)), await setup.hook(JSON.parse(otherService))];

    expect(answers.map(({ hookStatus }) => hookStatus)).toEqual(['IN_PROGRESS', 'IN_PROGRESS']);
    expect(setup.notifier.sent).toHaveLength(3);
  });

  test('fault 11: following a link decides nothing, and a decision names the reviewer of the link that was used', async () => {
    const setup = approvalSetup();
    const poll = setup.gate({ reviewers: ['ana@example.com', 'ben@example.com'] });
    await poll();
    const links = setup.notifier.sent.map((notice) => setup.linkIn(notice));

    for (const link of links) {
      await setup.desk.request(link);
      await setup.desk.request(link, { method: 'HEAD' });
      await setup.desk.request(`${link}?choice=approve&looked=yes`);
    }
    const scanned = await poll();
    await decideAt(setup.desk, links[1] ?? '');

    expect(scanned.hookStatus).toBe('IN_PROGRESS');
    expect(new Set(links).size).toBe(2);
    expect(setup.request().decision?.by).toBe('ben@example.com');
    expect((await poll()).reason).toMatch(/^approved by ben@example\.com at/);
  });
});
