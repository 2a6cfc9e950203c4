import { VirtualClock } from '../src/controller/clock/virtual-clock.ts';
import { createController } from '../src/controller/controller.ts';
import type { Controller } from '../src/controller/controller-api.ts';
import { startEcsApi } from '../src/controller/ecs-api/start-ecs-api.ts';

/*
 * What many deployments at once cost the local controller: `node --expose-gc bench/scale.ts`. All services share one clock and are behind one ECS API. Each has a
 * first deployment, and then a blue/green one at the same time as all others, with a hook that waits three times. Each size is measured in a heap that holds
 * nothing else, so that the figures can be compared: they are the same if the cost is linear.
 */

const sizes = [500, 1000, 2000];
const servicesPerDeployment = 5;

type Row = {
  deployments: number;
  services: number;
  msEach: number;
  kilobytesEach: number;
  kilobytesPerService: number;
};

for (const deployments of sizes) print(await measure(deployments));

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
    return {
      ...{ deployments, services, msEach: ms / deployments },
      kilobytesEach: (heap() - atRest) / 1024 / deployments,
      kilobytesPerService: (atRest - before) / 1024 / services,
    };
  } finally {
    await api.stop();
  }
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
