import { describe, expect, test } from 'vitest';
import { type ApprovalRequest, formatRequest, parseRequest } from '../../../../src/approval/request/request.ts';
import { onceDecision } from '../../../../src/approval/request/steps/earlier-step.ts';
import { VirtualClock } from '../../../../src/controller/clock/virtual-clock.ts';
import { createController } from '../../../../src/controller/controller.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import {
  approvalSetup,
  approving,
  countedIds,
  decideAt,
  deskOver,
  facts,
  hookOver,
  keyOf,
  linkTo,
  newRequest,
  recordingNotifier,
  rejecting,
  type SetupParts,
  signingKeys,
  subject,
  vote,
} from '../../../helpers/approval.ts';
import { blueArn, greenArn, lambdaContext, recordingLogger, weightedEvent } from '../../../helpers/hook.ts';
import { memoryStore } from '../../../helpers/memory-store.ts';
import { parameterPrefix, pauseSetup, sweep } from '../../../pause-bridge/pause-setup.ts';

const ana = 'ana@example.com';
const once = { reviewers: [ana], once: true };
const stage = 'PRE_PRODUCTION_TRAFFIC_SHIFT';

/** A linear deployment in four steps on the controller, with an approval hook before each of them. */
async function linear(hookDetails: JsonObject, { describe = facts, strategy = 'LINEAR' as const } = {}) {
  const clock = new VirtualClock({ start: new Date('2026-11-22T14:00:00Z') });
  const store = memoryStore(clock);
  const notifier = recordingNotifier();
  const parts: SetupParts = {
    ...{ store, clock, notifier, logger: recordingLogger(), newId: countedIds() },
    signingKeys: async () => signingKeys,
    describe: async () => ({ ...describe, strategy }),
  };
  const reasons: string[] = [];
  const hook = hookOver(parts);
  const controller = createController({
    service: { region: 'us-west-2', account: '123456789012', cluster: 'my-cluster', service: 'my-service' },
    clock,
    functions: () => async (event) => {
      const answer = await hook(event, lambdaContext());
      if (answer.hookStatus !== 'IN_PROGRESS') reasons.push(`${answer.hookStatus} ${answer.reason}`);
      return answer;
    },
  });
  const images = (tag: string) => [{ containerName: 'ui', image: `shop/ui:${tag}` }];
  const configuration = {
    strategy,
    bakeTimeInMinutes: 0,
    linearConfiguration: { stepPercent: 25, stepBakeTimeInMinutes: 1 },
  };
  await controller.deploy({
    ...{ taskDefinition: 'shop:1', containerImages: images('1') },
    deploymentConfiguration: { ...configuration, lifecycleHooks: [] },
  });
  const { serviceDeploymentArn } = controller.startDeployment({
    ...{ taskDefinition: 'shop:2', containerImages: images('2') },
    deploymentConfiguration: {
      ...configuration,
      lifecycleHooks: [
        {
          ...{ hookTargetArn: 'arn:aws:lambda:us-west-2:123456789012:function:approval', lifecycleStages: [stage] },
          ...{ roleArn: 'arn:aws:iam::123456789012:role/hooks', hookDetails },
        },
      ],
    },
  });
  const desk = deskOver(parts);
  const requests = () =>
    Object.entries(store.contents())
      .filter(([key]) => key.startsWith('approvals/'))
      .map(([key, body]) => ({ key, request: parseRequest(body) }));
  const pending = () => requests().filter(({ request }) => request.status === 'PENDING');
  return {
    ...{ store, notifier, reasons, requests, pending },
    minutes: (count: number) => clock.advance(count * 60_000),
    status: () => controller.describeServiceDeployment(serviceDeploymentArn).status,
    async decide(how: Record<string, string> = approving) {
      const [open] = pending();
      return decideAt(desk, linkTo(ana, { key: open?.key ?? '', expiresAt: new Date('2026-12-31') }), how);
    },
  };
}

const listings = (operations: readonly string[]) =>
  operations.filter((operation) => operation.startsWith('list approvals/'));

