import { describe, expect, test } from 'vitest';
import { readHookConfiguration } from '../../src/service-hooks/hook-configuration.ts';
import { approvalSetup } from '../helpers/approval.ts';
import { readGuide } from './guide-examples.ts';

const { examples } = readGuide('approval-rules');

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
