import type { ECSClient } from '@aws-sdk/client-ecs';
import { describeDeploymentNow } from './look-at.ts';
import { isOver } from './play-trial.ts';
import { listDeployments, refusalOf } from './start-trial.ts';

/** Stops the deployment of a service that runs, if there is one, and waits until it has ended. */
export async function endDeployment(
  bench: { ecs: ECSClient; cluster: string; service: string },
  wait: (seconds: number) => Promise<void>,
): Promise<void> {
  const { StopServiceDeploymentCommand } = await import('@aws-sdk/client-ecs');
  const [serviceDeploymentArn] = await listDeployments(bench, bench.service);
  for (let isStopped = false; serviceDeploymentArn !== undefined; isStopped = true) {
    const deployment = await describeDeploymentNow(bench.ecs, serviceDeploymentArn);
    if (!deployment || isOver(deployment)) return;
    // It may be rolling back already, which is as good.
    if (!isStopped) {
      const stop = new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' });
      await refusalOf(bench.ecs.send(stop), []);
    }
    await wait(5);
  }
}