describe('once', () => {
  test('one approval lets all later steps of a linear deployment pass, each with a record that shows which', async () => {
    const { minutes, decide, status, notifier, requests, reasons, store } = await linear(once);
    await minutes(10);
    expect(notifier.sent).toHaveLength(1);
    await decide();

    await minutes(120);

    expect(status()).toBe('SUCCESSFUL');
    expect(notifier.sent).toHaveLength(1);
    expect(requests()).toHaveLength(4);
    const [first, ...later] = requests().toSorted((one, other) =>
      one.request.createdAt.localeCompare(other.request.createdAt),
    );
    const folder = first?.key.replace(/[^/]+$/, '');
    expect(listings(store.operations)).toEqual(Array.from({ length: 4 }, () => `list ${folder}`));
    expect(first?.request.decision).toMatchObject({ status: 'APPROVED', by: ana, via: 'desk' });
    for (const { request } of later) {
      expect(request).toMatchObject({
        approvedWith: first?.key,
        votes: [],
        decision: { status: 'APPROVED', by: ana, via: 'greenlight' },
      });
      expect(request.decision?.reason).toBe(`once: approved on ${first?.request.decision?.at}`);
    }
    expect(reasons.slice(1)).toEqual(
      later.map(() => expect.stringMatching(/^SUCCEEDED approved by ana@example\.com at .*: once: approved on 2026-/)),
    );
  });

  test('without it people are asked at each step', async () => {
    const { minutes, decide, notifier, pending, store } = await linear({ reviewers: [ana] });
    await minutes(10);
    await decide();
    await minutes(20);

    expect(notifier.sent).toHaveLength(2);
    expect(pending()).toHaveLength(1);
    expect(listings(store.operations)).toEqual([]);
  });

  test('at a stage that comes once, no other requests are searched for', async () => {
    const { gate, store } = approvalSetup();

    expect(await gate(once)()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    expect(listings(store.operations)).toEqual([]);
  });

  test('an approval that is deleted while it is searched for lets no later step pass', async () => {
    const keys = [25, 50].map((step) => keyOf({ stage, step }));
    let isGone = false;
    const { gate, desk, link, notifier } = approvalSetup({
      describe: async () => ({ ...facts, strategy: 'LINEAR' }),
      wrap: (store) => ({
        ...store,
        read: async (key, signal) => (isGone && key === keys[0] ? undefined : store.read(key, signal)),
      }),
    });
    const [first, second] = [25, 50].map((percent) =>
      gate(once, weightedEvent(stage, { production: { [greenArn]: percent, [blueArn]: 100 - percent } })),
    );
    await first?.();
    await decideAt(desk, link(ana, { key: keys[0] ?? '' }));
    isGone = true;

    expect(await second?.()).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: expect.stringMatching(/^0 of 1/) });
    expect(notifier.sent).toHaveLength(2);
  });

  test('a rejection ends the deployment', async () => {
    const { minutes, decide, status, requests } = await linear(once);
    await minutes(10);
    await decide(rejecting);
    await minutes(30);

    expect(status()).toMatch(/^ROLLBACK/);
    expect(requests()).toHaveLength(1);
  });

  test.each([
    ['other images', [{ container: 'ui', before: 'shop/ui:1.41', after: 'shop/ui:1.43' }], 2],
    ['one image more', [...facts.images, { container: 'proxy', after: 'envoy:1' }], 2],
    [
      'the tag resolved to a digest',
      [{ ...facts.images[0], container: 'ui', after: `shop/ui:1.42@sha256:${'a'.repeat(64)}` }],
      1,
    ],
  ])('with %s at the next step, so many mails go out in all', async (_what, then, mails) => {
    let images = facts.images;
    const described = {
      ...facts,
      get images() {
        return images;
      },
    };
    const { minutes, decide, notifier, pending } = await linear(once, { describe: described });
    await minutes(10);
    await decide();
    await minutes(1);
    images = then;

    await minutes(5);

    expect(notifier.sent).toHaveLength(mails);
    expect(pending()).toHaveLength(mails - 1);
  });

  test('an approval by hand lets its own step pass, and no other', async () => {
    const { minutes, store, pending, notifier } = await linear(once);
    await minutes(10);
    const [open] = pending();
    store.edit(open?.key ?? '', formatRequest({ ...(open?.request as ApprovalRequest), status: 'APPROVED' }));
    await minutes(20);

    expect(notifier.sent).toHaveLength(2);
    expect(pending()).toHaveLength(1);
  });

  test('an approval by silence lets its own step pass, and no other', async () => {
    const { minutes, pending, notifier } = await linear({
      ...once,
      ...{ deadlineMinutes: 20, onDeadline: 'approve', allowFailOpen: true },
    });
    await minutes(30);

    expect(notifier.sent).toHaveLength(2);
    expect(pending()).toHaveLength(1);
  });

  test('an approval whose votes are gone lets no later step pass', async () => {
    const { minutes, decide, store, requests, reasons } = await linear(once);
    await minutes(10);
    await decide();
    const [first] = requests();
    await minutes(1);
    store.edit(first?.key ?? '', formatRequest({ ...(first?.request as ApprovalRequest), votes: [] }));
    await minutes(20);

    // The first step's own approval has no votes any more, so the second one asks.
    expect(reasons.filter((reason) => reason.includes('once:'))).toEqual([]);
    expect(requests().some(({ request }) => request.status === 'PENDING')).toBe(true);
  });

  test('a reference that somebody writes into the bucket is none: it counts as made by hand', async () => {
    const { minutes, decide, store, pending, reasons } = await linear({ ...once, once: false });
    await minutes(10);
    await decide();
    await minutes(10);
    const [open] = pending();
    const request = open?.request as ApprovalRequest;
    const decision = {
      ...{ id: 'x', by: ana, reason: 'once: approved', at: request.createdAt },
      via: 'greenlight' as const,
    };
    const forged = { ...request, status: 'APPROVED' as const, approvedWith: open?.key ?? '' };
    store.edit(open?.key ?? '', formatRequest({ ...forged, decision: { ...decision, status: 'APPROVED' } }));
    await minutes(3);

    expect(reasons.at(-1)).toContain('approved by hand in the bucket');
  });

  test('pauses of a linear deployment are answered with the first approval', async () => {
    const setup = await pauseSetup({
      parameters: { [parameterPrefix]: JSON.stringify(once) },
      configuration: {
        ...{ strategy: 'LINEAR', bakeTimeInMinutes: 0 },
        linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 1 },
        lifecycleHooks: [
          {
            ...{ targetType: 'PAUSE', lifecycleStages: [stage] },
            timeoutConfiguration: { timeoutInMinutes: 600, action: 'ROLLBACK' },
          },
        ],
      },
    });
    await setup.send(await setup.pause());
    await setup.approve(approving, ana);
    await setup.send({ request: setup.requestKey() });

    for (let minute = 0; minute < 30; minute += 1) {
      await setup.minutes(1);
      await setup.send(...setup.events.splice(0), sweep);
    }

    expect(setup.answers.map(({ action }) => action)).toEqual(['CONTINUE', 'CONTINUE']);
    expect(setup.notifier.sent).toHaveLength(1);
    expect(setup.controller.describeServiceDeployment(setup.serviceDeploymentArn).status).toBe('SUCCESSFUL');
  });
});

