import { describe, expect, test } from 'vitest';
import { gateSchemas } from '../../src/service-hooks/details-schemas.ts';
import { readHookConfiguration } from '../../src/service-hooks/hook-configuration.ts';
import { readGuide } from './guide-examples.ts';

const { guide, examples } = readGuide('gate-hook');

describe('the guide to the gate hook', () => {
  test.each(examples)('has a configuration for "$need" that attach and the hook accept', async ({ hookDetails }) => {
    expect(await readHookConfiguration('gate', hookDetails, {})).toMatchObject({ problem: undefined });
  });

  test('has each of its configurations', () => {
    expect(examples.map(({ need }) => need)).toEqual([
      'Test, watch, then ask',
      'Either of two proofs',
      'Try a check without blocking anybody',
      'Ask people when a check cannot tell',
    ]);
  });

  test.each(Object.keys(gateSchemas))('names the check %s', (name) => {
    expect(guide).toContain(`\`${name}\``);
  });

  test('quotes a message that the hook has', async () => {
    const [, quoted = ''] = /^`(hookDetails\.checks.*)`\.$/m.exec(guide) ?? [];
    const wrong = { checks: [{ smoke: {} }, { all: [{ alarms: { waitMinutes: 0 } }] }] };

    expect((await readHookConfiguration('gate', wrong, {})).problem).toBe(quoted);
  });

  test.each([
    ['an approval inside any', { checks: [{ any: [{ approval: {} }] }] }],
    ['a dry run of an approval', { checks: [{ approval: { dryRun: true } }] }],
    [
      'a silent approval next to ask',
      { checks: [{ alarms: { onInconclusive: 'ask' } }], ask: { onDeadline: 'approve', allowFailOpen: true } },
    ],
  ])('is right that %s is refused', async (_what, hookDetails) => {
    expect((await readHookConfiguration('gate', hookDetails, {})).problem).toMatch(/^hookDetails\./);
  });
});
