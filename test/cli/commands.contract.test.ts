import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../src/controller/clock/virtual-clock.ts';
import { answering, hookAt, type Played, type PlayOptions, runningService, version } from '../controller/play.ts';
import { motoClientConfig } from '../helpers/moto.ts';
import { useMoto } from '../helpers/use-moto.ts';
import { errorsIn, runCli } from './run-cli.ts';
import { startTestAccount, type TestAccount } from './test-account.ts';

const moto = useMoto();
const service = 'my-cluster/my-service';
const waiting = { hookStatus: 'IN_PROGRESS', callBackDelay: 3600 };

/** A service whose second deployment began now, on a clock that stops after `minutes`. */
async function deployed(hooks: NonNullable<PlayOptions['configuration']>, options: PlayOptions = {}, minutes = 6) {
  const clock = new VirtualClock({ start: new Date(Date.now() - 3_600_000) });
  const played = await runningService({ clock, configuration: hooks, ...options });
  const { serviceDeploymentArn } = played.controller.startDeployment(version(2));
  await clock.advance(minutes * 60_000);
  return { ...played, arn: serviceDeploymentArn, account: await accountOf(played) };
}

async function accountOf(played: Pick<Played, 'controller'>): Promise<TestAccount> {
  const account = await startTestAccount(moto().endpoint, played);
  onTestFinished(() => account.stop());
  return account;
}

