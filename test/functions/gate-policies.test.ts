import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { startEcsApi } from '../../src/controller/ecs-api/start-ecs-api.ts';
import { isJsonObject } from '../../src/hook/json.ts';
import { hookAt, runningService, stagesOf, version } from '../controller/play.ts';
import { readEvent } from '../deployment/target-of-event.ts';
import type { RunningFunction } from './deployed.ts';
import { useBuiltHooks } from './listeners/built-hooks.ts';

const registry = '123456789012.dkr.ecr.us-west-2.amazonaws.com';
const green = 'arn:aws:ecs:us-west-2:123456789012:service-revision/my-cluster/my-service/9313423515462893900';
const blue = green.replace('9313423515462893900', '1111111111111111111');
const deployment = 'arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28';
const group = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/shop-b/2222222222222222';
const rule =
  'arn:aws:elasticloadbalancing:us-west-2:123456789012:listener-rule/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee';

/** What AWS has, changed by the tests, and what was asked. */
const aws = {
  image: '',
  role: '',
  critical: 0,
  calendar: '',
  target: '',
  switches: {} as Record<string, string>,
  switchType: 'String',
  asked: [] as string[],
  regions: {} as Record<string, string | undefined>,
};

const healthy = {
  ...{ image: `${registry}/shop@sha256:${'a'.repeat(64)}`, role: 'arn:aws:iam::123456789012:role/shop' },
  ...{ critical: 0, calendar: 'OPEN', target: 'healthy' },
};

