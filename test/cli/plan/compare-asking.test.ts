import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AskingComparison } from '../../../src/cli/plan/compare-asking.ts';
import { runCli } from '../run-cli.ts';

const page = readFileSync(new URL('../../../docs/pause-hook-or-greenlight.md', import.meta.url), 'utf8');
const reviewers = '[ana@example.com, ben@example.com]';

async function plan(text: string, ...flags: string[]) {
  const path = join(mkdtempSync(join(tmpdir(), 'greenlight-plan-')), 'hooks.yaml');
  writeFileSync(path, text);
  return runCli(['plan', '--file', path, ...flags]);
}

async function asking(text: string, ...flags: string[]): Promise<AskingComparison[]> {
  const { stdout } = await plan(text, '-o', 'json', ...flags);
  return (JSON.parse(stdout) as { asking: AskingComparison[] }).asking;
}

describe('greenlight plan compares a polling gate and a pause', () => {
  test('with the figures of the page about them', async () => {
    const [, table = 'no table'] = /```text\n([\s\S]*?)```/.exec(page) ?? [];
    const { stdout } = await plan(`- { hook: approval, hookDetails: { reviewers: ${reviewers} } }\n`);

    expect(stdout).toContain(table);
  });

  test('whichever of them the configuration has, with the same settings', async () => {
    const details = `hookDetails: { deadlineMinutes: 60, reviewers: ${reviewers} }`;
    const [gate] = await asking(`- { hook: approval, ${details} }\n`);
    const [pause] = await asking(`- { hook: approval, via: pause, ${details} }\n`);

    expect([gate?.isPause, pause?.isPause]).toEqual([false, true]);
    expect(pause?.ways).toEqual(gate?.ways);
  });

  test('computed from the configuration: a longer deadline costs more calls, and no more of a pause', async () => {
    const of = async (deadlineMinutes: number, names = reviewers) => {
      const [compared] = await asking(
        `- { hook: approval, hookDetails: { deadlineMinutes: ${deadlineMinutes}, reviewers: ${names} } }\n`,
        '--answer-after',
        '20000',
      );
      const [hook, pause] = compared?.ways ?? [];
      if (!hook || !pause) throw new Error('nothing was compared');
      return { hook, pause };
    };
    const [short, long, alone] = [await of(30), await of(1400), await of(1400, '[ana@example.com]')];

    expect(long.hook.calls.worst).toBeGreaterThan(short.hook.calls.worst);
    expect(long.hook.dollars.worst).toBeGreaterThan(short.hook.dollars.worst);
    expect(short.hook.latencySeconds.worst).toBeLessThanOrEqual(long.hook.latencySeconds.worst);
    expect(long.hook.latencySeconds.worst).toBe(120);
    expect(long.pause).toEqual(short.pause);
    expect(long.pause.calls).toEqual({ typical: 0, worst: 0 });
    expect(long.pause.latencySeconds.typical).toBeLessThan(short.hook.latencySeconds.typical);
    expect(alone.pause.dollars.typical).toBeLessThan(long.pause.dollars.typical);
    expect(long.pause.maxWaitMinutes).toBeGreaterThan(long.hook.maxWaitMinutes);
  });

  test('and shows nothing if nobody is asked by Greenlight', async () => {
    expect(await asking('- hook: smoke\n')).toEqual([]);
    expect(await asking('- { targetType: PAUSE, lifecycleStages: [POST_SCALE_UP] }\n')).toEqual([]);
  });
});
