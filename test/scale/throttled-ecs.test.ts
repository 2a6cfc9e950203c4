import { DescribeServiceDeploymentsCommand, type ECSClient } from '@aws-sdk/client-ecs';
import { describe, expect, test, vi } from 'vitest';
import { createLedger } from '../../src/approval/request/ledger.ts';
import { describeService } from '../../src/cli/aws/describe-service.ts';
import { createLook } from '../../src/cli/deployment/create-look.ts';
import { ecsDeployments } from '../../src/cli/deployment/ecs-deployments.ts';
import type { LiveTree } from '../../src/cli/terminal/live-tree.ts';
import { watchDeployment } from '../../src/cli/watch/watch-deployment.ts';
import { VirtualClock } from '../../src/controller/clock/virtual-clock.ts';
import { createController } from '../../src/controller/controller.ts';
import { deploymentReader } from '../../src/deployment/deployment-reader.ts';
import { whyOver } from '../../src/deployment/why-over.ts';
import { gentleRetries } from '../../src/functions/lazy/aws-deployment-reader.ts';
import { closeOpenRequests } from '../../src/watcher/close-open-requests.ts';
import { clientOn, waitsOn } from '../controller/ecs-api/clients/virtual-waits.ts';
import { serve } from '../controller/ecs-api/serve.ts';
import { countedIds, keyOf, neverAborted, newRequest, subject } from '../helpers/approval.ts';
import { recordingLogger } from '../helpers/hook.ts';
import { memoryStore } from '../helpers/memory-store.ts';

/** What AWS documents for DescribeServiceDeployments: tokens at first, and tokens a second. */
const [burst, perSecond] = [50, 20];
const cluster = 'my-cluster';

/** The ECS API with the rates that AWS documents, in front of services that all run their first version. Its time is that of the test. */
async function throttledEcs(services: number) {
  const clock = new VirtualClock();
  const controllers = Array.from({ length: services }, (_, id) =>
    createController({
      clock,
      seed: id,
      service: {
        ...{ cluster, service: `service-${id}`, desiredCount: 1 },
        deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
      },
      functions: () => undefined,
    }),
  );
  const start = (revision: number) =>
    controllers.map((controller) =>
      controller.startDeployment({
        taskDefinition: `web:${revision}`,
        containerImages: [{ containerName: 'web', image: `shop/web:${revision}` }],
      }),
    );
  const first = start(1);
  await clock.run(
    Promise.all(first.map(({ serviceDeploymentArn }, id) => controllers[id]?.waitForDeployment(serviceDeploymentArn))),
  );
  // At a whole second, as the buckets are filled.
  await clock.advance(60_000 - (clock.now().getTime() % 1000));
  const { endpoint, answers } = await serve({ controllers, throttles: true });
  const refused = () => answers.filter(({ error }) => error?.code === 'ThrottlingException').length;
  return { clock, start, first, endpoint, answers, refused, waits: waitsOn(clock) };
}

type Throttled = Awaited<ReturnType<typeof throttledEcs>>;

describe('the sweep of the watcher, with the client of the function', { timeout: 60_000 }, () => {
  test('is refused nothing if it is alone', async () => {
    const throttled = await throttledEcs(20);
    const { sweep } = await openRequests(throttled, 200);

    const closed = await throttled.clock.run(sweep());

    expect(closed).toMatchObject({ superseded: 20, left: 180, failures: [] });
    expect([throttled.answers.length, throttled.refused(), throttled.waits]).toEqual([200, 0, []]);
  });

  test('reaches all beside others who leave it half of what it asks for: it asks less often, and nothing fails', async () => {
    useLongWaits();
    const throttled = await throttledEcs(20);
    const { clock, answers, refused } = throttled;
    const { sweep } = await openRequests(throttled, 100);
    const from = clock.now().getTime();
    const others = useUp(throttled, perSecond - 5);
    await clock.advance(500);

    const closed = [await clock.run(sweep()), await clock.run(sweep())];
    others.stop();

    expect(closed[0]).toMatchObject({ superseded: 20, left: 80, failures: [] });
    expect(closed[1]).toMatchObject({ left: 80, failures: [] });
    const inVain = refused() - others.refused();
    expect(inVain).toBeGreaterThan(0);
    expect(inVain).toBeLessThan((answers.length - others.asked()) / 4);
    // 180 questions would take 18 seconds.
    expect(clock.now().getTime() - from).toBeGreaterThan(25_000);
  });
});

