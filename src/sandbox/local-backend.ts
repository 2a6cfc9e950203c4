import { idOf } from '../controller/ecs/arns.ts';
import type { TrafficWeights } from '../controller/ecs/resources.ts';
import type { BackendRevision, DeploymentBackend } from '../controller/state/backend.ts';
import type { Traffic } from './load-balancer/create-traffic.ts';
import { type RunningBackEnds, startBackEnds } from './shop/back-ends.ts';
import { type Shop, startShop } from './shop/shop.ts';
import type { ShopBackground } from './shop/shop-style.ts';

type LocalBackendOptions = {
  production: Pick<Traffic, 'setWeights'>;
  test: Pick<Traffic, 'setWeights'>;
  /** Requests production as soon as its weights have changed, before ECS proceeds: no change goes unseen, at any speed. */
  visit?: () => Promise<void>;
  /** Resolves once somebody who watches has noticed that traffic is about to move. Default: at once. */
  notice?: () => Promise<void>;
  /** Seconds of the controller's clock from start to healthy for each task. Default: 20 for the first, 5 more for each further one. */
  taskSeconds?: (taskIndex: number) => number;
};

interface LocalBackend extends DeploymentBackend {
  /** The address of a revision's shop; undefined if none runs. */
  urlOf(serviceRevisionArn: string): string | undefined;
  /** Paints the revision green and every other one blue: a deployment's target and its source. */
  paint(targetRevisionArn: string): void;
  /** Breaks or fixes a revision's shop, including one that starts later. */
  setBroken(serviceRevisionArn: string, isBroken: boolean): void;
  /** Makes a revision's shop slow, or fast again, likewise. */
  setSlow(serviceRevisionArn: string, isSlow: boolean): void;
  /** Ends every shop. */
  stop(): Promise<void>;
}

/**
 * Runs each service revision as a shop of its own behind two real listeners. One server represents all tasks of a revision: they differ
 * only in when they become healthy. A broken shop still counts as healthy, like a container whose health check only tests whether the
 * process exists; the hooks have to find out.
 */
export function localBackend(options: LocalBackendOptions): LocalBackend {
  const { production, test, visit = async () => {}, notice = async () => {} } = options;
  const { taskSeconds = (index: number) => 20 + 5 * index } = options;
  const shops = new Map<string, Shop & { targetGroupArns: readonly string[] }>();
  const broken = new Set<string>();
  const slow = new Set<string>();
  let target: string | undefined;
  let backEnds: Promise<RunningBackEnds> | undefined;

  const backgroundOf = (arn: string): ShopBackground => (arn === target ? 'green' : 'blue');

  async function run({ serviceRevisionArn: arn, containerImages, targetGroupArns }: BackendRevision): Promise<void> {
    if (shops.has(arn)) return;
    const version = versionOfImage(containerImages[0]?.image);
    backEnds ??= startBackEnds();
    const shop = await startShop({
      ...{ version, background: backgroundOf(arn), revision: idOf(arn) },
      backEnds: await backEnds,
    });
    shop.setBroken(broken.has(arn));
    shop.setSlow(slow.has(arn));
    shops.set(arn, { ...shop, targetGroupArns });
  }

  function send(traffic: Pick<Traffic, 'setWeights'>, weights: TrafficWeights): void {
    const backends = Object.entries(weights).flatMap(([arn, weight]) => {
      const shop = shops.get(arn);
      if (shop === undefined) return [];
      return [{ revision: idOf(arn), target: shop.url, weight, targetGroupArns: shop.targetGroupArns }];
    });
    traffic.setWeights(backends);
  }

  return {
    async scaleUp(revision, count, { sleep, signal, runningTaskCount, taskIsHealthy }) {
      await run(revision);
      const tasks = Array.from({ length: count - runningTaskCount }, async (_, index) => {
        await sleep(taskSeconds(index) * 1000, signal);
        taskIsHealthy();
      });
      await Promise.all(tasks);
    },
    async shiftTestTraffic(weights) {
      await notice();
      send(test, weights);
    },
    async shiftProductionTraffic(weights) {
      await notice();
      send(production, weights);
      await visit();
    },
    scaleDown: (_revision, _count, { sleep }) => sleep(endSeconds * 1000),
    async terminate({ serviceRevisionArn: arn }) {
      const shop = shops.get(arn);
      shops.delete(arn);
      broken.delete(arn);
      slow.delete(arn);
      await shop?.stop();
    },
    urlOf: (arn) => shops.get(arn)?.url,
    paint(targetRevisionArn) {
      target = targetRevisionArn;
      for (const [arn, shop] of shops) shop.setBackground(backgroundOf(arn));
    },
    setBroken(arn, isBroken) {
      if (isBroken) broken.add(arn);
      else broken.delete(arn);
      shops.get(arn)?.setBroken(isBroken);
    },
    setSlow(arn, isSlow) {
      if (isSlow) slow.add(arn);
      else slow.delete(arn);
      shops.get(arn)?.setSlow(isSlow);
    },
    stop: async () => {
      await Promise.all([...shops.values()].map((shop) => shop.stop()));
      shops.clear();
      await (await backEnds)?.stop();
      backEnds = undefined;
    },
  };
}

/** The time for a task to answer its last requests and end. */
const endSeconds = 10;

/** `shop/ui:1.42` → `1.42` */
export function versionOfImage(image: string | undefined): string {
  return image?.split('@', 1)[0]?.split(':').at(-1) ?? 'unknown';
}