describe('onceDecision', () => {
  const asked = { ...once, approvals: 1, deadlineMinutes: 30 };
  const at = (step: number) => ({ ...subject, stage, step, strategy: 'LINEAR' });
  const later = newRequest({ subject: at(50), reviewers: [ana], asked, now: new Date('2026-11-22T15:00:00Z') });
  const earlier: ApprovalRequest = {
    ...newRequest({ subject: at(25), reviewers: [ana], asked }),
    status: 'APPROVED',
    votes: [vote()],
    decision: { id: 'd', status: 'APPROVED', by: ana, via: 'desk', at: '2026-11-22T14:10:00.000Z' },
  };
  const of = (subjectChanges: Partial<typeof subject>): ApprovalRequest => ({
    ...earlier,
    subject: { ...earlier.subject, ...subjectChanges },
  });
  const decided = (changes: Partial<NonNullable<ApprovalRequest['decision']>>): ApprovalRequest => ({
    ...earlier,
    decision: { ...(earlier.decision as NonNullable<ApprovalRequest['decision']>), ...changes },
  });

  test('is that of an earlier step', () => {
    expect(onceDecision(later, earlier, 'x')).toEqual({
      ...{ id: 'x', status: 'APPROVED', by: ana, via: 'greenlight', at: '2026-11-22T15:00:00.000Z' },
      reason: 'once: approved at 25 % on 2026-11-22T14:10:00.000Z',
    });
  });

  const others: [string, ApprovalRequest][] = [
    ['of another deployment', of({ deploymentId: 'other' })],
    ['of another revision', of({ revisionId: '2' })],
    ['of another stage', of({ stage: 'PRODUCTION_TRAFFIC_SHIFT' })],
    ['of another gate', of({ gate: 'release' })],
    ['of another service', of({ service: 'other' })],
    ['of the same step', of({ step: 50 })],
    ['of no step', { ...earlier, subject: { ...subject, stage } }],
    ['by other people', { ...earlier, reviewers: ['ben@example.com'] }],
    ['with other terms', { ...earlier, asked: { ...asked, rejections: 2 } }],
    ['of a gate without once', { ...earlier, asked: { ...asked, once: false } }],
    ['of a pause', { ...earlier, pause: { hookId: 'h' } }],
    ['that is a rejection', decided({ status: 'REJECTED' })],
    ['that was superseded', decided({ status: 'SUPERSEDED', via: 'greenlight' })],
    ['that Greenlight made by itself', decided({ via: 'greenlight' })],
    ['that was made by hand', decided({ via: 'by hand' })],
    ['that came after the question', decided({ at: '2026-11-22T15:00:00.001Z' })],
    ['that is still open', newRequest({ subject: at(25), reviewers: [ana], asked })],
  ];
  test.each(others)('does not follow from one %s', (_what, other) => {
    expect(onceDecision(later, other, 'x')).toBeUndefined();
  });
});
