import { join } from 'node:path';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { bucket, makeFixture } from '../../../bench/fixture.ts';
import type { functionNames } from '../../../scripts/build.ts';
import { bundleFunction } from '../../../src/controller/lambda/bundle-function.ts';
import { hookContext } from '../../../src/controller/lambda/lambda-context.ts';
import type { RuntimeClient } from '../../../src/controller/lambda/runtime-client.ts';
import { builtFunctions } from '../../helpers/built-functions.ts';
import { compileCache } from '../../helpers/cache-folder.ts';
import { ecsEvent } from '../../helpers/hook.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { type QuickServer, quickAnswer, startQuickServer } from './quick-server.ts';
import { type StandInAws, startStandInAws } from './stand-in-aws.ts';

export type Name = (typeof functionNames)[number];

export const fixture = makeFixture(new Date());

const functionArn = 'arn:aws:lambda:us-west-2:123456789012:function:greenlight';

/** Of a test that runs at the same time as others: its own. */
type AtEnd = (stop: () => void | Promise<void>) => void;

type Options = {
  environment?: Record<string, string>;
  timeoutSeconds?: number;
  client: RuntimeClient | undefined;
  /** Runs in the function's place. */
  bundle?: string;
  atEnd?: AtEnd;
};

/** The built functions, as processes under Lambda's runtime client, with a healthy shop for the smoke hook to visit. */
export function useBuiltFunctions() {
  const moto = useMoto();
  let folder = '';
  let shop: QuickServer;
  beforeAll(async () => {
    folder = await builtFunctions();
    const healthy = quickAnswer(200, 'text/plain', 'healthy');
    shop = await startQuickServer((_request, send) => send(healthy));
  });
  afterAll(async () => {
    await shop?.stop();
  });

  return { standIn, events, start };

  /** AWS until the end of the test, with one quiet alarm. */
  async function standIn(atEnd: AtEnd = onTestFinished): Promise<StandInAws> {
    const cloudwatch = new CloudWatchClient({ ...motoClientConfig(moto().endpoint), region: 'us-west-2' });
    const AlarmName = 'shop-5xx';
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        ...{ AlarmName, Namespace: 'Shop', MetricName: '5xx', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 },
        ...{ Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
      }),
    );
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'OK', StateReason: 'quiet' }));
    const aws = await startStandInAws(fixture, moto().endpoint);
    atEnd(() => aws.stop());
    return aws;
  }

  function events(): Record<Name, unknown> {
    return {
      'approval-hook': fixture.event,
      'smoke-hook': ecsEvent({ hookDetails: { baseUrl: shop.url, allowUnproved: true, requests: ['/health'] } }),
      'alarm-hook': ecsEvent({ hookDetails: { alarms: ['shop-5xx'] } }),
      'gate-hook': ecsEvent({ hookDetails: { checks: [{ alarms: { alarms: ['shop-5xx'] } }, { approval: {} }] } }),
      desk: fixture.pageRequest,
      'deployment-watcher': {
        source: 'aws.ecs',
        resources: ['arn:aws:ecs:us-west-2:123456789012:service/my-cluster/another-service'],
      },
      'pause-bridge': {
        Records: [{ messageId: '1', body: JSON.stringify({ source: 'aws.events', 'detail-type': 'Scheduled Event' }) }],
      },
      announcer: {
        Records: [{ messageId: '1', body: JSON.stringify({ source: 'aws.events', 'detail-type': 'Scheduled Event' }) }],
      },
    };
  }

  /** A function that has not been called yet. It asks `endpoint` for everything of AWS. */
  function start(
    name: Name,
    endpoint: string,
    { environment = {}, timeoutSeconds = 30, client, bundle, atEnd = onTestFinished }: Options,
  ) {
    const words: Record<string, number>[] = [];
    const logged: string[] = [];
    let waiting: ((words: Record<string, number>) => void) | undefined;
    let rest = '';
    const started = bundleFunction(bundle ?? join(folder, name, 'index.mjs'), {
      runtimeClient: withProbe(client as RuntimeClient),
      timeoutSeconds,
      environment: {
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: 'us-west-2',
        LEDGER_BUCKET: bucket,
        NOTIFICATIONS_TOPIC_ARN: 'arn:aws:sns:us-west-2:123456789012:approvals',
        DESK_URL: 'https://desk.example.com',
        SIGNING_KEY_SECRET_ID: 'greenlight',
        POWERTOOLS_SERVICE_NAME: name,
        SMOKE_ALLOW_LOOPBACK: 'yes',
        ANNOUNCEMENTS_TOPIC_ARN: 'arn:aws:sns:us-west-2:123456789012:announcements',
        PAUSE_BRIDGE: 'configured',
        PAUSE_PARAMETERS: '/greenlight/pauses',
        NODE_COMPILE_CACHE: compileCache,
        ...environment,
      },
      onOutput(text) {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        logged.push(...lines.filter((each) => each.startsWith('{')));
        for (const line of lines.filter((each) => each.startsWith('probe '))) {
          const said = JSON.parse(line.slice('probe '.length)) as Record<string, number>;
          words.push(said);
          if (said['heapBytes'] !== undefined) waiting?.(said);
        }
      },
    });
    atEnd(() => started.stop());
    const pids = () => words.flatMap(({ pid }) => pid ?? []);
    let calls = 0;
    return {
      pids,
      /** Its log lines so far. */
      logged: () => logged.map((each) => JSON.parse(each) as Record<string, unknown>),
      async invoke(event: unknown): Promise<unknown> {
        calls += 1;
        const requestId = `8476a536-e9f4-11e8-9739-${String(calls).padStart(12, '0')}`;
        const endsAt = Date.now() + timeoutSeconds * 1000;
        const timer = {
          remainingMs: () => endsAt - Date.now(),
          expired: new Promise<void>(() => {}),
          cancel() {},
        };
        return started.handler(event as never, hookContext(functionArn, requestId, timer));
      },
      async memory(): Promise<{ heapBytes: number; rssBytes: number }> {
        const { promise, resolve: found } = Promise.withResolvers<Record<string, number>>();
        waiting = found;
        process.kill(pids().at(-1) ?? 0, 'SIGUSR2');
        return (await promise) as { heapBytes: number; rssBytes: number };
      },
    };
  }
}

/**
 * As Lambda starts Node at 128 MB, and with a probe that reports how much memory it uses. V8 must not discard old compiled code:
 * that would be some megabytes, at a time that nobody knows.
 */
function withProbe(client: RuntimeClient): RuntimeClient {
  const probe = new URL('memory-probe.ts', import.meta.url).href;
  const flags = [
    '--expose-gc',
    '--no-flush-bytecode',
    '--max-semi-space-size=6',
    '--max-old-space-size=115',
    '--import',
    probe,
  ];
  return { ...client, arguments: [...flags, ...client.arguments] };
}

/** Accepts connections until the end of the test, and never answers. */
export async function startSilence(atEnd: AtEnd = onTestFinished): Promise<string> {
  const { url, stop } = await startQuickServer(() => {});
  atEnd(stop);
  return url;
}
