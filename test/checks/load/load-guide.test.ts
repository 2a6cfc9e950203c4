import { describe, expect, test } from 'vitest';
import { summarizeLoad } from '../../../src/checks/load/judge-load.ts';
import { readHookConfiguration } from '../../../src/service-hooks/hook-configuration.ts';
import { readGuide } from '../../docs/guide-examples.ts';

const { guide, examples } = readGuide('load');

describe('the guide to load', () => {
  test.each(examples)('has a configuration for "$need" that attach and the hook accept', async ({ hookDetails }) => {
    expect(await readHookConfiguration('gate', hookDetails, {})).toMatchObject({ problem: undefined });
  });

  test('quotes a report as it is written', () => {
    const [, quoted] = /^`http:\S+: (.*)`$/m.exec(guide) ?? [];
    const bucket = (tookMs: number) => String(Math.ceil(Math.log(tookMs) / Math.log(1.05)));
    const times = { [bucket(12)]: 2200, [bucket(41)]: 160, [bucket(88)]: 40 };
    const tally = {
      config: '',
      elapsedMs: 120_000,
      sent: 2400,
      heldBack: 0,
      classes: { '5xx': 9, '2xx': 2391 },
      times,
      slowest: {},
    };
    const config = { requestsPerSecond: 20, seconds: 120, maxErrorPercent: undefined } as never;

    expect(summarizeLoad(tally, config, true).text).toBe(quoted);
  });
});
