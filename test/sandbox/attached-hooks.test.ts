import { describe, expect, test } from 'vitest';
import { retailHooks } from '../../src/sandbox/attached-hooks.ts';
import { retailNames } from '../../src/sandbox/retail-service.ts';
import { configurationFor, type DeployChoice } from '../../src/sandbox/view/strategies.ts';

const everybody = ['ana@shop.example', 'ben@shop.example', 'chi@shop.example'];

/** The approval hook of such a deployment, as it is attached; undefined if it is not. */
function approvalOf(choice: Partial<DeployChoice>) {
  const attachment = { bakeTimeInMinutes: 5, ...retailHooks(retailNames, 'an-alarm') };
  const { lifecycleHooks = [] } = configurationFor({ strategy: 'BLUE_GREEN', pauses: false, ...choice }, attachment);
  return lifecycleHooks.find(({ hookTargetArn }) => hookTargetArn?.endsWith(':greenlight-approval-hook'));
}

describe('the approval hook', () => {
  test.each([1, 2, 3] as const)('asks all three, %i of whom have to approve', (approvals) => {
    expect(approvalOf({ approvals })?.hookDetails).toMatchObject({ reviewers: everybody, approvals });
  });

  test('is content with one approval unless a number is chosen', () => {
    expect(approvalOf({})?.hookDetails).toMatchObject({ approvals: 1 });
  });

  test('asks QA and security instead, even if a number is chosen', () => {
    const details = approvalOf({ asksByRules: true, approvals: 3 })?.hookDetails;

    expect(details).not.toHaveProperty('reviewers');
    expect(details).not.toHaveProperty('approvals');
    expect(details?.['rules']).toEqual([
      { name: 'QA', from: ['ana@shop.example'], approvals: 1 },
      { name: 'security', from: ['ben@shop.example'], approvals: 1 },
    ]);
  });

  test.each([{ approvals: 2 }, { asksByRules: true }, { asksForSignIn: true }] as const)(
    'is called before a rolling deployment starts, with %j too',
    (choice) => {
      const rolling = approvalOf({ strategy: 'ROLLING', ...choice });

      expect(rolling?.lifecycleStages).toEqual(['PRE_SCALE_UP']);
      expect(rolling?.hookDetails).toMatchObject({ notes: expect.stringContaining('A rolling deployment') });
    },
  );

  test('asks for a quorum of people who have signed in', () => {
    expect(approvalOf({ approvals: 2, asksForSignIn: true })?.hookDetails).toMatchObject({
      ...{ reviewers: everybody, approvals: 2, assurance: 'sign-in' },
    });
  });
});
