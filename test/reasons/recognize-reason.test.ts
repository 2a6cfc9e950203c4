import { describe, expect, test } from 'vitest';
import { knownReasons } from '../../src/reasons/known-reasons.ts';
import { cardsFor, recognizeReason } from '../../src/reasons/recognize-reason.ts';
import { ecsTexts } from '../cli/explain/ecs-texts.ts';

const arn = 'arn:aws:lambda:us-west-2:123456789012:function:my-hook';
const failed = (stage: string) => `Service deployment rolled back because ${stage} lifecycle hook(s) failed.`;
const user = 'User: arn:aws:sts::123456789012:assumed-role';

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html */
describe('recognizeReason for the messages of ECS', () => {
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
      [
        {
          kind: 'ecs-not-allowed',
          stage: 'TEST_TRAFFIC_SHIFT',
          what: 'elasticloadbalancing:ModifyListener',
          role: 'elb',
        },
      ],
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
    [
      `${failed('POST_SCALE_UP')} ECS was unable to invoke hook target ${arn} due to Function not found: ${arn} ECS was unable to invoke hook target ${arn}2 due to Rate Exceeded. No rollback candidate was found to run the rollback.`,
      [
        { kind: 'hook-not-invoked', stage: 'POST_SCALE_UP', hookArn: arn, what: `Function not found: ${arn}` },
        { kind: 'hook-not-invoked', stage: 'POST_SCALE_UP', hookArn: `${arn}2`, what: 'Rate Exceeded.' },
        { kind: 'no-rollback-candidate', stage: 'POST_SCALE_UP' },
      ],
    ],
    ['Service deployment rolled back because of the following alarms: [checkout-5xx]', [{ kind: 'alarms' }]],
    ['The alarm arn:aws:cloudwatch:us-west-2:123456789012:alarm:shop will be written next year.', [{ kind: 'alarms' }]],
    ['Something about arn:aws:cloudwatch:us-west-2:123456789012:alarm:shop.', [{ kind: 'unknown' }]],
    [
      'The following rules cannot be used as both production and test listener rules: [arn:a, arn:b]',
      [{ kind: 'same-rule-twice', what: '[arn:a, arn:b]' }],
    ],
    ['Something that AWS will write next year.', [{ kind: 'unknown' }]],
    ['', [{ kind: 'unknown' }]],
  ])('recognizes "%s"', (text, causes) => {
    expect(recognizeReason(text)).toEqual(causes);
  });
});

describe('T1 recognizeReason', () => {
  const wrappers = [
    (text: string) => text,
    (text: string) => `Service deployment rolled back because of invalid networking configuration: ${text}`,
    (text: string) => `deployment failed: ${text}`,
    (text: string) => `(service my-service) ${text} (request id 1b2c)`,
  ];

  test.each(ecsTexts.map(([text, kind, what = '']) => [text, kind, what] as const))(
    'T1 recognizes %s, also inside other text',
    (text, kind, what) => {
      for (const wrap of wrappers) {
        const causes = recognizeReason(wrap(text));

        expect(causes.map((cause) => cause.kind)).toEqual([kind]);
        expect(causes[0]?.what ?? '').toContain(what);
      }
    },
  );

  test.each(knownReasons.flatMap(({ id, says }) => says.map((text) => [id, text] as const)))(
    'T1 finds %s in its own published message, and nothing else',
    (id, text) => {
      expect(recognizeReason(text).map(({ kind }) => kind)).toEqual([id]);
    },
  );

  test('T1 treats an unfamiliar message as unknown, and keeps the stage that it names', () => {
    expect(recognizeReason(failed('POST_SCALE_UP'))).toEqual([{ kind: 'unknown', stage: 'POST_SCALE_UP' }]);
  });

  test('T1 has unique ids, and every known reason says where to look and what to do', () => {
    const ids = knownReasons.map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
    for (const { cause, look, fix, patterns } of knownReasons) {
      expect(cause).toMatch(/[^ ]/);
      expect(look).toMatch(/[^ ]/);
      expect(fix.length).toBeGreaterThan(0);
      for (const pattern of patterns) expect(pattern.flags).toContain('g');
    }
  });
});

describe('the cards of a message', () => {
  test('are named once each, in the order of the text, and none is made up', () => {
    const twice = 'Lifecycle hook target a returned FAILED status. Lifecycle hook target b returned FAILED status.';

    expect(cardsFor(`${twice} Lifecycle hook target c timed out after 5 minutes.`)).toEqual([
      'hook-failed',
      'hook-timed-out',
    ]);
    expect(cardsFor('Something that AWS will write next year.')).toEqual([]);
  });
});
