import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/hook/json.ts';
import { readHookConfiguration } from '../../src/service-hooks/hook-configuration.ts';
import { approvalSetup } from '../helpers/approval.ts';

const guide = readFileSync(fileURLToPath(new URL('../../docs/guides/approval-rules.md', import.meta.url)), 'utf8');
const examples = guide.split(/^## /m).flatMap((section) =>
  [...section.matchAll(/^```json\n(.*?)^```$/gms)].map(([, json = '']) => ({
    need: section.split('\n', 1)[0] ?? '',
    hookDetails: JSON.parse(json) as JsonObject,
  })),
);

describe('the guide to the rules of an approval', () => {
  test.each(examples)('has a configuration for "$need" that attach accepts', async ({ hookDetails }) => {
    expect((await readHookConfiguration('approval', hookDetails, {})).problem).toBeUndefined();
  });

  test.each(examples)('has a configuration for "$need" that the hook accepts', async ({ hookDetails }) => {
    const signIn = { issuer: 'https://login.example.com', mailDomains: ['example.com'], groupsClaim: 'groups' };
    const { hookStatus, reason } = await approvalSetup({ signIn }).gate(hookDetails)();

    expect(hookStatus, reason).not.toBe('FAILED');
  });

  test('has at least three needs', () => {
    expect(new Set(examples.map(({ need }) => need)).size).toBeGreaterThanOrEqual(3);
  });
});
