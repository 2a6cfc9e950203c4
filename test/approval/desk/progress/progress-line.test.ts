import { describe, expect, test } from 'vitest';
import { en } from '../../../../src/approval/desk/language/en.ts';
import { answeredAt, formatProgressLine } from '../../../../src/approval/desk/progress/format-progress-line.ts';
import {
  type EcsSince,
  ecsInShort,
  ecsSince,
  isSeen,
  isUndone,
} from '../../../../src/approval/desk/progress/progress-line.ts';
import { summarizeProgress } from '../../../../src/approval/desk/progress/summarize-progress.ts';
import type { Decision } from '../../../../src/approval/request/request.ts';
import type { DeploymentProgress } from '../../../../src/deployment/progress/deployment-progress.ts';
import type { Report } from '../../../../src/hook/report.ts';
import { subject } from '../../../helpers/approval.ts';

const time = (clock: string) => `2026-11-27T${clock}:00.000Z`;
const now = new Date(time('14:30'));
const decidedAt = new Date(time('13:50'));
const seenAt = (clock: string, stage: string, percent: number, status = 'IN_PROGRESS') => ({
  ...{ at: time(clock), status, stage, percent },
});
const of = (seen: DeploymentProgress['seen'], more: Partial<DeploymentProgress> = {}): DeploymentProgress => ({
  ...{ schemaVersion: 1, seen, ...more },
});
const said = (progress: DeploymentProgress, answered?: Date, at = now) =>
  formatProgressLine(en, summarizeProgress(progress, decidedAt), answered, at);

const shift = [seenAt('13:52', 'PRODUCTION_TRAFFIC_SHIFT', 25), seenAt('13:58', 'PRODUCTION_TRAFFIC_SHIFT', 100)];