describe('the built gate hook with the checks that need no version to run', () => {
  const { start, reports } = useBuiltHooks(answerAws);
  let hook: RunningFunction;
  beforeAll(async () => {
    hook = await start('gate-hook', {
      CHECK_SWITCHES: '/greenlight/disabled',
    });
  }, 120_000);
  beforeEach(() => Object.assign(aws, healthy, { switches: {}, switchType: 'String', asked: [], regions: {} }));

  const policy = { 'image-policy': { registries: [registry], digest: 'pinned', scan: {}, waitMinutes: 0 } };
  const calendar = { 'change-window': { calendars: ['releases'], onClosed: 'fail' } };
  const diff = { 'revision-diff': {} };
  const health = { 'target-health': { healthySeconds: 0, waitMinutes: 1 } };

  test.each<[string, object, string, Partial<typeof healthy>, RegExp]>([
    ['image-policy', policy, 'PRE_SCALE_UP', { critical: 1 }, /critical/],
    ['image-policy', policy, 'PRE_SCALE_UP', { image: `docker.io/shop@sha256:${'a'.repeat(64)}` }, /docker\.io/],
    ['change-window', calendar, 'PRE_SCALE_UP', { calendar: 'CLOSED' }, /releases/],
    ['revision-diff', diff, 'PRE_SCALE_UP', { role: 'arn:aws:iam::123456789012:role/admin' }, /taskRoleArn/],
  ])('%s passes what it may, and fails what it must', async (check, configured, stage, change, why) => {
    const good = await ask(stage, configured);
    Object.assign(aws, change);
    const bad = await ask(stage, configured);

    expect(good).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect(bad).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringMatching(why) });
    expect(reports.filter((report) => report.check === check).at(-1)).toMatchObject({ verdict: 'fail' });
  });

  test('target-health passes when all targets are healthy, and waits until then', async () => {
    const good = await ask('POST_SCALE_UP', health);
    aws.target = 'unhealthy';
    const bad = await ask('POST_SCALE_UP', health);

    expect(good).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect(bad).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: expect.stringMatching(/unhealthy/) });
    expect(aws.asked).toContain('DescribeTargetHealth');
  });

  test('a registry and a calendar are read in their own Regions', async () => {
    const elsewhere = registry.replace('us-west-2', 'eu-west-1');
    aws.image = `${elsewhere}/shop@sha256:${'a'.repeat(64)}`;

    await ask('PRE_SCALE_UP', { 'image-policy': { ...policy['image-policy'], registries: [elsewhere] } });
    await ask('PRE_SCALE_UP', {
      'change-window': { calendars: ['arn:aws:ssm:eu-central-1:111122223333:document/releases'] },
    });

    expect(aws.regions).toMatchObject({
      DescribeTaskDefinition: 'us-west-2',
      DescribeImageScanFindings: 'eu-west-1',
      GetCalendarState: 'eu-central-1',
    });
    await ask('PRE_SCALE_UP', calendar);
    expect(aws.regions['GetCalendarState']).toBe('us-west-2');
  });

  test('a check that is switched off passes without being run, and its report says so', async () => {
    aws.critical = 3;
    aws.switches = { '/greenlight/disabled/image-policy': 'the scanner is down until Monday' };

    expect(await ask('PRE_SCALE_UP', policy)).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: expect.stringMatching(/switched off.*the scanner is down until Monday/),
    });
    expect(aws.asked).not.toContain('DescribeImageScanFindings');
    expect(reports.findLast(({ check }) => check === 'image-policy')).toMatchObject({ waived: 'switched off' });
    // What is encrypted is not shown.
    aws.switchType = 'SecureString';
    expect(await ask('PRE_SCALE_UP', policy)).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: expect.not.stringContaining('scanner'),
    });
  });

  test('of several switches, the most general one counts', async () => {
    const name = '/greenlight/disabled/image-policy';
    aws.switches = { [`${name}/my-cluster/my-service`]: 'mine', [`${name}/my-cluster`]: 'all of this cluster' };
    const ofCluster = await ask('PRE_SCALE_UP', policy);
    aws.switches[name] = 'everybody';
    const ofAll = await ask('PRE_SCALE_UP', policy);

    expect(ofCluster).toMatchObject({
      reason: expect.stringMatching(/disabled\/image-policy\/my-cluster .*all of this/),
    });
    expect(ofAll).toMatchObject({ reason: expect.stringMatching(/disabled\/image-policy .*everybody/) });
  });

  test('a switch of another cluster, or one that cannot be read, switches nothing off', async () => {
    aws.critical = 3;
    aws.switches = { '/greenlight/disabled/image-policy/other-cluster': '' };
    const other = await ask('PRE_SCALE_UP', policy);
    aws.switches = { denied: '' };
    const denied = await ask('PRE_SCALE_UP', policy);

    expect(other).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringMatching(/critical/) });
    expect(denied).toMatchObject({ hookStatus: expect.not.stringMatching('SUCCEEDED') });
  });

  async function ask(stage: string, check: object) {
    const event = readEvent(`${stage}.doc`);
    if (!isJsonObject(event)) throw new Error('the event cannot be read');
    return await hook.invoke({ ...event, hookDetails: { checks: [check] } });
  }
});

describe('a deployment at whose first stage the built gate hook judges the images', () => {
  const { start } = useBuiltHooks(answerAws);

  /** Deploys `shop:1.2` of the account's registry, and returns the end and every stage of the deployment. */
  async function deploy(registries: readonly string[]) {
    let hook: RunningFunction | undefined;
    const hookDetails = { checks: [{ 'image-policy': { registries } }] };
    const { controller, events } = await runningService({
      configuration: { lifecycleHooks: [hookAt('PRE_SCALE_UP', { hookDetails })] },
      functions: () => async (event) => hook?.invoke(event),
    });
    const ecs = await startEcsApi({ controllers: [controller] });
    onTestFinished(() => ecs.stop());
    hook = await start('gate-hook', { AWS_ENDPOINT_URL_ECS: ecs.endpoint });
    const { status } = await controller.deploy(version(2));
    return { status, stages: stagesOf(events) };
  }

  test('never scales up with an image that breaks the policy', async () => {
    const { status, stages } = await deploy(['public.ecr.aws']);

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(stages).toContain('PRE_SCALE_UP');
    expect(stages).not.toContain('SCALE_UP');
  });

  test('scales up and succeeds with one that keeps it', async () => {
    const { status, stages } = await deploy([registry]);

    expect([status, stages.includes('SCALE_UP')]).toEqual(['SUCCESSFUL', true]);
  });
});

