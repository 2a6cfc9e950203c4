import { describe, expect, test } from 'vitest';
import { createLedger } from '../../../../src/approval/request/ledger.ts';
import { type ApprovalRequest, formatRequest } from '../../../../src/approval/request/request.ts';
import { confirmDeployed } from '../../../../src/checks/approval/confirm/confirm-deployed.ts';
import type { Deployed } from '../../../../src/checks/approval/confirm/find-deployed.ts';
import {
  approvalSetup,
  approving,
  decideAt,
  facts,
  key,
  neverAborted,
  rejecting,
  subject,
  wordsOn,
} from '../../../helpers/approval.ts';
import { greenArn, targetOf } from '../../../helpers/hook.ts';

const [ui] = facts.images;
const image = (after: string) => [{ container: 'ui', ...ui, after }];
const running: Deployed = {
  deployment: { status: 'IN_PROGRESS', targetServiceRevision: { arn: greenArn } },
  images: facts.images,
};

/** ECS, of which each part can be changed, and a request of which ECS said these images. */
async function asked(shown = facts.images) {
  const ecs = { says: running as Deployed | Error, calls: 0 };
  const setup = approvalSetup({
    describe: async () => ({ ...facts, images: shown }),
    deployed: async () => {
      ecs.calls += 1;
      if (ecs.says instanceof Error) throw ecs.says;
      return ecs.says;
    },
  });
  const poll = setup.gate({ reviewers: ['ana@example.com'], errorBudget: 3 });
  await poll();
  const approve = () => decideAt(setup.desk, setup.link('ana@example.com'));
  const page = async () => wordsOn(await (await setup.desk.request(setup.link('ana@example.com'))).text());
  return { ...setup, ecs, poll, approve, page };
}

describe('an approval', () => {
  test('passes while ECS deploys what people were asked about, and asks ECS once', async () => {
    const { poll, approve, ecs, request } = await asked();
    expect((await poll()).hookStatus).toBe('IN_PROGRESS');
    expect(ecs.calls).toBe(0);
    await approve();

    expect((await poll()).hookStatus).toBe('SUCCEEDED');
    expect((await poll()).hookStatus).toBe('SUCCEEDED');
    expect(ecs.calls).toBe(1);
    expect(request().confirmation).toEqual({
      at: expect.any(String),
      images: [{ container: 'ui', after: 'shop/ui:1.42' }],
    });
  });

  test.each([
    [
      'the tag has another digest',
      image('shop/ui:1.42@sha256:aaaa'),
      { ...running, images: image('shop/ui:1.42@sha256:bbbb') },
      'the image of ui is shop/ui:1.42@sha256:bbbb now',
    ],
    [
      'the revision has another image',
      facts.images,
      { ...running, images: image('shop/ui:1.43') },
      'the image of ui is shop/ui:1.43 now',
    ],
    [
      'the deployment has another revision',
      facts.images,
      {
        ...running,
        deployment: {
          status: 'IN_PROGRESS',
          targetServiceRevision: {
            arn: 'arn:aws:ecs:us-west-2:123456789012:service-revision/my-cluster/my-service/42',
          },
        },
      },
      'ECS deploys revision 42 now',
    ],
    [
      'the deployment was stopped',
      facts.images,
      { ...running, deployment: { status: 'STOPPED' } },
      'ECS stopped the deployment',
    ],
    [
      'the deployment is over',
      facts.images,
      { ...running, deployment: { status: 'SUCCESSFUL' } },
      'the deployment succeeded without this decision',
    ],
  ])('does not count if %s, and that remains so', async (_case, shown, now, why) => {
    const { poll, approve, ecs, request, page } = await asked(shown);
    await approve();
    ecs.says = now;

    expect((await poll()).hookStatus).toBe('FAILED');
    ecs.says = { ...running, images: shown };
    const again = await poll();
    expect(again.hookStatus).toBe('FAILED');
    expect(again.reason).toContain(`but ${why}`);
    expect(again.reason).toContain('deploy again to be asked again');
    expect(request()).toMatchObject({ status: 'APPROVED', confirmation: { outdated: expect.stringContaining(why) } });
    expect(request().history.at(-1)?.what).toContain(`NOT PASSED: ${why}`);
    expect(await page()).toContain('This was approved, but the approval does not count');
    expect(await page()).toContain(why);
  });

  test('passes with a digest that ECS has resolved since people were asked, and records it', async () => {
    const { poll, approve, ecs, request, page } = await asked(image('shop/ui:1.42'));
    await approve();
    ecs.says = { ...running, images: image('shop/ui:1.42@sha256:aaaa') };

    expect((await poll()).hookStatus).toBe('SUCCEEDED');
    expect(request().confirmation).toMatchObject({ images: [{ container: 'ui', after: 'shop/ui:1.42@sha256:aaaa' }] });
    expect(await page()).toContain('When it was about to pass, ECS was deploying: ui shop/ui:1.42@sha256:aaaa.');
  });

  test.each([
    ['cannot be asked', new Error('AccessDeniedException: not authorized')],
    ['knows no such deployment', { ...running, deployment: undefined }],
    ['no longer names the images', { ...running, images: undefined }],
  ])('waits for the error budget if ECS %s, and passes once it answers', async (_case, says) => {
    const { poll, approve, ecs, request } = await asked();
    await approve();
    ecs.says = says;

    for (let call = 0; call < 3; call += 1) expect((await poll()).hookStatus).toBe('IN_PROGRESS');
    expect(request().confirmation).toBeUndefined();
    ecs.says = running;
    expect((await poll()).hookStatus).toBe('SUCCEEDED');
  });

  test('never passes if ECS cannot be asked until the budget is used up', async () => {
    const { poll, approve, ecs } = await asked();
    await approve();
    ecs.says = new Error('ThrottlingException: Rate exceeded');

    const answers = [];
    for (let call = 0; call < 4; call += 1) answers.push(await poll());
    expect(answers.map(({ hookStatus }) => hookStatus)).toEqual([
      'IN_PROGRESS',
      'IN_PROGRESS',
      'IN_PROGRESS',
      'FAILED',
    ]);
    expect(answers[0]?.reason).toContain(
      'ECS could not be asked what it deploys now: ThrottlingException: Rate exceeded',
    );
  });

  test('holds no rollback up, and lets nothing through then', async () => {
    const { poll, approve, ecs, request } = await asked();
    await approve();
    ecs.says = { ...running, deployment: { status: 'ROLLBACK_IN_PROGRESS', rollback: { reason: 'alarm' } } };

    const answer = await poll();

    expect(answer.hookStatus).toBe('SUCCEEDED');
    expect(answer.reason).toContain('ECS began to roll the deployment back: alarm');
    expect(request().confirmation).toBeUndefined();
  });
});

