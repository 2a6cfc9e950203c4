import { describe, expect, test } from 'vitest';
import { recogniseReason } from '../../../src/cli/explain/recognise-reason.ts';

const arn = 'arn:aws:lambda:us-west-2:123456789012:function:my-hook';
const failed = (stage: string) => `Service deployment rolled back because ${stage} lifecycle hook(s) failed.`;
const user = 'User: arn:aws:sts::123456789012:assumed-role';

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html */
describe("recogniseReason on ECS's own texts", () => {
  test.each([
    [
      `${failed('PRE_SCALE_UP')} Lifecycle hook target ${arn} returned FAILED status.`,
      [{ kind: 'hook-failed', stage: 'PRE_SCALE_UP', hookArn: arn }],
    ],
    [
      `${failed('POST_SCALE_UP')} ECS was unable to parse the response from ${arn} due to HookStatus must not be null`,
      [{ kind: 'hook-unreadable', stage: 'POST_SCALE_UP', hookArn: arn }],
    ],
    [
      `${failed('PRE_SCALE_UP')} ECS was unable to invoke hook target ${arn} due to ${user}/invoke/ECS-Lambda-Execution is not authorized to perform: lambda:InvokeFunction on resource: ${arn}`,
      [{ kind: 'hook-not-allowed', stage: 'PRE_SCALE_UP', hookArn: arn, what: 'invoke' }],
    ],
    [
      `${failed('PRE_SCALE_UP')} ECS was unable to assume role arn:aws:iam::123456789012:role/invoke`,
      [{ kind: 'role-not-assumed', stage: 'PRE_SCALE_UP', what: 'arn:aws:iam::123456789012:role/invoke' }],
    ],
    [
      `${failed('TEST_TRAFFIC_SHIFT')} ${user}/elb/ECSNetworkingWithELB is not authorized to perform: elasticloadbalancing:ModifyListener on resource: x`,
      [{ kind: 'ecs-not-allowed', stage: 'TEST_TRAFFIC_SHIFT', what: 'elasticloadbalancing:ModifyListener' }],
    ],
    [
      'Service deployment rolled back because POST_SCALE_UP pause hook timed out.',
      [{ kind: 'pause-timed-out', stage: 'POST_SCALE_UP' }],
    ],
    ['No rollback candidate was found to run the rollback.', [{ kind: 'no-rollback-candidate' }]],
    [
      `${failed('POST_TEST_TRAFFIC_SHIFT')} Lifecycle hook target ${arn} returned FAILED status. Lifecycle hook target ${arn}2 returned FAILED status.`,
      [
        { kind: 'hook-failed', stage: 'POST_TEST_TRAFFIC_SHIFT', hookArn: arn },
        { kind: 'hook-failed', stage: 'POST_TEST_TRAFFIC_SHIFT', hookArn: `${arn}2` },
      ],
    ],
    [
      `${failed('BAKE_TIME')} Lifecycle hook target ${arn}-alarm-hook returned FAILED status.`,
      [{ kind: 'hook-failed', stage: 'BAKE_TIME', hookArn: `${arn}-alarm-hook` }],
    ],
    ['Something that AWS will write next year.', [{ kind: 'unknown' }]],
    ['', [{ kind: 'unknown' }]],
  ])('%s', (text, causes) => {
    expect(recogniseReason(text)).toEqual(causes);
  });
});
