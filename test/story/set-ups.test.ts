import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, type TestContext, test } from 'vitest';
import type { LifecycleHookInput } from '../../src/controller/ecs/deployment-configuration.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import type { ListenerShape } from '../../src/sandbox/load-balancer/shapes.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { InstalledHooks, SandboxSurroundings } from '../../src/sandbox/surroundings.ts';
import { mailsTo, silentHooks } from './sandbox-in-test.ts';

type OnEnd = TestContext['onTestFinished'];

type Change = (details: JsonObject) => JsonObject;

/** A set-up with one of the demo's hooks, whose configuration may differ. */
async function start(
  listener: ListenerShape,
  name: 'smoke' | 'approval',
  onEnd: OnEnd,
  change: Change = (same) => same,
): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-set-up-'));
  const install = async (surroundings: SandboxSurroundings): Promise<InstalledHooks> => {
    const installed = await silentHooks(surroundings);
    const { lifecycleHooks = [] } = installed.deploymentConfiguration;
    const only = lifecycleHooks.filter(({ hookTargetArn }) => hookTargetArn?.endsWith(`-${name}-hook`));
    const changed = only.map(
      (hook): LifecycleHookInput => ({ ...hook, hookDetails: change((hook.hookDetails ?? {}) as JsonObject) }),
    );
    return { ...installed, deploymentConfiguration: { lifecycleHooks: changed } };
  };
  const ports = { production: 0, test: 0, dashboard: 0, desk: 0 };
  const sandbox = await startSandbox({ folder, listener, ports, install, speed: 600, bakeTimeInMinutes: 1 });
  onEnd(async () => {
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return sandbox;
}

/** Deploys, and returns how the deployment ended and what the hook said last. */
async function deploy(sandbox: Sandbox): Promise<{ status: string; reason: string | undefined }> {
  let reason: string | undefined;
  sandbox.onEvent((event) => {
    if (event.type !== 'hook-answered' || !('answer' in event.outcome)) return;
    reason = String((event.outcome.answer as JsonObject | null)?.['reason']);
  });
  const { serviceDeploymentArn } = sandbox.deploy();
  const { status } = await sandbox.controller.waitForDeployment(serviceDeploymentArn);
  return { status, reason };
}

const without =
  (...keys: string[]): Change =>
  (details) =>
    Object.fromEntries(Object.entries(details).filter(([key]) => !keys.includes(key)));

describe.concurrent('the smoke test of the sandbox', { timeout: 60_000 }, () => {
  test.for<[ListenerShape, RegExp]>([
    ['shared', /^3 of 3 requests passed/],
    ['two', /^6 of 6 requests passed/],
    ['nlb', /^3 of 3 requests passed/],
    ['service-connect', /^3 of 3 requests passed, .*proved to be green by the answers$/],
  ])(
    'passes with %s, because its requests reach green',
    async ([listener, passed], { expect: check, onTestFinished }) => {
      const { status, reason } = await deploy(await start(listener, 'smoke', onTestFinished));

      check(reason).toMatch(passed);
      check(status).toBe('SUCCESSFUL');
    },
  );

  test.for<[string, ListenerShape, Change, RegExp]>([
    [
      'a path of another service on shared listeners',
      'shared',
      (details) => ({ ...details, requests: ['/api/health'] }),
      /rule 10 \(arn:.*\) forwards to target group orders-api-1/,
    ],
    [
      'a load balancer that is not one of the two',
      'two',
      (details) => ({ ...details, loadBalancer: 'partners:80' }),
      /hookDetails\.loadBalancer partners:80 names no load balancer with a test listener/,
    ],
    [
      'a Network Load Balancer without a scheme',
      'nlb',
      without('scheme'),
      /the test listener speaks TCP, which names no scheme: set hookDetails\.scheme/,
    ],
    [
      'Service Connect without an address',
      'service-connect',
      without('baseUrl', 'headers'),
      /through Service Connect, which only tasks of its namespace can reach: set hookDetails\.baseUrl/,
    ],
    [
      'Service Connect without the header, because blue answers',
      'service-connect',
      without('headers'),
      /3 of 3 at http:\/\/127\.0\.0\.1:\d+: GET \/health found status 200, .*header x-revision is/,
    ],
  ])('refuses %s', async ([, listener, change, refused], { expect: check, onTestFinished }) => {
    const { status, reason } = await deploy(await start(listener, 'smoke', onTestFinished, change));

    check(reason).toMatch(refused);
    check(status).toBe('ROLLBACK_SUCCESSFUL');
  });
});

describe.concurrent('the mail and the desk of the sandbox', { timeout: 60_000 }, () => {
  async function asked(
    listener: ListenerShape,
    onEnd: OnEnd,
  ): Promise<{ sandbox: Sandbox; mail: string; page: string }> {
    const sandbox = await start(listener, 'approval', onEnd);
    sandbox.deploy();
    await expect.poll(() => mailsTo(sandbox), { timeout: 20_000 }).not.toEqual([]);
    const [{ body } = { body: '' }] = await mailsTo(sandbox);
    const page = await (await fetch(/^Decide: +(\S+)$/m.exec(body)?.[1] ?? '')).text();
    return { sandbox, mail: body, page };
  }

  test.for<ListenerShape>(['shared', 'nlb'])(
    'have the address of green with %s',
    async (listener, { expect: check, onTestFinished }) => {
      const { sandbox, mail, page } = await asked(listener, onTestFinished);

      check(mail).toContain(`${sandbox.urls.test}/`);
      check(page).toContain(`href="${sandbox.urls.test}/"`);
      check(await (await fetch(`${sandbox.urls.test}/health`)).json()).toMatchObject({ version: '1.42' });
    },
  );

  test('say that Service Connect has none, and have the command that reaches green', async ({ onTestFinished }) => {
    const { sandbox, mail, page } = await asked('service-connect', onTestFinished);
    const command = `curl -H 'x-amzn-ecs-blue-green-test: test' ${sandbox.urls.production}/`;

    for (const text of [mail, page]) {
      expect(text).toContain('Service Connect, which only tasks of its namespace can reach');
      expect(text.replaceAll('&#39;', "'")).toContain(command);
    }
    const headers = { 'x-amzn-ecs-blue-green-test': 'test' };
    const answers = await Promise.all([
      fetch(`${sandbox.urls.production}/health`),
      fetch(`${sandbox.urls.production}/health`, { headers }),
    ]);
    expect(await Promise.all(answers.map((answer) => answer.json()))).toMatchObject([
      { version: '1.41' },
      { version: '1.42' },
    ]);
  });
});