describe('what the page says about ECS after a decision', () => {
  test.each<[string, DeploymentProgress, string]>([
    ['the steps', of(shift), '25 % seen at 13:52 UTC · 100 % seen at 13:58 UTC'],
    [
      'the bake time, which began before it was seen',
      of([...shift, seenAt('14:25', 'BAKE_TIME', 100)], { bakeMinutes: 10 }),
      '25 % seen at 13:52 UTC · 100 % seen at 13:58 UTC · baking until 14:35 UTC at the latest',
    ],
    [
      'the bake time since it was first seen, after a stage before it',
      of([...shift, seenAt('14:00', 'BAKE_TIME', 100), seenAt('14:20', 'BAKE_TIME', 100)], { bakeMinutes: 60 }),
      '25 % seen at 13:52 UTC · 100 % seen at 13:58 UTC · baking until 15:00 UTC at the latest',
    ],
    [
      'the bake time since the decision, if it was seen before that',
      of([seenAt('13:40', 'BAKE_TIME', 0), seenAt('14:20', 'BAKE_TIME', 0)], { bakeMinutes: 60 }),
      'baking until 15:20 UTC at the latest',
    ],
    ['a bake time that ends now', of([seenAt('14:20', 'BAKE_TIME', 0)], { bakeMinutes: 10 }), 'baking'],
    [
      'a rollback since it was first seen, at any stage',
      of([
        seenAt('14:00', 'BAKE_TIME', 0),
        seenAt('14:10', 'BAKE_TIME', 0, 'ROLLBACK_IN_PROGRESS'),
        seenAt('14:20', 'CLEAN_UP', 0, 'ROLLBACK_IN_PROGRESS'),
      ]),
      'ECS is rolling back (seen at 14:10 UTC)',
    ],
    ['nothing of an end before the decision', of([seenAt('13:40', 'CLEAN_UP', 0, 'SUCCESSFUL')]), ''],
    [
      'a step that was reached at the moment of the decision',
      of([seenAt('13:50', 'PRODUCTION_TRAFFIC_SHIFT', 25)]),
      '25 % seen at 13:50 UTC',
    ],
    ['a bake time that is over by now', of([seenAt('14:00', 'BAKE_TIME', 0)], { bakeMinutes: 10 }), 'baking'],
    ['a bake time of unknown length', of([seenAt('14:00', 'BAKE_TIME', 0)]), 'baking'],
    [
      'an end that ECS dates',
      of([seenAt('14:20', 'CLEAN_UP', 0, 'SUCCESSFUL')], { endedAt: time('14:12') }),
      'finished at 14:12 UTC',
    ],
    ['an end that was seen', of([seenAt('14:20', 'CLEAN_UP', 0, 'SUCCESSFUL')]), 'finished (seen at 14:20 UTC)'],
    [
      'a rollback and its cause',
      of([...shift, seenAt('14:20', 'CLEAN_UP', 0, 'ROLLBACK_SUCCESSFUL')], {
        cause: 'ECS rolled the deployment back: the alarm shop-5xx went off.',
      }),
      '25 % seen at 13:52 UTC · 100 % seen at 13:58 UTC · ECS rolled the deployment back: the alarm shop-5xx went off (seen at 14:20 UTC)',
    ],
    [
      'a rollback that is not finished',
      of([seenAt('14:20', 'BAKE_TIME', 50, 'ROLLBACK_IN_PROGRESS')]),
      'ECS is rolling back (seen at 14:20 UTC)',
    ],
    ['one that was stopped', of([seenAt('14:20', 'BAKE_TIME', 0, 'STOPPED')]), 'stopped (seen at 14:20 UTC)'],
    [
      'one that is being stopped',
      of([seenAt('14:20', 'BAKE_TIME', 0, 'STOP_REQUESTED')]),
      'ECS is stopping it (seen at 14:20 UTC)',
    ],
    [
      'a rollback that failed',
      of([seenAt('14:20', 'BAKE_TIME', 0, 'ROLLBACK_FAILED')]),
      'failed, and ECS could not roll it back (seen at 14:20 UTC)',
    ],
    ['nothing of a status of a later ECS', of([seenAt('14:20', 'BAKE_TIME', 0, 'PARKED')]), ''],
    ['nothing of before the decision', of([seenAt('13:40', 'PRODUCTION_TRAFFIC_SHIFT', 25)]), ''],
    [
      'no step twice, and none that was reached before the decision',
      of([seenAt('13:40', 'BAKE_TIME', 25), seenAt('13:51', 'SCALE_UP', 25), seenAt('13:55', 'SCALE_UP', 50)]),
      '50 % seen at 13:55 UTC',
    ],
    [
      'the last four steps',
      of([10, 20, 30, 40, 50].map((percent, index) => seenAt(`13:5${index}`, 'PRODUCTION_TRAFFIC_SHIFT', percent))),
      '20 % seen at 13:51 UTC · 30 % seen at 13:52 UTC · 40 % seen at 13:53 UTC · 50 % seen at 13:54 UTC',
    ],
  ])('is %s', (_what, progress, line) => {
    expect(said(progress)).toBe(line);
  });

  test('begins with the answer of the hook, if its report says so', () => {
    const report: Report = {
      ...{ schemaVersion: 1, check: 'approval', gate: subject.gate, stage: subject.stage, step: subject.step },
      ...{ verdict: 'pass', reason: '', findings: [], at: time('13:51') },
    };
    const answered = answeredAt(subject, [report]);

    expect(said(of(shift), answered)).toMatch(/^ECS got the answer at 13:51 UTC · 25 % seen/);
    expect(formatProgressLine(en, undefined, answered, now)).toBe('ECS got the answer at 13:51 UTC');
    for (const other of [
      { verdict: 'wait' },
      { verdict: 'error' },
      { check: 'smoke' },
      { stage: 'PRE_SCALE_UP' },
      { gate: 'x' },
      { step: 5 },
    ])
      expect(answeredAt(subject, [{ ...report, ...other } as Report])).toBeUndefined();
  });

  test('is nothing if nothing is known', () => {
    expect(formatProgressLine(en, undefined, undefined, now)).toBe('');
    expect(summarizeProgress(of([]), decidedAt)).toBeUndefined();
  });
});

