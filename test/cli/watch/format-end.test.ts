import { describe, expect, test } from 'vitest';
import { formatEnd, nextAfter } from '../../../src/cli/watch/format-end.ts';
import { snapshotOf } from '../deployment/snapshots.ts';

const flags = { waitUntil: 'done', stack: 'greenlight' };
const explain = 'greenlight explain my-cluster/my-service --deployment EZe5RNVLH6PPzHXINuP28';

describe('the last lines of greenlight watch', () => {
  test.each(['ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED', 'STOPPED'] as const)(
    'name the command that explains this deployment when it ends as %s',
    (status) => {
      expect(formatEnd({ end: 'missed', snapshot: snapshotOf({ status }) }, flags)).toBe(
        `greenlight watch: done can no longer be reached, the status is ${status}\n  next: ${explain}\n`,
      );
    },
  );

  test('also name it for a stage that still waits when the time is up', () => {
    expect(formatEnd({ end: 'timed-out', snapshot: snapshotOf() }, { ...flags, timeout: 30 })).toBe(
      `greenlight watch: did not reach done within 30 min, the status is IN_PROGRESS\n  next: ${explain}\n`,
    );
  });

  test.each([
    [
      'the Region and the profile',
      { region: 'eu-central-1', profile: 'prod' },
      ' --region eu-central-1 --profile prod',
    ],
    ['a stack of another name', { stack: 'gates' }, ' --stack gates'],
    ['a profile that a shell would split', { profile: "ana's prod" }, ` --profile 'ana'\\''s prod'`],
  ])('name the command with %s', (_what, given, words) => {
    const watched = { end: 'missed', snapshot: snapshotOf({ status: 'STOPPED' }) } as const;

    expect(nextAfter(watched, { ...flags, ...given })).toBe(`${explain}${words}`);
  });

  test.each(['reached', 'interrupted'] as const)('name no command when the watch was %s', (end) => {
    expect(nextAfter({ end, snapshot: snapshotOf() }, flags)).toBeUndefined();
  });
});
