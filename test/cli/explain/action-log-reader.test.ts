import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tellingActions } from '../../../src/cli/explain/action-log-reader.ts';
import { serviceNotes } from '../../../src/cli/explain/service-notes.ts';
import { snapshotOf } from '../deployment/snapshots.ts';

const serviceArn = 'arn:aws:ecs:us-west-2:123456789012:service/my-cluster/my-service';
const deploymentId = 'EZe5RNVLH6PPzHXINuP28';

function line(second: number, logLevel: string, eventName: string, detail: unknown, actionSourceId = serviceArn) {
  const at = new Date(`2026-11-22T14:00:${String(second).padStart(2, '0')}Z`);
  return { at, text: JSON.stringify({ logLevel, eventName, detail, actionSourceId }) };
}

test("T1 explain shows the warnings in ECS's own log, only of this service and this deployment", () => {
  const arn = (id: string) => `arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/${id}`;
  const lines = [
    line(3, 'ERROR', 'LIFECYCLE_HOOK_FAILED', { deployment: arn(deploymentId), reason: 'no answer' }),
    line(1, 'INFO', 'SERVICE_DEPLOYMENT_IN_PROGRESS', {}),
    line(2, 'ERROR', 'LIFECYCLE_HOOK_FAILED', { deployment: arn('another') }),
    line(2, 'ERROR', 'LIFECYCLE_HOOK_FAILED', {}, `${serviceArn}-2`),
    { at: new Date('2026-11-22T14:00:02Z'), text: 'not JSON' },
  ];

  expect(tellingActions(lines, { serviceArn, deploymentId }).map(({ text }) => text)).toEqual([
    `ERROR LIFECYCLE_HOOK_FAILED: {"deployment":"${arn(deploymentId)}","reason":"no answer"}`,
  ]);
  expect(tellingActions(lines.slice(1, 2), { serviceArn, deploymentId })).toMatchObject([
    { text: 'INFO SERVICE_DEPLOYMENT_IN_PROGRESS: {}' },
  ]);
});

test('explain knows the entry that AWS has published, whose service has no ARN and whose name is in its detail', () => {
  const published = readFileSync(
    new URL('../../../events/action-log/SERVICE_DEPLOYMENT_ROLLBACK_FAILED.doc.json', import.meta.url),
    'utf8',
  );
  const ofIt = {
    serviceArn: 'arn:aws:ecs:us-east-1:111122223333:service/my-cluster/my-service',
    deploymentId: 'abc123def456',
  };
  const lines = [{ at: new Date(), text: published }];

  expect(tellingActions(lines, ofIt).map(({ text }) => text)).toEqual([
    expect.stringMatching(/^ERROR SERVICE_DEPLOYMENT_ROLLBACK_FAILED: .*No rollback candidate was found/),
  ]);
  expect(tellingActions(lines, { ...ofIt, serviceArn: `${ofIt.serviceArn}-2` })).toEqual([]);
});

test('F3 explain names the gates that a rolling deployment never calls', () => {
  const rolling = (...lifecycleStages: ('PRE_SCALE_UP' | 'POST_TEST_TRAFFIC_SHIFT')[]) =>
    snapshotOf({
      deploymentConfiguration: {
        strategy: 'ROLLING',
        lifecycleHooks: [{ hookTargetArn: 'arn:aws:lambda:us-west-2:123456789012:function:my-hook', lifecycleStages }],
      },
    });

  expect(serviceNotes(rolling('PRE_SCALE_UP', 'POST_TEST_TRAFFIC_SHIFT'), undefined)).toEqual([
    expect.stringContaining('it probably never called my-hook at POST_TEST_TRAFFIC_SHIFT'),
  ]);
  expect(serviceNotes(rolling('PRE_SCALE_UP'), undefined)).toEqual([]);
});

test('T7 explain knows that ECS manages an Express Mode service itself', () => {
  expect(serviceNotes(snapshotOf(), { resourceManagementType: 'ECS' })).toEqual([
    expect.stringContaining('Express Mode'),
  ]);
  expect(serviceNotes(snapshotOf(), { resourceManagementType: 'CUSTOMER' })).toEqual([]);
});