describe('the cause of a rollback', () => {
  test.each<[Decision['status'], string]>([
    ['APPROVED', 'ECS rolled the deployment back: the alarm shop-5xx went off (seen at 14:20 UTC)'],
    // The decision says why, and ECS would say the same in the words of its API.
    ['REJECTED', 'rolled back, as asked (seen at 14:20 UTC)'],
    ['EXPIRED', 'rolled back (seen at 14:20 UTC)'],
    ['SUPERSEDED', 'rolled back (seen at 14:20 UTC)'],
  ])('is shown on the page of a request that was %s: "%s"', (status, line) => {
    const seen = [seenAt('14:20', 'CLEAN_UP', 0, 'ROLLBACK_SUCCESSFUL')];
    const progress = JSON.stringify(
      of(seen, { cause: 'ECS rolled the deployment back: the alarm shop-5xx went off.' }),
    );
    const decision: Decision = { id: '1', status, by: 'ana@example.com', via: 'desk', at: decidedAt.toISOString() };

    expect(ecsSince(en, { decision, subject }, { reports: [], progress, now })).toEqual({
      ...{ line, state: 'undone', isAsked: status === 'REJECTED' },
      ...(status === 'APPROVED' && { cause: 'ECS rolled the deployment back: the alarm shop-5xx went off.' }),
    });
  });

  test('is not called what people asked for before it is done', () => {
    const progress = JSON.stringify(of([seenAt('14:20', 'BAKE_TIME', 0, 'ROLLBACK_IN_PROGRESS')]));
    const decision: Decision = { ...approval, status: 'REJECTED' };

    expect(ecsSince(en, { decision, subject }, { reports: [], progress, now }).line).toBe(
      'ECS is rolling back (seen at 14:20 UTC)',
    );
  });

  test('is quoted as it is, without its full stop', () => {
    const cause = 'ECS rolled back: shop 1.42 failed in eu-west-1.';
    const progress = JSON.stringify(of([seenAt('14:20', 'CLEAN_UP', 0, 'ROLLBACK_SUCCESSFUL')], { cause }));

    expect(ecsSince(en, { decision: approval, subject }, { reports: [], progress, now }).line).toBe(
      'ECS rolled back: shop 1.42 failed in eu-west-1 (seen at 14:20 UTC)',
    );
  });

  test.each<[string, Partial<Decision>, string | undefined, boolean]>([
    ['by votes', { status: 'REJECTED' }, undefined, true],
    ['by hand', { status: 'REJECTED', via: 'by hand' }, undefined, true],
    ['by Greenlight', { status: 'REJECTED', via: 'greenlight' }, undefined, false],
    ['after an approval, by somebody', {}, 'ECS rolled back; eve asked for the rollback at 14:19 UTC: broken', true],
    ['after an approval, by an alarm', {}, 'ECS rolled back: the alarm shop-5xx went off', false],
  ])('says whether people asked for it: %s', (_who, changes, cause, isAsked) => {
    const seen = [seenAt('14:20', 'CLEAN_UP', 0, 'ROLLBACK_SUCCESSFUL')];
    const decision: Decision = { ...approval, ...changes };
    const progress = JSON.stringify(of(seen, cause === undefined ? {} : { cause }));

    expect(ecsSince(en, { decision, subject }, { reports: [], progress, now })).toMatchObject({ isAsked });
  });
});

const approval: Decision = {
  ...{ id: '1', status: 'APPROVED', by: 'ana@example.com', via: 'desk', at: decidedAt.toISOString() },
};

