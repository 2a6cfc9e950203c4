import { describe, expect, test } from 'vitest';
import { findDeployed } from '../../../../src/checks/approval/confirm/find-deployed.ts';
import type { EcsReader, EcsRevision } from '../../../../src/deployment/ecs.ts';
import { neverAborted } from '../../../helpers/approval.ts';
import { greenArn, targetOf } from '../../../helpers/hook.ts';

const deployment = { status: 'IN_PROGRESS' };
const deployed = { ...targetOf(), deploymentId: 'EZe5RNVLH6PPzHXINuP28' };

/** ECS with one deployment, and with these revisions. */
function ecsWith(revisions: readonly EcsRevision[]) {
  const asked: unknown[] = [];
  const ecs: EcsReader = {
    async describeServiceDeployment(...given) {
      asked.push(given);
      return deployment;
    },
    async describeServiceRevisions(...given) {
      asked.push(given);
      return revisions;
    },
  };
  return { ecs, asked };
}

describe('what ECS deploys now', () => {
  test('is asked of the deployment and of the revision that people were asked about', async () => {
    const containerImages = [
      { containerName: 'ui', image: 'shop/ui:1.42', imageDigest: 'sha256:aaaa' },
      { containerName: 'api', image: 'shop/api@sha256:bbbb' },
      { image: 'shop/log:1' },
      { containerName: 'agent' },
    ];
    const { ecs, asked } = ecsWith([{ containerImages }]);

    expect(await findDeployed(deployed, ecs, neverAborted)).toEqual({
      deployment,
      images: [
        { container: 'ui', after: 'shop/ui:1.42@sha256:aaaa' },
        { container: 'api', after: 'shop/api@sha256:bbbb' },
        { container: 'unnamed', after: 'shop/log:1' },
        { container: 'agent', after: '' },
      ],
    });
    expect(asked).toEqual([
      [deployed.deploymentArn, neverAborted],
      [[greenArn], neverAborted],
    ]);
  });

  test.each<[string, EcsRevision[]]>([
    ['names no images', [{}]],
    ['knows no such revision', []],
  ])('has no images if ECS %s', async (_what, revisions) => {
    expect(await findDeployed(deployed, ecsWith(revisions).ecs, neverAborted)).toEqual({
      deployment,
      images: undefined,
    });
  });

  test('is no deployment if the event names none, and then ECS is not asked for it', async () => {
    const { ecs, asked } = ecsWith([]);

    expect(await findDeployed({ ...deployed, deploymentArn: undefined }, ecs, neverAborted)).toEqual({
      deployment: undefined,
      images: undefined,
    });
    expect(asked).toEqual([[[greenArn], neverAborted]]);
  });
});
