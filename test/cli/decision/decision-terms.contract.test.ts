import { describe, expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import type { LifecycleHookInput } from '../../../src/controller/ecs/deployment-configuration.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { answering, hookArn, hookAt, runningService, version } from '../../controller/play.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { startTestAccount } from '../test-account.ts';

const moto = useMoto();
const service = 'my-cluster/my-service';
const waiting = { hookStatus: 'IN_PROGRESS', callBackDelay: 3600 };
const [ana, dan, eli] = ['ana@example.com', 'dan@example.com', 'eli@example.com'];
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const businessHours = { timeZone: 'Asia/Kolkata', days, from: '00:00', to: '24:00' };

async function accountWith(hook: LifecycleHookInput) {
  const clock = new VirtualClock({ start: new Date(Date.now() - 3_600_000) });
  const played = await runningService({
    ...{ clock, configuration: { lifecycleHooks: [hook] } },
    functions: () => answering(waiting).handler,
  });
  const { serviceDeploymentArn } = played.controller.startDeployment(version(2));
  await clock.advance(6 * 60_000);
  const account = await startTestAccount(moto().endpoint, played);
  onTestFinished(() => account.stop());
  return { account, serviceDeploymentArn };
}

/** A gate of these terms that has asked a minute ago. */
async function asked(asked: JsonObject) {
  const { account, serviceDeploymentArn } = await accountWith(hookAt('POST_TEST_TRAFFIC_SHIFT'));
  const reviewers = (asked['reviewers'] ?? []) as string[];
  const sentAt = new Date().toISOString();
  const notifications = reviewers.map((to) => ({ to, attempts: 1, sentAt }));
  const key = await account.ask(serviceDeploymentArn, { schemaVersion: 2, reviewers, notifications, asked });
  return { account, key };
}

describe('deputies and a time zone', () => {
  const terms = { reviewers: [ana], deputies: [{ afterMinutes: 600, from: [dan] }], businessHours };

  test('are what greenlight explain and status say, with the time in both zones', async () => {
    const { account } = await asked(terms);

    const [explained, status, confirmed] = [
      await account.run('explain', service),
      await account.run('status', service),
      await account.run('approve', service, '--yes'),
    ];

    const both = String.raw`\d\d:\d\d UTC \([^)]*\d\d:\d\d Asia/Kolkata\)`;
    const deputies = new RegExp(`from [^;(]*${both} also ${dan}`);
    for (const { stdout } of [explained, status]) {
      const words = stdout.replace(/\s+/g, ' ');
      expect(words).toMatch(deputies);
      expect(words).toMatch(new RegExp(`until [^;]*${both}`));
    }
    expect(confirmed.stderr).toMatch(new RegExp(` {2}Asked {5}${ana}\n {12}from .*${both} also ${dan}\n`));
  });

  test('are in greenlight open: the deadline in both zones, and with --mine a deputy only when it is time', async () => {
    const { account } = await asked(terms);
    const due = { reviewers: [ana], deputies: [{ afterMinutes: 1, from: [dan] }] };

    const { stdout } = await account.run('open');
    const [early, own] = [
      await account.run('open', '--mine', dan, '-o', 'json'),
      await account.run('open', '--mine', ana, '-o', 'json'),
    ];
    await moto().reset();
    const { account: later } = await asked(due);
    const [inTime, stranger] = [
      await later.run('open', '--mine', dan, '-o', 'json'),
      await later.run('open', '--mine', eli, '-o', 'json'),
    ];

    expect(stdout).toMatch(/ (1 h|59 min) left .*\n.*until .*\d\d:\d\d UTC \(.*\d\d:\d\d Asia\/Kolkata\)\n/);
    const counts = [early, own, inTime, stranger].map((run) => JSON.parse(run.stdout).requests.length);
    expect(counts).toEqual([0, 1, 1, 0]);
  });
});

describe('greenlight break-glass', () => {
  const terms = { reviewers: [ana], approvals: 1, breakGlass: ['arn:aws:iam::123456789012:role/approver'] };

  test('approves alone for those whom the gate names, and has everybody notified', async () => {
    const { account, key } = await asked(terms);

    const wordless = await account.run('break-glass', service, '--yes');
    const { code, stdout } = await account.run('break-glass', service, '--reason', 'payments are down', '--yes');

    expect([wordless.code, wordless.stderr]).toEqual([2, expect.stringContaining('break-glass needs a reason')]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('everybody who was asked is notified of your break glass'),
    ]);
    const request = await account.request(key);
    expect(request).toMatchObject({
      status: 'APPROVED',
      decision: {
        via: 'break-glass',
        by: 'arn:aws:sts::123456789012:assumed-role/approver/eve',
        reason: 'payments are down',
      },
    });
    expect(request.notifications.filter(({ kind }) => kind === 'break-glass').map(({ to }) => to)).toContain(ana);
    const explained = await account.run('explain', service);
    expect(explained.stdout.replace(/\s+/g, ' ')).toMatch(/break glass.*payments are down/i);
  });

  test.each<[string, JsonObject]>([
    ['names somebody else', { ...terms, breakGlass: ['arn:aws:iam::123456789012:role/on-call'] }],
    ['names nobody', { reviewers: [ana] }],
  ])('is refused where the gate %s', async (_case, gate) => {
    const { account, key } = await asked(gate);

    const { code, stderr } = await account.run('break-glass', service, '--reason', 'payments are down', '--yes');

    expect([code, stderr]).toEqual([1, expect.stringContaining('breakGlass of this gate does not name')]);
    expect(await account.request(key)).toMatchObject({ status: 'PENDING', votes: [] });
  });
});

describe('greenlight lint of a service', () => {
  const details = { reviewers: [ana], deadlineMinutes: 60 };
  const linted = async (hook: LifecycleHookInput, ...flags: string[]) => {
    const { account } = await accountWith(hook);
    const { code, stdout } = await account.run('lint', service, '-o', 'json', ...flags);
    return { code, ...(JSON.parse(stdout) as { findings: { place: string; rule: string; message: string }[] }) };
  };
  const approval = { hookTargetArn: hookArn.replace('my-hook', 'greenlight-approval') };
  const timeoutConfiguration = { timeoutInMinutes: 120, action: 'ROLLBACK' } as const;

  test('finds nothing in hooks that are right', async () => {
    const { code, findings } = await linted(
      hookAt('POST_TEST_TRAFFIC_SHIFT', { ...approval, timeoutConfiguration, hookDetails: details }),
    );

    expect([code, findings]).toEqual([0, []]);
  });

  test('names each fault of what is attached, with its place', async () => {
    const { code, findings } = await linted(
      hookAt('POST_TEST_TRAFFIC_SHIFT', {
        ...{ ...approval, timeoutConfiguration },
        hookDetails: { ...details, aprovals: 2, deputies: [{ afterMinutes: 90, from: [dan] }] },
      }),
    );

    expect(code).toBe(1);
    expect(findings).toContainEqual(
      expect.objectContaining({
        place: 'lifecycleHooks[0].hookDetails.aprovals',
        message: expect.stringContaining('write "approvals"'),
      }),
    );
  });

  test('knows nothing of a service that does not exist', async () => {
    const { account } = await accountWith(hookAt('POST_TEST_TRAFFIC_SHIFT'));

    const { code, stderr } = await account.run('lint', 'my-cluster/other');

    expect([code, stderr]).toEqual([2, expect.stringContaining('my-cluster/other')]);
  });
});
