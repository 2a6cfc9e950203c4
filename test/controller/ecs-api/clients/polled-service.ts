import { VirtualClock } from '../../../../src/controller/clock/virtual-clock.ts';
import { createController } from '../../../../src/controller/controller.ts';
import { hookArn, runningService } from '../../play.ts';
import { type Served, serve } from '../serve.ts';

/** As long as the waiters of the CLI and the SDKs wait between two polls. */
const pollMs = 15_000;

/**
 * The ECS API, whose time passes only while a client polls it: each DescribeServices takes 15 seconds, so no waiter has to wait in real time.
 *
 * @param hook what the hook's function answers; default SUCCEEDED
 */
export async function polledRegion(hook: unknown = { hookStatus: 'SUCCEEDED' }): Promise<Served> {
  const clock = new VirtualClock();
  // Gives the Region its cluster and a task definition.
  const { controller: first } = await runningService();
  let passing: Promise<void> = Promise.resolve();
  return serve({
    controllers: [first],
    createController: ({ desiredCount = 1, loadBalancers = [], ...names }) =>
      createController({
        service: { ...names, desiredCount, loadBalancers },
        functions: (arn) => (arn === hookArn ? () => hook : undefined),
        clock,
      }),
    onAnswer: ({ operation }) => {
      if (operation === 'DescribeServices') passing = passing.then(() => clock.advance(pollMs));
    },
  });
}
