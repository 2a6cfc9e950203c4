import { expect, test } from 'vitest';
import { readMessage } from '../../src/pause-bridge/bridge-message.ts';

const ofS3 = (...keys: string[]) => ({
  Records: keys.map((key) => ({ eventSource: 'aws:s3', s3: { object: { key } } })),
});
const schedule = (time?: string) => ({ source: 'aws.events', 'detail-type': 'Scheduled Event', time });
const hook = {
  ...{ hookId: 'a', hookType: 'PAUSE', eventName: 'HOOK_AWAITING_ACTION', updatedAt: '2026-11-26T10:05:00Z' },
  serviceDeploymentArn: 'arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/a',
};
const ofHook = (source: string) => ({
  ...{ source, 'detail-type': 'ECS Hook State Change' },
  detail: { ...hook, lifecycleStage: 'PRE_SCALE_UP' },
});
const unexpected = (reason: string) => ({ kind: 'nothing', reason: expect.stringContaining(reason) });

test.each<[string, unknown, object]>([
  ['a kick of the desk', { request: 'approvals/a.json' }, { kind: 'requests', keys: ['approvals/a.json'] }],
  ['keys as S3 encodes them', ofS3('a+b%2Bc', 'd'), { kind: 'requests', keys: ['a b+c', 'd'] }],
  ['the test of S3', { Event: 's3:TestEvent' }, { kind: 'nothing' }],
  ['another event of S3', { Event: 's3:Other' }, unexpected('does not know this kind of message')],
  ['a notification without a key', { Records: [{ eventSource: 'aws:s3', s3: {} }] }, unexpected('does not know')],
  ['every fifth minute of the schedule', schedule('2026-11-26T10:05:59Z'), { kind: 'sweep', isSearching: true }],
  ['any other minute', schedule('2026-11-26T10:06:00Z'), { kind: 'sweep', isSearching: false }],
  ['a schedule without a time', schedule(), { kind: 'sweep', isSearching: false }],
  [
    'an event of ECS about something else',
    { source: 'aws.ecs', 'detail-type': 'ECS Task State Change' },
    unexpected('"ECS Task State Change" of "aws.ecs"'),
  ],
  ['an event of ECS about a hook', ofHook('aws.ecs'), { kind: 'hook', event: { ...hook, stage: 'PRE_SCALE_UP' } }],
  ['the same of somebody else', ofHook('shop'), unexpected('"ECS Hook State Change" of "shop"')],
])('the bridge reads %s', (_what, message, read) => {
  expect(readMessage(JSON.stringify(message))).toEqual(read);
});

test('the bridge leaves alone what is not JSON', () => {
  expect(readMessage('{')).toEqual(unexpected('a message could not be read'));
});