function answerAws(operation: string | undefined, body: string, region: string | undefined) {
  const asked = operation ?? new URLSearchParams(body).get('Action') ?? '';
  aws.asked.push(asked);
  aws.regions[asked] = region;
  // A read of S3.
  if (asked === '') return { type: 'application/xml', body: '<Error><Code>NoSuchKey</Code></Error>', status: 404 };
  if (asked === 'DescribeTargetHealth') {
    const target = `<Target><Id>10.0.0.1</Id><Port>80</Port></Target><TargetHealth><State>${aws.target}</State></TargetHealth>`;
    const list = `<TargetHealthDescriptions><member>${target}</member></TargetHealthDescriptions>`;
    return {
      type: 'text/xml',
      body: `<DescribeTargetHealthResponse><DescribeTargetHealthResult>${list}</DescribeTargetHealthResult></DescribeTargetHealthResponse>`,
    };
  }
  const input = JSON.parse(body) as Record<string, string & string[]>;
  const found = answers[asked]?.(input);
  if (found === undefined) return json({ __type: 'ResourceNotFoundException', message: asked }, 400);
  return found['refused'] === undefined ? json(found) : json({ __type: found['refused'], message: 'no' }, 400);
}

const json = (value: object, status = 200) => ({
  ...{ type: 'application/x-amz-json-1.1', body: JSON.stringify(value), status },
});

const answers: Record<string, (input: Record<string, string & string[]>) => Record<string, unknown>> = {
  DescribeServiceDeployments: () => ({
    serviceDeployments: [
      {
        ...{ serviceDeploymentArn: deployment, status: 'IN_PROGRESS', createdAt: 1_764_000_000 },
        sourceServiceRevisions: [{ arn: blue }],
        targetServiceRevision: { arn: green, requestedTaskCount: 1 },
      },
    ],
    failures: [],
  }),
  DescribeServiceRevisions: ({ serviceRevisionArns = [] as unknown as string & string[] }) => ({
    serviceRevisions: [...serviceRevisionArns].map((arn) => ({
      ...{ serviceRevisionArn: arn, taskDefinition: arn === green ? 'shop:42' : 'shop:41' },
      loadBalancers: [
        {
          targetGroupArn: group,
          advancedConfiguration: { alternateTargetGroupArn: `${group}0`, productionListenerRule: rule },
        },
      ],
      resolvedConfiguration: { loadBalancers: [{ targetGroupArn: group, productionListenerRule: rule }] },
    })),
    failures: [],
  }),
  DescribeTaskDefinition: ({ taskDefinition = '' }) => ({
    taskDefinition: {
      family: 'shop',
      taskRoleArn: taskDefinition === 'shop:42' ? aws.role : healthy.role,
      containerDefinitions: [{ name: 'shop', image: taskDefinition === 'shop:42' ? aws.image : 'older' }],
    },
  }),
  DescribeImages: () => ({ imageDetails: [{ imageDigest: `sha256:${'a'.repeat(64)}` }] }),
  DescribeImageScanFindings: () => ({
    imageScanStatus: { status: 'COMPLETE' },
    imageScanFindings: {
      imageScanCompletedAt: Date.now() / 1000,
      findingSeverityCounts: { CRITICAL: aws.critical, HIGH: 0 },
    },
  }),
  DescribePullThroughCacheRules: () => ({ pullThroughCacheRules: [] }),
  GetCalendarState: () => ({ State: aws.calendar, AtTime: new Date().toISOString() }),
  GetParameter: ({ Name = '' }) => {
    if ('denied' in aws.switches) return { refused: 'AccessDeniedException' };
    const Value = aws.switches[Name];
    if (Value === undefined) return { refused: 'ParameterNotFound' };
    return { Parameter: { Name, Type: aws.switchType, Value, LastModifiedDate: 1_764_000_000 } };
  },
};
