import { describe, expect, test } from 'vitest';
import { CliError } from '../../../src/cli/command/cli-error.ts';
import type { Snapshot } from '../../../src/cli/deployment/snapshot/snapshot.ts';
import { liveTree } from '../../../src/cli/terminal/live-tree.ts';
import { exitCodeOf, type WatchOptions, watchDeployment } from '../../../src/cli/watch/watch-deployment.ts';
import { SteppableClock } from '../../helpers/hook.ts';
import { snapshotOf } from '../deployment/snapshots.ts';

const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
const running = snapshotOf({ lifecycleStage: 'SCALE_UP' });
const ended = snapshotOf({ status: 'SUCCESSFUL' });

/** Reads that return these one after the other, and then always the last. */
async function watch(looks: readonly (Snapshot | Error)[], options: Partial<WatchOptions> = {}) {
  const clock = new SteppableClock();
  const written: string[] = [];
  const pauses: number[] = [];
  let count = 0;
  const watched = await watchDeployment({
    look: async () => {
      count += 1;
      const next = looks[Math.min(count, looks.length) - 1];
      if (next === undefined || next instanceof Error) throw next;
      return next;
    },
    goal: { kind: 'done' },
    tree: liveTree({
      write: (text) => void written.push(text),
      isTerminal: false,
      columns: 80,
      rows: 24,
      colour: false,
    }),
    clock,
    sleep: async (seconds) => {
      pauses.push(seconds);
      clock.step(seconds);
    },
    intervalSeconds: 5,
    signal: new AbortController().signal,
    ...options,
  });
  return { watched, code: exitCodeOf(watched), text: written.join(''), pauses };
}

describe('watchDeployment', () => {
  test('checks at its interval until the deployment is done', async () => {
    const { code, pauses, text } = await watch([running, running, ended]);

    expect([code, pauses]).toEqual([0, [5, 5]]);
    expect(text).toContain('◷ SCALE_UP  running\n');
    expect(text).toContain('✔ CLEAN_UP  done\n');
  });

  test('asks less and less often while it is throttled, says so, and continues', async () => {
    const { code, pauses, text } = await watch([running, throttled, throttled, throttled, running, ended]);

    expect([code, pauses]).toEqual([0, [5, 10, 20, 40, 5]]);
    expect(text).toContain('could not check: ThrottlingException: Rate exceeded; trying again in 10 s\n');
    expect(text).toContain('AWS answers again\n');
  });

  test('waits a minute at most, and gives up after ten minutes', async () => {
    const { watched, code, pauses } = await watch([running, throttled]);

    expect([watched.end, code]).toEqual(['lost', 2]);
    expect(Math.max(...pauses)).toBe(60);
    expect(pauses.reduce((sum, pause) => sum + pause)).toBeLessThan(700);
  });

  test.each<[string, Error]>([
    ['a missing permission', denied],
    ['a missing deployment', new CliError('there is no service deployment')],
  ])('does not wait after %s', async (_what, error) => {
    const { watched, code, pauses } = await watch([error]);

    expect([watched.end, code, pauses]).toEqual(['lost', 2, []]);
  });

  test.each<[string, Snapshot, number]>([
    ['ROLLBACK_SUCCESSFUL', snapshotOf({ status: 'ROLLBACK_SUCCESSFUL' }), 1],
    ['ROLLBACK_FAILED', snapshotOf({ status: 'ROLLBACK_FAILED' }), 1],
    ['STOPPED', snapshotOf({ status: 'STOPPED' }), 1],
    ['SUCCESSFUL', ended, 0],
  ])('ends when the deployment ends as %s', async (_status, snapshot, expected) => {
    expect((await watch([running, snapshot])).code).toBe(expected);
  });

  test('ends with 1 when its time is up, and with 2 if the last check failed', async () => {
    const late = await watch([running], { timeoutSeconds: 12 });
    const lost = await watch([running, throttled], { timeoutSeconds: 12 });

    expect([late.watched.end, late.code, late.pauses]).toEqual(['timed-out', 1, [5, 5, 2]]);
    expect([lost.watched.end, lost.code]).toEqual(['lost', 2]);
  });

  test('ends at once when it is interrupted', async () => {
    const ending = new AbortController();
    const { watched, code } = await watch([running], {
      signal: ending.signal,
      sleep: async () => ending.abort(),
    });

    expect([watched.end, code]).toEqual(['interrupted', 2]);
  });
});
