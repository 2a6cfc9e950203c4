import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/hook/json.ts';
import { gateSchemas } from '../../src/service-hooks/details-schemas.ts';
import { readHookConfiguration } from '../../src/service-hooks/hook-configuration.ts';

const guide = readFileSync(fileURLToPath(new URL('../../docs/guides/gate-hook.md', import.meta.url)), 'utf8');
const examples = [...guide.matchAll(/^## (.*)\n(?:(?!^## )[\s\S])*?^```json\n([\s\S]*?)^```$/gm)].map(
  ([, need, json = '']) => ({
    need,
    hookDetails: JSON.parse(json) as JsonObject,
  }),
);

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
