import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import * as v from 'valibot';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { obtain } from '../helpers/obtain.ts';
import { project, templateTools } from '../template/tools.ts';
import { type HookKind, hookKinds, readDetails } from './hook-details.ts';

const tools = await obtain('cfn-lint', templateTools);
const path = join(project, 'examples/demo-service/template.yaml');

const hookSchema = v.object({
  LifecycleStages: v.array(v.string()),
  HookTargetArn: v.object({ Ref: v.string() }),
  HookDetails: v.object({ 'Fn::Sub': v.string() }),
  TimeoutConfiguration: v.object({ TimeoutInMinutes: v.number(), Action: v.literal('ROLLBACK') }),
});
const templateSchema = v.object({
  Parameters: v.record(v.string(), v.looseObject({ Default: v.optional(v.union([v.string(), v.number()])) })),
  Rules: v.object({ HooksNeedGreenlight: v.object({ Assertions: v.array(v.unknown()) }) }),
  Resources: v.looseObject({
    RetailUi: v.object({
      Properties: v.looseObject({
        DeploymentConfiguration: v.object({
          Strategy: v.string(),
          BakeTimeInMinutes: v.number(),
          Alarms: v.unknown(),
          LifecycleHooks: v.object({
            'Fn::If': v.tuple([v.literal('HooksAttached'), v.array(hookSchema), v.array(v.never())]),
          }),
        }),
      }),
    }),
    LoadBalancerRole: v.object({ Properties: v.looseObject({ ManagedPolicyArns: v.unknown() }) }),
  }),
});

describe.skipIf(tools === undefined)('examples/demo-service/template.yaml', () => {
  let template: v.InferOutput<typeof templateSchema>;
  beforeAll(async () => {
    template = v.parse(templateSchema, await tools?.readTemplate(path));
  });

  test('passes cfn-lint', async () => {
    expect(await tools?.cfnLint(['--regions', 'us-east-1', '--', path])).toEqual({ code: 0, output: '' });
  });

  test('attaches no hook to the first deployment unless configured to', () => {
    expect(template.Parameters['Hooks']?.Default).toBe('none');
  });

  test('refuses to attach hooks without the four outputs of Greenlight', () => {
    const assertions = JSON.stringify(template.Rules.HooksNeedGreenlight.Assertions);

    expect([...assertions.matchAll(/"Ref":"(\w+)"/g)].map(([, name]) => name)).toEqual([
      'SmokeHookArn',
      'AlarmHookArn',
      'ApprovalHookArn',
      'HookInvokeRoleArn',
    ]);
  });

  test.each(hookKinds)('configures the %s hook correctly, with and without reviewers', async (kind) => {
    const { HookDetails } = hookOf(kind);

    for (const reviewers of ['', '"ana@example.com","ben@example.com"']) {
      expect(await readDetails(kind, JSON.parse(substitute(HookDetails['Fn::Sub'], reviewers)))).toMatchObject({
        ok: true,
      });
    }
  });

  test('asks people only after the automated checks passed', () => {
    expect(hookKinds.map((kind) => hookOf(kind).LifecycleStages)).toEqual([
      ['POST_TEST_TRAFFIC_SHIFT'],
      ['POST_TEST_TRAFFIC_SHIFT'],
      ['PRE_PRODUCTION_TRAFFIC_SHIFT'],
    ]);
  });

  test("lets every deadline end before ECS gives up, and stays below CloudFormation's 33 hours", () => {
    const { BakeTimeInMinutes, LifecycleHooks } = template.Resources.RetailUi.Properties.DeploymentConfiguration;
    const minutes = LifecycleHooks['Fn::If'][1].map((hook) => hook.TimeoutConfiguration.TimeoutInMinutes);

    expect(hookOf('approval').TimeoutConfiguration.TimeoutInMinutes).toBeGreaterThan(
      v.parse(v.number(), template.Parameters['DeadlineMinutes']?.['MaxValue']),
    );
    expect(minutes.reduce((sum, one) => sum + one, BakeTimeInMinutes)).toBeLessThanOrEqual(33 * 60);
  });

  test('lets ECS move the traffic with the managed policy for load balancers', () => {
    expect(JSON.stringify(template.Resources.LoadBalancerRole.Properties.ManagedPolicyArns)).toContain(
      ':iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers',
    );
  });

  function hookOf(kind: HookKind) {
    const hooks = template.Resources.RetailUi.Properties.DeploymentConfiguration.LifecycleHooks['Fn::If'][1];
    const hook = hooks.find(({ HookTargetArn }) => HookTargetArn.Ref.toLowerCase() === `${kind}hookarn`);
    if (hook === undefined) throw new Error(`the template attaches no ${kind} hook`);
    return hook;
  }

  function substitute(text: string, reviewers: string): string {
    return text.replace(/\$\{(\w+)\}/g, (_, name: string) =>
      name === 'Reviewers' ? reviewers : String(template.Parameters[name]?.Default ?? `name-of-${name}`),
    );
  }
});

describe('the container of the demo service', () => {
  let bundle: string;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'demo-service-'));
    bundle = await bundleShop(folder);
    return () => rm(folder, { recursive: true, force: true });
  });

  test.each(['blue', 'green'] as const)('serves the %s shop, and ends when ECS stops it', async (background) => {
    const shop = await startBundle(bundle, { SHOP_BACKGROUND: background, SHOP_VERSION: '1.42', SHOP_PORT: '0' });
    const health = await fetch(`${shop.url}/health`);
    const page = await fetch(shop.url);

    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: 'ok', version: '1.42' });
    expect(await page.text()).toContain('1.42');
    expect(shop.said).toContain(background);
    expect(await shop.stop()).toBe(0);
  });

  test('names a wrong colour and ends', async () => {
    const child = spawn(process.execPath, [bundle], {
      env: { SHOP_BACKGROUND: 'red' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let words = '';
    child.stderr.on('data', (text) => {
      words += text;
    });
    const [code] = await once(child, 'close');

    expect(words).toBe('SHOP_BACKGROUND is "red", expected "blue" or "green"\n');
    expect(code).toBe(1);
  });
});

async function startBundle(bundle: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [bundle], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [said] = (await once(createInterface(child.stdout), 'line')) as [string];
  const port = /:(\d+)$/.exec(said)?.[1];
  return {
    said,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      return code as number | null;
    },
  };
}

/** With the flags of the example's own Dockerfile. */
async function bundleShop(folder: string): Promise<string> {
  const outfile = join(folder, 'shop.mjs');
  await build({
    entryPoints: [join(project, 'examples/demo-service/shop/main.ts')],
    ...{ bundle: true, platform: 'node', target: 'node24', format: 'esm', logLevel: 'silent', outfile },
  });
  return outfile;
}
