import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { findDecided } from '../src/approval/desk/home/find-decided.ts';
import { readOpen, readOpenAfter } from '../src/approval/desk/home/read-open.ts';
import type { Session } from '../src/approval/sign-in/session.ts';
import { readOpenPage } from '../src/cli/decision/open-requests.ts';
import { VirtualClock } from '../src/controller/clock/virtual-clock.ts';
import { createController } from '../src/controller/controller.ts';
import type { Controller } from '../src/controller/controller-api.ts';
import { startEcsApi } from '../src/controller/ecs-api/start-ecs-api.ts';
import { startBigLedger } from '../test/scale/big-ledger.ts';

/*
 * What many deployments at once cost the local controller: `node --expose-gc bench/scale.ts`. All services share one clock and are behind one ECS API. Each has a
 * first deployment, and then a blue/green one at the same time as all others, with a hook that waits three times on average. Each size is measured in a heap that holds
 * nothing else, so that the figures can be compared: they are the same if the cost is linear. Then, what pages of a ledger with 10 000 open requests and a million
 * decided ones cost, over HTTP and without S3's own time.
 */

const sizes = [500, 1000, 2000];
const neverAborted = new AbortController().signal;
const servicesPerDeployment = 5;

type Row = {
  deployments: number;
  services: number;
  msEach: number;
  kilobytesEach: number;
  kilobytesPerService: number;
};

for (const deployments of sizes) print(await measure(deployments));
await measureLedger();

async function measure(deployments: number): Promise<Row> {
  const services = deployments * servicesPerDeployment;
  const clock = new VirtualClock();
  let calls = 0;
  const handler = async () => ({ hookStatus: ++calls % 4 === 0 ? 'SUCCEEDED' : 'IN_PROGRESS' });
  const before = heap();
  const controllers = Array.from({ length: services }, (_, id) => create(clock, id, handler));
  const api = await startEcsApi({ controllers });
  try {
    await deployAll(controllers, 1);
    const atRest = heap();
    const busy = controllers.slice(0, deployments);
    const startedAt = performance.now();
    await deployAll(busy, 2);
    const ms = performance.now() - startedAt;
    await measureUpdates(api.endpoint, services);
    return {
      ...{ deployments, services, msEach: ms / deployments },
      kilobytesEach: (heap() - atRest) / 1024 / deployments,
      kilobytesPerService: (atRest - before) / 1024 / services,
    };
  } finally {
    await api.stop();
  }
}

/** The CPU of a hundred UpdateServices, the client's included, so that only its change with the number of services counts. */
async function measureUpdates(endpoint: string, services: number): Promise<void> {
  const client = new ECSClient({
    endpoint,
    region: 'us-west-2',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const update = () =>
    client.send(
      new UpdateServiceCommand({ cluster: 'my-cluster', service: `service-${services - 1}`, desiredCount: 3 }),
    );
  for (let count = 0; count < 100; count += 1) await update();
  const before = process.cpuUsage();
  for (let count = 0; count < 100; count += 1) await update();
  const { user, system } = process.cpuUsage(before);
  console.log(
    `UpdateService among ${services} services: ${((user + system) / 100_000).toFixed(2)} ms of CPU, the client's included`,
  );
  client.destroy();
}

function create(clock: VirtualClock, id: number, handler: () => Promise<unknown>): Controller {
  return createController({
    clock,
    seed: id,
    service: {
      service: `service-${id}`,
      deploymentConfiguration: {
        ...{ strategy: 'BLUE_GREEN', bakeTimeInMinutes: 10 },
        lifecycleHooks: [
          {
            ...{ targetType: 'AWS_LAMBDA', lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] },
            hookTargetArn: 'arn:aws:lambda:us-west-2:123456789012:function:gate',
            roleArn: 'arn:aws:iam::123456789012:role/hooks',
          },
        ],
      },
    },
    functions: () => ({ handler }),
  });
}

async function deployAll(controllers: readonly Controller[], revision: number): Promise<void> {
  const started = controllers.map((controller) => {
    const { serviceDeploymentArn } = controller.startDeployment({
      taskDefinition: `web:${revision}`,
      containerImages: [{ containerName: 'web', image: `shop/web:${revision}` }],
    });
    return controller.waitForDeployment(serviceDeploymentArn);
  });
  for (const { status } of await Promise.all(started)) {
    if (status !== 'SUCCESSFUL') throw new Error(`a deployment ended as ${status}`);
  }
}

function heap(): number {
  if (globalThis.gc === undefined) throw new Error('start it with node --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

function print({ deployments, services, msEach, kilobytesEach, kilobytesPerService }: Row): void {
  console.log(
    `${deployments} deployments at once over ${services} services: ${msEach.toFixed(2)} ms and ${kilobytesEach.toFixed(1)} KiB per deployment, ${kilobytesPerService.toFixed(1)} KiB per service`,
  );
}

/** The middle of nine calls of each, in a bucket that is generated while it is read. */
async function measureLedger(): Promise<void> {
  const big = await startBigLedger(10_000);
  const parts = { ...big, ledger: big.ledger };
  const place = { account: '123456789012', region: 'us-west-2' };
  const now = new Date('2026-11-28T00:10:00Z');
  const session = { sub: 'ana', email: 'ana@example.com', groups: [] } as unknown as Session;
  const calls: Record<string, () => Promise<unknown>> = {
    'open requests of the first page': () => readOpen(parts, { session, now }, neverAborted),
    'a page of all open requests': () => readOpenAfter(parts, { session, now }, neverAborted),
    'a page of decided requests': () => findDecided(big.listObjects, { place, now }, neverAborted),
    'a page of decided requests of one service in a thousand': () =>
      findDecided(big.listObjects, { place, now, service: 'shop-777' }, neverAborted),
    'greenlight open': () => readOpenPage(parts, undefined, neverAborted),
  };
  for (const [name, call] of Object.entries(calls)) {
    const times: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      big.sinceLast();
      const startedAt = performance.now();
      await call();
      times.push(performance.now() - startedAt);
    }
    const { lists, reads } = big.sinceLast();
    const middle = times.toSorted((one, other) => one - other)[4] ?? 0;
    console.log(`${name}: ${lists} lists, ${reads} reads, ${middle.toFixed(0)} ms`);
  }
  await big.stop();
}
