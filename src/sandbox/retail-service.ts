import { createHash } from 'node:crypto';
import { VirtualClock } from '../controller/clock/virtual-clock.ts';
import { createController } from '../controller/controller.ts';
import type { DeploymentInput } from '../controller/controller-api.ts';
import type { LoadBalancer } from '../controller/ecs/resources.ts';
import type { ControllerSnapshot } from '../controller/state/controller-snapshot.ts';

/** The service that the sandbox deploys. Region and account are those of AWS's documentation. */
export const retailNames = {
  partition: 'aws',
  region: 'us-west-2',
  account: '123456789012',
  cluster: 'prod-cluster',
  service: 'retail-ui',
} as const;

/** The container that the load balancers send requests to. */
export const retailContainer = 'ui';

/** Two alarms that can be raised: one that the alarm hook checks, and one that ECS itself watches until the end of a deployment. */
export const retailAlarms = { hook: 'retail-ui-5xx', ecs: 'retail-ui-latency' } as const;

const firstVersion = '1.41';

/** The UpdateService input that would release a version. */
export function release(version: string): DeploymentInput {
  return {
    taskDefinition: `retail-ui:${version.split('.').at(-1)}`,
    containerImages: [
      {
        containerName: retailContainer,
        image: `shop/ui:${version}`,
        imageDigest: `sha256:${createHash('sha256').update(`shop/ui:${version}`).digest('hex')}`,
      },
    ],
  };
}

/** `1.41` → `1.42` */
export function nextVersion(version: string): string {
  const [major = '1', minor = '0'] = version.split('.');
  return `${major}.${Number(minor) + 1}`;
}

/** A service that runs its first version, released the day before without hooks: the initial state of every sandbox. */
export async function foundService(now: Date, loadBalancers: readonly LoadBalancer[]): Promise<ControllerSnapshot> {
  const yesterday = new Date(now.getTime() - 86_400_000);
  const controller = createController({
    service: { ...retailNames, loadBalancers },
    functions: () => undefined,
    clock: new VirtualClock({ start: yesterday }),
    seed: now.getTime(),
  });
  await controller.deploy({
    ...release(firstVersion),
    deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
  });
  const snapshot = controller.snapshot();
  controller.close();
  return snapshot;
}