describe('what was seen', () => {
  const seenAs = (status: string, stage: string, more: Partial<DeploymentProgress> = {}) =>
    summarizeProgress(of([seenAt('14:20', stage, 0, status)], more), decidedAt);
  const cause = 'the alarm shop-5xx went off';
  const at = { steps: [], at: new Date(time('14:20')), isEndOfEcs: false };

  test.each<[string, ReturnType<typeof seenAs>, object]>([
    ['a shift', seenAs('IN_PROGRESS', 'PRODUCTION_TRAFFIC_SHIFT', { bakeMinutes: 10 }), { state: 'shifting' }],
    ['a deployment that begins', seenAs('PENDING', 'RECONCILE_SERVICE'), { state: 'shifting' }],
    ['a rollback that begins', seenAs('ROLLBACK_REQUESTED', 'BAKE_TIME'), { state: 'undoing' }],
    ['a bake time of unknown length', seenAs('IN_PROGRESS', 'BAKE_TIME'), { state: 'baking' }],
    [
      'a rollback at the bake time',
      seenAs('ROLLBACK_IN_PROGRESS', 'BAKE_TIME', { bakeMinutes: 10 }),
      { state: 'undoing' },
    ],
    ['a rollback and its cause', seenAs('ROLLBACK_SUCCESSFUL', 'CLEAN_UP', { cause }), { state: 'undone', cause }],
    ['a success, which has no cause', seenAs('SUCCESSFUL', 'CLEAN_UP', { cause }), { state: 'succeeded' }],
  ])('is no more than it is: %s', (_what, summary, more) => {
    expect(summary).toStrictEqual({ ...at, ...more });
  });

  test.each<[string, Partial<Decision>, string, string | undefined, boolean]>([
    ['an approved version was rolled back', {}, 'ROLLBACK_SUCCESSFUL', cause, true],
    ['it is being rolled back', {}, 'ROLLBACK_IN_PROGRESS', cause, true],
    ['that is all that is known', {}, 'ROLLBACK_SUCCESSFUL', undefined, false],
    ['somebody asked for it', {}, 'ROLLBACK_SUCCESSFUL', 'eve asked for the rollback at 14:19 UTC: broken', false],
    ['people rejected it', { status: 'REJECTED' }, 'ROLLBACK_SUCCESSFUL', cause, false],
    ['it was only stopped', {}, 'STOPPED', cause, false],
  ])('has a cause to explain if %s', (_what, changes, status, said, isExplained) => {
    const seen = of([seenAt('14:20', 'BAKE_TIME', 0, status)], said === undefined ? {} : { cause: said });
    const known = { reports: [], progress: JSON.stringify(seen), now };

    const ecs = ecsSince(en, { decision: { ...approval, ...changes }, subject }, known);

    expect('cause' in ecs).toBe(isExplained);
    if (isExplained) expect(ecs.cause).toBe(cause);
  });

  test.each<[EcsSince['state'], boolean, boolean]>([
    [undefined, false, false],
    ['shifting', false, false],
    ['unknown', false, false],
    ['baking', true, false],
    ['succeeded', true, false],
    ['stopping', true, false],
    ['stopped', true, false],
    ['undoing', true, true],
    ['undone', true, true],
    ['failed', true, true],
  ])('as %s is what an answer leads to: %s, and takes the version back: %s', (state, seen, undone) => {
    const ecs: EcsSince = state === undefined ? { line: '' } : { line: '', state };

    expect([isSeen(ecs), isUndone(ecs)]).toEqual([seen, undone]);
  });

  test.each<[string, DeploymentProgress | undefined, string]>([
    ['nothing', undefined, ''],
    ['the last step', of(shift), '100 % seen at 13:58 UTC'],
    [
      'a rollback without its cause',
      of([seenAt('14:20', 'CLEAN_UP', 0, 'ROLLBACK_SUCCESSFUL')], { cause }),
      'rolled back (seen at 14:20 UTC)',
    ],
  ])('is in a list %s', (_what, progress, line) => {
    expect(ecsInShort(en, { decision: approval }, { progress: progress && JSON.stringify(progress), now }).line).toBe(
      line,
    );
  });
});

describe('a pause', () => {
  test('shows what the bridge has answered, before what was seen', () => {
    const pause = { outcome: 'approved;\u0007 ECS accepted CONTINUE' };
    const known = { reports: [], progress: JSON.stringify(of(shift.slice(0, 1))), now };

    expect(ecsSince(en, { decision: approval, subject, pause }, known).line).toBe(
      'At the pause: approved;  ECS accepted CONTINUE · 25 % seen at 13:52 UTC',
    );
    expect(ecsSince(en, { decision: approval, subject, pause: {} }, { ...known, progress: undefined })).toEqual({
      ...{ line: '', isAsked: false },
    });
    expect(ecsSince(en, { subject, pause }, known)).toEqual({ line: '' });
  });
});