/** At the gate, after the hook was called and before a decision. */
const atTheGate = () =>
  deployed({ lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT')] }, { functions: () => answering(waiting).handler });

describe('greenlight status', () => {
  test('shows stages, hooks and gates of the newest deployment', async () => {
    const { account, arn } = await atTheGate();
    await account.report(arn, {});
    await account.ask(arn, { reviewers: ['ana@example.com', 'ben@example.com'], approvals: 2 });

    const { code, stdout, stderr } = await account.run('status', service);

    expect([code, errorsIn({ stderr })]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^● my-service 1\.1 → 1\.2 {2}waiting for 2 of 2 approvals, .* left {2}→ greenlight approve my-cluster\/my-service\n {2}my-cluster {3}BLUE_GREEN {3}Start ✓ Test ✓ Approve ● Shift ○ Bake ○ {3}IN_PROGRESS \S+ {3}revision ….{4} ← ….{4}\n/,
    );
    expect(stdout).toMatch(/├─ ✔ SCALE_UP +done · 3\/3 tasks\n/);
    expect(stdout).toMatch(/├─ ✔ TEST_TRAFFIC_SHIFT +done · test traffic green 100 %\n/);
    expect(stdout).toMatch(/├─ ◷ POST_TEST_TRAFFIC_SHIFT +running\n/);
    expect(stdout).toMatch(/│ {2}├─ ✔ smoke +passed · 14 of 14, p99 212 ms\n/);
    expect(stdout).toMatch(
      /│ {2}├─ ◷ approval +0 of 2 approvals, until .* UTC, then ECS rolls back; asked: ana@example.com, ben@example.com · in \d+ min\n/,
    );
    expect(stdout).toMatch(/│ {2}└─ ◷ hook my-hook +IN_PROGRESS · until .* UTC, then ECS rolls back/);
    expect(stdout).toMatch(/└─ ○ CLEAN_UP +to come\n/);
  });

  test('prints the same as one object with -o json', async () => {
    const { account, arn } = await atTheGate();
    const key = await account.ask(arn);

    const { code, stdout } = await account.run('status', arn, '-o', 'json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      serviceDeploymentArn: arn,
      status: 'IN_PROGRESS',
      outcome: 'ongoing',
      lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT',
      images: [
        { container: 'shop', before: expect.stringContaining('shop:1.1'), after: expect.stringContaining('shop:1.2') },
      ],
      lifecycleHookDetails: [{ targetType: 'AWS_LAMBDA', status: 'IN_PROGRESS' }],
      approvals: [{ request: key, status: 'PENDING', canBeDecided: true, approvals: { given: 0, needed: 1 } }],
      unknown: [],
    });
  });

  test('shows the state that ECS reports if Greenlight is not deployed, and says so', async () => {
    const { account } = await atTheGate();

    const { code, stdout, stderr } = await account.run('status', service, '--stack', 'other');

    expect(code).toBe(0);
    expect(stdout).toContain('POST_TEST_TRAFFIC_SHIFT');
    expect(stderr).toContain(
      'note: approvals and reports of Greenlight are not shown: there is no stack "other" in us-west-2',
    );
  });

  test.each(['status', 'explain', 'rollback', 'watch'])(
    '%s exits with 3 if there is no such deployment',
    async (command) => {
      const { account } = await deployed({});
      const words = command === 'rollback' ? ['--yes', '--reason', 'wrong prices'] : [];
      const wait = command === 'watch' ? ['--start-timeout', '0'] : [];
      const selections = [
        ['--task-definition', 'basket:7'],
        ['--revision', 'ecs-svc/77'],
      ];

      for (const selection of selections) {
        const { code, stdout, stderr } = await account.run(
          command,
          service,
          ...selection,
          ...words,
          ...wait,
          '-o',
          'json',
        );

        expect([code, stderr]).toEqual([3, expect.stringContaining(`greenlight ${command}: `)]);
        expect(JSON.parse(stdout).error.next).toContain('aws ecs list-service-deployments');
      }
    },
  );

  test('exits with 1 after a rollback, and with 2 if the service does not exist', async () => {
    const { account } = await deployed(
      { lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT')] },
      { functions: () => answering({ hookStatus: 'FAILED' }).handler },
      60,
    );

    const rolledBack = await account.run('status', service);
    const missing = await account.run('status', 'my-cluster/other', '-o', 'json');
    const misspelled = await account.run('status', 'shop');

    expect(rolledBack.code).toBe(1);
    expect(rolledBack.stdout).toMatch(/✖ POST_TEST_TRAFFIC_SHIFT +failed\n/);
    expect(rolledBack.stdout).toMatch(/✔ rollback +ROLLBACK_SUCCESSFUL/);
    expect(missing.code).toBe(2);
    expect(JSON.parse(missing.stdout)).toEqual({
      error: { message: expect.any(String), next: expect.stringContaining('aws ecs list-services') },
    });
    expect([misspelled.code, misspelled.stderr]).toEqual([
      2,
      'greenlight status: "shop" is neither a service nor a service deployment\n  next: write <cluster>/<service>, such as prod-cluster/retail-ui, or the ARN of a service deployment\n',
    ]);
  });
});

describe('greenlight watch', () => {
  test('waits until a deployment is done, and prints changes as lines', async () => {
    const { account, clock } = await deployed({ lifecycleHooks: [] }, {}, 1);
    let ticking: NodeJS.Timeout | undefined;
    // Time passes from its first output on: what had ended before it looked would not be what it watches.
    const onOutput = () => {
      ticking ??= setInterval(() => void clock.advance(60_000), 100);
    };
    const { code, stdout, stderr } = await runCli(['watch', service, '--interval', '1'], {
      env: account.environment,
      onOutput,
    });
    clearInterval(ticking);

    expect([code, errorsIn({ stderr })]).toEqual([0, '']);
    expect(stdout).toMatch(/^● my-service 1\.1 → 1\.2 {2}has production traffic, and bakes\n {2}my-cluster/);
    expect(stdout).toMatch(/ +\S+ {2}✔ CLEAN_UP {2}done\n/);
  });

  test.each([
    ['awaiting-approval', 0],
    ['POST_TEST_TRAFFIC_SHIFT', 0],
    ['IN_PROGRESS', 0],
    ['BAKE_TIME', 1],
  ])('waits for %s, and then exits with %i', async (what, expected) => {
    const { account, arn } = await atTheGate();
    await account.ask(arn);

    const { code, stdout, stderr } = await account.run(
      'watch',
      service,
      '--wait-until',
      what,
      '--timeout',
      '0',
      '-o',
      'json',
    );

    expect(code).toBe(expected);
    expect(JSON.parse(stdout)).toMatchObject({ waitUntil: what, end: expected === 0 ? 'reached' : 'timed-out' });
    expect(stderr).toContain(expected === 0 ? `reached ${what}` : `did not reach ${what} within 0 s`);
  });

  test('leaves the deployment alone when it is interrupted', async () => {
    const { account } = await atTheGate();

    const { code, stderr, stdout } = await account.interrupt('running', 'watch', service, '--interval', '1');

    expect([code, errorsIn({ stderr })]).toEqual([2, 'greenlight watch: interrupted; the deployment continues\n']);
    expect(stdout.endsWith('\n')).toBe(true);
  });

  test('refuses to wait for an unknown state', async () => {
    const { account } = await atTheGate();

    const { code, stderr } = await account.run('watch', service, '--wait-until', 'aproval');

    expect(code).toBe(2);
    expect(stderr).toContain('cannot wait for "aproval"');
  });
});

describe('greenlight explain', () => {
  test('shows the report and the log line next to the state in ECS', async () => {
    const { account, arn, controller } = await deployed(
      { lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT')] },
      { functions: () => answering({ hookStatus: 'FAILED' }).handler },
      90,
    );
    await account.report(arn, {
      verdict: 'fail',
      reason: '1 of 14 failed',
      findings: [{ name: 'GET /health', outcome: 'failed', found: 'status 503', allowed: 'status 200' }],
    });
    const deployment = arn.split('/').at(-1);
    await account.log(
      '/aws/lambda/greenlight/smoke-hook',
      controller.describeServiceDeployment(arn).startedAt ?? new Date(),
      JSON.stringify({
        message: 'smoke answers FAILED',
        reason: '1 of 14 failed',
        deployment,
        stage: 'POST_TEST_TRAFFIC_SHIFT',
      }),
      JSON.stringify({ message: 'smoke answers SUCCEEDED', reason: 'not of this one', deployment: 'another' }),
    );

    const { code, stdout, stderr } = await account.run('explain', service);

    expect([code, errorsIn({ stderr })]).toEqual([1, '']);
    expect(stdout).toContain('my-service on my-cluster was rolled back at ');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'Lifecycle hook target arn:aws:lambda:us-west-2:123456789012:function:my-hook returned FAILED status.',
    );
    expect(stdout).toContain('smoke failed: 1 of 14 failed\n    GET /health: status 503, allowed status 200\n');
    expect(stdout).toMatch(/What the hook logged\n {2}.* UTC {2}smoke answers FAILED: 1 of 14 failed\n/);
    expect(stdout).not.toContain('not of this one');
    expect(stdout).toContain('  aws logs tail /aws/lambda/greenlight/smoke-hook --since 1d\n');
  });

  test('says what it waits for and which command to run next', async () => {
    const { account, arn } = await atTheGate();
    await account.ask(arn);

    const { code, stdout } = await account.run('explain', service, '-o', 'json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout).causes).toMatchObject([
      { kind: 'awaiting-approval', next: [`greenlight approve ${service}`, `greenlight reject ${service}`] },
      { kind: 'awaiting-hook' },
    ]);
  });
});

describe('greenlight open', () => {
  test('lists pending requests by deadline, and skips stale entries', async () => {
    const { account, arn } = await atTheGate();
    const soon = new Date(Date.now() + 600_000).toISOString();
    await account.ask(arn, {});
    await account.ask(arn, { deadline: soon, reviewers: ['ana@example.com'] }, 'PRE_SCALE_UP');
    await account.ask(arn, { status: 'APPROVED' }, 'POST_SCALE_UP');

    const { code, stdout } = await account.run('open');
    const mine = await account.run('open', '--mine', 'ben@example.com', '-o', 'json');

    expect(code).toBe(0);
    expect(stdout.replaceAll(/until (\S+ )?\S+ UTC|\d+ min/g, '…')).toBe(`\
● my-service 1.41 → 1.42  waiting for an approval, … left  → greenlight approve my-cluster/my-service --stage PRE_SCALE_UP
  my-cluster   PRE_SCALE_UP   …
● my-service 1.41 → 1.42  waiting for an approval, … left  → greenlight approve my-cluster/my-service --stage POST_TEST_TRAFFIC_SHIFT
  my-cluster   POST_TEST_TRAFFIC_SHIFT   …
`);
    expect(JSON.parse(mine.stdout).requests).toMatchObject([{ stage: 'POST_TEST_TRAFFIC_SHIFT' }]);
  });

  test('continues after the request with which an earlier list has ended', async () => {
    const { account, arn } = await atTheGate();
    const first = await account.ask(arn, {}, 'POST_TEST_TRAFFIC_SHIFT');
    await account.ask(arn, {}, 'PRE_SCALE_UP');

    const rest = await account.run('open', '--after', first, '-o', 'json');
    const wrong = await account.run('open', '--after', 'open/here');

    expect(JSON.parse(rest.stdout)).toMatchObject({ requests: [{ stage: 'PRE_SCALE_UP' }], unknown: [] });
    expect([wrong.code, errorsIn(wrong)]).toEqual([
      2,
      expect.stringContaining('"open/here" is not the key of a request'),
    ]);
  });

  test('advises commands that look where it has looked itself', async () => {
    const { account, arn } = await deployed(
      { lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT')] },
      { functions: () => answering({ hookStatus: 'FAILED' }).handler },
      60,
    );
    await account.ask(arn);

    const open = await account.run('open', '--region', 'us-west-2');
    const watched = await account.run('watch', arn, '--stack', 'other');
    const status = await account.run('status', arn, '--stack', 'other');

    expect(open.stdout).toContain('→ greenlight approve my-cluster/my-service --region us-west-2\n');
    expect(watched.stderr).toMatch(/next: greenlight explain .* --deployment \S+ --region us-west-2 --stack other\n/);
    expect(status.stdout).toMatch(/→ greenlight explain .* --deployment \S+ --region us-west-2 --stack other\n/);
  });

  test('advises with explain what can be done there', async () => {
    const { account, arn } = await atTheGate();
    await account.ask(arn);

    const waits = await account.run('explain', service, '--region', 'us-west-2', '-o', 'json');
    const elsewhere = await account.run('explain', arn, '--stack', 'other', '-o', 'json');

    const nextOf = ({ stdout }: { stdout: string }) =>
      (JSON.parse(stdout).causes as { next: string[] }[]).flatMap(({ next }) => next);
    expect(nextOf(waits)).toEqual([
      `greenlight approve ${service} --region us-west-2`,
      `greenlight reject ${service} --region us-west-2`,
    ]);
    expect(nextOf(elsewhere)).toEqual([`greenlight watch ${service} --region us-west-2 --stack other`]);
  });

  test('says that nothing is waiting, and that something could not be read', async () => {
    const { account, arn } = await atTheGate();
    const key = await account.ask(arn);
    const s3 = new S3Client({ ...motoClientConfig(moto().endpoint), region: 'us-west-2' });
    await s3.send(new PutObjectCommand({ Bucket: 'ledger', Key: key, Body: 'half a requ' }));

    const run = await account.run('open');

    expect([run.code, run.stdout]).toEqual([1, 'Nothing that was read waits for a decision.\n']);
    expect(run.stderr).toContain(key);
  });

  test('says that nothing is waiting', async () => {
    const { account } = await atTheGate();

    const run = await account.run('open');
    expect([run.code, run.stdout, errorsIn(run)]).toEqual([0, 'Nothing waits for a decision.\n', '']);
  });
});

describe('greenlight approve and reject', () => {
  test('records the identity with a valid signature, and says how ECS continues', async () => {
    const { account, arn } = await atTheGate();
    const key = await account.ask(arn);

    const { code, stdout, stderr } = await account.run('approve', service, '--yes', '--reason', 'paid with a card');

    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Recorded at .* UTC as approver\/eve \(IAM\)\. ECS reads this within \d+ s, and this gate lets the deployment continue\.\n$/,
    );
    expect(stderr).toContain('my-service on my-cluster (123456789012, us-west-2), blue/green\n');
    expect(stderr).toContain('shop/ui:1.41 → shop/ui:1.42');
    expect(await account.request(key)).toMatchObject({
      status: 'APPROVED',
      decision: { by: 'arn:aws:sts::123456789012:assumed-role/approver/eve', via: 'iam', reason: 'paid with a card' },
    });
  });

  test('gets the same answer when repeated with the key, and 1 for the opposite decision', async () => {
    const { account, arn } = await atTheGate();
    const key = await account.ask(arn);
    await account.run('reject', service, '--yes', '--reason', 'the cart is empty');

    const again = await account.run('reject', '--request', key, '--yes', '--reason', 'the cart is empty', '-o', 'json');
    const otherwise = await account.run('approve', '--request', key, '--yes');
    const none = await account.run('approve', service, '--yes');
    const nope = await account.run('approve', 'my-cluster/nope', '--yes');

    expect([again.code, JSON.parse(again.stdout)]).toMatchObject([0, { recorded: true, outcome: 'repeated' }]);
    expect([otherwise.code, otherwise.stderr]).toEqual([
      1,
      expect.stringContaining('This was rejected by approver/eve (IAM) at'),
    ]);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining(`no request of ${service} is open`)]);
    expect([nope.code, nope.stderr]).toEqual([2, expect.stringContaining('there is no service my-cluster/nope in ')]);
    expect((await account.request(key)).votes).toHaveLength(1);
  });

  test('casts one vote, even if the response is lost', async () => {
    const { account, arn } = await atTheGate();
    const key = await account.ask(arn);
    account.desk.loseAnswers(1);

    const { code, stdout } = await account.run('approve', service, '--yes');

    expect([code, stdout]).toEqual([0, expect.stringContaining('Recorded at')]);
    expect((await account.request(key)).votes).toHaveLength(1);
  });

  test('says which permission is missing, and does not accept a wrong signature', async () => {
    const { account, arn } = await atTheGate();
    const key = await account.ask(arn);
    account.environment['AWS_ACCESS_KEY_ID'] = 'AKIANOBODY';
    const nobody = await account.run('approve', service, '--yes');
    account.environment['AWS_ACCESS_KEY_ID'] = 'AKIAEVE';
    account.environment['AWS_SECRET_ACCESS_KEY'] = 'another';
    const forged = await account.run('approve', service, '--yes', '-o', 'json');

    expect(nobody.code).toBe(2);
    expect(nobody.stderr).toContain(
      'next: permit your role execute-api:Invoke on arn:aws:execute-api:us-west-2:123456789012:abcdef/$default/POST/decisions',
    );
    expect([forged.code, JSON.parse(forged.stdout).error.message]).toEqual([2, expect.stringContaining('signature')]);
    expect(await account.request(key)).toMatchObject({ status: 'PENDING', votes: [] });
  });

  test('requires one request, a confirmation, and a reason for a rejection', async () => {
    const { account, arn } = await atTheGate();
    const key = await account.ask(arn);
    await account.ask(arn, {}, 'PRE_SCALE_UP');

    const several = await account.run('approve', service, '--yes');
    const unconfirmed = await account.run('approve', service);
    const silent = await account.run('reject', service, '--yes');
    const chosen = await account.run('approve', service, '--yes', '--stage', 'POST_TEST_TRAFFIC_SHIFT');

    expect([several.code, several.stderr]).toEqual([2, expect.stringContaining(`--request ${key}`)]);
    expect([unconfirmed.code, unconfirmed.stderr]).toEqual([
      2,
      expect.stringContaining('pass --yes if you have reviewed'),
    ]);
    expect([silent.code, silent.stderr]).toEqual([2, expect.stringContaining('pass --reason <text>')]);
    expect(chosen.code).toBe(0);
  });
});
