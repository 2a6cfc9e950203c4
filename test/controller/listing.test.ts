import { describe, expect, test } from 'vitest';
import { runningService, version } from './play.ts';

describe('listedServiceDeployments', () => {
  test.each([
    ['at-once', 0],
    ['after-5s', 5],
    ['after-30s', 30],
  ] as const)('B-110 shows a new deployment %s, and describes it at once', async (newDeploymentListed, seconds) => {
    const { controller, clock } = await runningService({ switches: { newDeploymentListed } });
    await clock.advance(60_000);
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    const isListed = () =>
      controller.listedServiceDeployments().some((each) => each.serviceDeploymentArn === serviceDeploymentArn);

    expect(controller.listServiceDeployments()[0]?.serviceDeploymentArn).toBe(serviceDeploymentArn);
    expect(isListed()).toBe(seconds === 0);
    await clock.advance(seconds * 1000);
    expect(isListed()).toBe(true);
  });
});
