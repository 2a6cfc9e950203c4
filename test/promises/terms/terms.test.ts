import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { polledConfigSchema } from '../../../src/checks/approval/polled-config.ts';
import { parseConfiguration } from '../../../src/pause-bridge/configuration/pause-configuration.ts';
import { casesOf } from '../../helpers/random-cases.ts';
import { deadlineOf } from './oracle.ts';
import { type Terms, terms } from './terms.ts';

describe('the configurations of the random stories', () => {
  test('are accepted, by a polling gate and for a pause', async () => {
    await fc.assert(
      fc.asyncProperty(terms(), async (given) => {
        const { issues } = await polledConfigSchema['~standard'].validate(JSON.parse(JSON.stringify(given)));
        expect(issues).toBe(undefined);
        expect(() => parseConfiguration('/pauses', JSON.stringify(given))).not.toThrow();
      }),
      { numRuns: casesOf(500) },
    );
  });

  test('have every term in some of them', () => {
    const drawn = fc.sample(terms(), { numRuns: 1000, seed: 1 });
    const names: (keyof Terms)[] = [
      ...(['reviewers', 'approvals', 'groups', 'rules', 'excluded', 'deadlineMinutes', 'deputies'] as const),
      ...(['rejections', 'requireReason', 'reasonPattern', 'checklist', 'reminders', 'businessHours'] as const),
      ...(['onDeadline', 'allowFailOpen', 'autoApprove', 'once', 'breakGlass'] as const),
      ...(['selfApproval', 'unknownDeployer', 'deployers', 'assurance', 'signInMaxAgeMinutes'] as const),
    ];
    for (const name of names) expect([name, drawn.filter((one) => name in one).length > 20]).toEqual([name, true]);
  });
});

describe('the oracle', () => {
  test.each<[string, Terms, string]>([
    ['always open', { deadlineMinutes: 30 }, '2026-11-22T14:30:02.000Z'],
    [
      'open until ten past two',
      { deadlineMinutes: 30, businessHours: { timeZone: 'UTC', days: ['sun', 'mon'], from: '00:00', to: '14:10' } },
      '2026-11-23T00:20:02.000Z',
    ],
    [
      'open from ten past three in Berlin',
      { deadlineMinutes: 30, businessHours: { timeZone: 'Europe/Berlin', days: ['sun'], from: '15:10', to: '24:00' } },
      '2026-11-22T14:40:00.000Z',
    ],
    [
      'open on Monday in New York, too late for ECS',
      { deadlineMinutes: 30, businessHours: { timeZone: 'America/New_York' } },
      '2026-11-23T13:50:02.000Z',
    ],
  ])('knows the end of thirty minutes if the clock is %s', (_, given, end) => {
    expect(deadlineOf(given, '2026-11-22T14:00:02.000Z')).toBe(end);
  });
});