describe('the command line, with its own clients', { timeout: 60_000 }, () => {
  test('a hundred and twenty greenlight watch at once see their deployments end, and none gives up', async () => {
    const throttled = await throttledEcs(120);
    const { clock, answers, refused, waits } = throttled;
    const client = clientOn(clock, { endpoint: throttled.endpoint, maxAttempts: 4 });
    const from = clock.now().getTime();
    const started = throttled.start(2);
    const notes: string[] = [];

    const ends = await clock.run(
      Promise.all(started.map(({ serviceDeploymentArn }) => watch(serviceDeploymentArn, { client, clock, notes }))),
    );

    expect(new Set(ends)).toEqual(new Set(['reached']));
    const seconds = (clock.now().getTime() - from) / 1000;
    // Longer than the deployments, and not by much.
    expect(seconds).toBeLessThan(90);
    const answered = answers.filter(({ operation, error }) => operation === 'DescribeServiceDeployments' && !error);
    expect(answered.length).toBeLessThanOrEqual(burst + perSecond * Math.ceil(seconds));
    expect(refused()).toBeGreaterThan(70);
    expect(refused()).toBeLessThan(answers.length / 2);
    expect(waits.length).toBeGreaterThan(0);
    expect(new Set(notes.map((note) => note.replace(/ in .*/, '')))).toEqual(
      new Set([
        '  could not check: ThrottlingException: Rate exceeded; trying again',
        '  AWS answers again',
        '  note: no ledger',
      ]),
    );
  });

  test('a hundred and thirty that read their service at once all get it, with at most four attempts each', async () => {
    useLongWaits();
    const throttled = await throttledEcs(130);
    const { clock, answers, refused } = throttled;
    const client = clientOn(clock, { endpoint: throttled.endpoint, maxAttempts: 4 });

    const read = await clock.run(
      Promise.all(
        throttled.first.map((_, id) => describeService(client, { cluster, service: `service-${id}` }, 'us-west-2')),
      ),
    );

    expect(read.map(({ serviceName }) => serviceName)).toEqual(throttled.first.map((_, id) => `service-${id}`));
    expect(refused()).toBeGreaterThanOrEqual(30);
    expect(answers.length).toBeLessThanOrEqual(130 * 2);
  });
});

/** The SDK waits for a random time before it tries again. If all of them are short, its attempts are used up before there is a token. */
function useLongWaits(): void {
  vi.spyOn(Math, 'random').mockReturnValue(0.9);
}

/** Open requests of different deployments: the services' own, which have ended, and others that ECS does not know. */
async function openRequests({ clock, first, endpoint }: Throttled, count: number) {
  const ledger = createLedger(memoryStore(clock));
  for (let id = 0; id < count; id += 1) {
    const deploymentId = first[id]?.serviceDeploymentArn.split('/').at(-1) ?? `E${id}`;
    const changes = { service: `service-${id}`, deploymentId };
    const deadline = new Date(clock.now().getTime() + 86_400_000);
    const request = newRequest({ subject: { ...subject, ...changes }, now: clock.now(), deadline });
    await ledger.create(keyOf(changes), request, neverAborted);
  }
  const { describeServiceDeployment } = deploymentReader(clientOn(clock, { ...gentleRetries, endpoint }));
  const parts = {
    ...{ ledger, clock, newId: countedIds(), logger: recordingLogger() },
    whyOver: async (ref: { service: string; deploymentId: string }, signal: AbortSignal) => {
      const arn = `arn:aws:ecs:us-west-2:123456789012:service-deployment/${cluster}/${ref.service}/${ref.deploymentId}`;
      const deployment = await describeServiceDeployment(arn, signal);
      return deployment && whyOver(deployment);
    },
    pause: (milliseconds: number, signal: AbortSignal) => clock.sleep(milliseconds, signal),
  };
  const here = { account: subject.account, region: subject.region };
  return { sweep: () => closeOpenRequests(parts, here, neverAborted) };
}

/** Somebody else in the account, who asks this often each second and does not wait when refused. */
function useUp({ clock, endpoint }: Throttled, eachSecond: number) {
  const client: ECSClient = clientOn(clock, { endpoint, maxAttempts: 1 });
  const counted = { asked: 0, refused: 0 };
  let isOver = false;
  const ask = async () => {
    counted.asked += 1;
    const command = new DescribeServiceDeploymentsCommand({
      serviceDeploymentArns: ['arn:aws:ecs:us-west-2:123456789012:service-deployment/a/b/c'],
    });
    await client.send(command).catch(() => (counted.refused += 1));
  };
  const keepAsking = async () => {
    await Promise.all(Array.from({ length: burst }, ask));
    while (!isOver) {
      await Promise.all(Array.from({ length: eachSecond }, ask));
      await clock.sleep(1000);
    }
  };
  void keepAsking();
  return { asked: () => counted.asked, refused: () => counted.refused, stop: () => (isOver = true) };
}

/** Watches a deployment as the command does every five seconds, without a ledger. */
async function watch(
  arn: string,
  { client, clock, notes }: { client: ECSClient; clock: VirtualClock; notes: string[] },
): Promise<string> {
  const quiet = () => {};
  const tree: LiveTree = {
    ...{ update: quiet, settle: quiet, finish: quiet, stop: quiet },
    note: (line) => notes.push(line),
  };
  const { end } = await watchDeployment({
    look: createLook({ ecs: ecsDeployments(client), ledger: { missing: 'no ledger' }, clock }, arn),
    goal: { kind: 'done' },
    ...{ tree, clock, intervalSeconds: 5, signal: neverAborted },
    sleep: (seconds, signal) => clock.sleep(seconds * 1000, signal),
  });
  return end;
}