test('a rejection fails the gate without asking ECS', async () => {
  const { poll, ecs, desk, link } = await asked();
  await decideAt(desk, link('ana@example.com'), rejecting);
  ecs.says = new Error('ThrottlingException: Rate exceeded');

  expect((await poll()).hookStatus).toBe('FAILED');
  expect(ecs.calls).toBe(0);
});

describe('the comparison of a request that has changed in the ledger meanwhile', () => {
  const outdated = { at: '2026-11-22T14:20:00.000Z', outdated: 'ECS deploys revision 42 now' };
  const target = { ...targetOf(), deploymentId: subject.deploymentId };

  /** Compares while the ledger has a request that was changed like this after the decision. */
  async function confirm(decide: typeof approving | typeof rejecting | undefined, changes: Partial<ApprovalRequest>) {
    const { desk, link, store, clock, request, poll, ecs } = await asked();
    if (decide) await decideAt(desk, link('ana@example.com'), decide);
    store.edit(key, formatRequest({ ...request(), ...changes }));
    const parts = { ledger: createLedger(store), deployed: async () => running };
    return {
      ...(await confirmDeployed(parts, { subject }, target, { clock, signal: neverAborted })),
      request,
      poll,
      ecs,
    };
  }

  test('keeps what a faster call has recorded', async () => {
    const { found, stored, request, poll } = await confirm(approving, { confirmation: outdated });

    expect(found).toEqual({ kind: 'same' });
    expect(stored).toEqual(outdated);
    expect(request().confirmation).toEqual(outdated);
    expect((await poll()).hookStatus).toBe('FAILED');
  });

  test.each([
    ['is rejected', rejecting],
    ['is not decided', undefined],
  ])('records nothing if the request %s', async (_what, decide) => {
    const { found, stored, request } = await confirm(decide, {});

    expect([found, stored]).toEqual([{ kind: 'same' }, undefined]);
    expect(request().confirmation).toBeUndefined();
  });
});

test('an ECS that cannot be asked is the cause of the error', async () => {
  const cause = new Error('ThrottlingException: Rate exceeded');
  const { clock, store } = approvalSetup();
  const parts = { ledger: createLedger(store), deployed: () => Promise.reject(cause) };
  const target = { ...targetOf(), deploymentId: subject.deploymentId };

  await expect(confirmDeployed(parts, { subject }, target, { clock, signal: neverAborted })).rejects.toMatchObject({
    message: 'ECS could not be asked what it deploys now: ThrottlingException: Rate exceeded',
    cause,
  });
});
