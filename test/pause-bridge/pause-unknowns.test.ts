import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Switches } from '../../src/controller/switches.ts';
import { rejecting } from '../helpers/approval.ts';
import { pauseSwitches } from '../promises/pause-story.ts';
import { type PauseOptions, type PauseSetup, parameterPrefix, pauseSetup, sweepAt } from './pause-setup.ts';

/** A pause that is asked about by an event, or by the search if events are lost. */
async function asked(options: PauseOptions): Promise<PauseSetup & { hookId: string }> {
  const setup = await pauseSetup(options);
  const hookId = await setup.paused();
  await sweepFor(setup, 6);
  return { ...setup, hookId };
}

async function sweepFor(setup: PauseSetup, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await setup.minutes(1);
    await setup.send(...setup.events.splice(0), sweepAt(setup.clock.now()));
  }
}

const statusOf = ({ controller, serviceDeploymentArn }: PauseSetup) =>
  controller.describeServiceDeployment(serviceDeploymentArn).status;
const parameters = { [parameterPrefix]: '{"deadlineMinutes":30}' };

describe('what AWS does not say about pauses', () => {
  const endings: Record<
    string,
    { act(setup: PauseSetup & { hookId: string }): unknown; sent: string[]; ends: RegExp }
  > = {
    'an approval continues': { act: (setup) => setup.approve(), sent: ['CONTINUE'], ends: /^SUCCESSFUL$/ },
    'a rejection rolls back': {
      act: (setup) => setup.approve(rejecting),
      sent: ['ROLLBACK'],
      ends: /^ROLLBACK_SUCCESSFUL$/,
    },
    'silence rolls back': { act: () => {}, sent: ['ROLLBACK'], ends: /^ROLLBACK_SUCCESSFUL$/ },
    'a newer deployment closes the request': {
      act: ({ controller }) =>
        controller.startDeployment({
          taskDefinition: 'shop:3',
          containerImages: [{ containerName: 'ui', image: 'shop/ui:3' }],
          deploymentConfiguration: { lifecycleHooks: [] },
        }),
      sent: [],
      ends: /^STOPPED$/,
    },
    'a stop closes the request': {
      act: ({ controller, serviceDeploymentArn }) => controller.stopServiceDeployment({ serviceDeploymentArn }),
      sent: [],
      ends: /^ROLLBACK_SUCCESSFUL$/,
    },
    'an answer from elsewhere closes the request': {
      act: ({ controller, serviceDeploymentArn, hookId }) =>
        controller.continueServiceDeployment({ serviceDeploymentArn, hookId, action: 'CONTINUE' }),
      sent: [],
      ends: /^SUCCESSFUL$/,
    },
  };

  test.each(Object.entries(endings))('%s, however the unknowns are read', async (_, { act, sent, ends }) => {
    await fc.assert(
      fc.asyncProperty(
        pauseSwitches,
        fc.constantFrom<'CONTINUE' | 'ROLLBACK'>('CONTINUE', 'ROLLBACK'),
        async (switches, action) => {
          const setup = await asked({ parameters, switches, timeout: { timeoutInMinutes: 60, action } });
          expect(setup.request().status).toBe('PENDING');
          await act(setup);
          await sweepFor(setup, 70);

          expect(setup.answers.map((answer) => answer.action)).toEqual(sent);
          expect(statusOf(setup)).toMatch(ends);
          expect(setup.keys('undelivered/')).toEqual([]);
          expect(setup.request().decision).toBeDefined();
        },
      ),
      { numRuns: 25 },
    );
  });

  test.each(['ROLLBACK_FAILED', 'STOPPED'] as const)(
    'a rejection in a first deployment is final if that ends as %s',
    async (firstDeploymentRollback) => {
      const setup = await asked({ parameters, switches: { firstDeploymentRollback }, firstDeployment: 'pause' });
      await setup.approve(rejecting);
      await sweepFor(setup, 10);

      expect(statusOf(setup)).toBe(firstDeploymentRollback);
      expect(setup.answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
      expect(setup.keys('undelivered/')).toEqual([]);
    },
  );

  test.each(['shown', 'missing'] as const)(
    'each step of a canary deployment is asked about by itself if its weight is %s',
    async (describedWeights: Switches['describedWeights']) => {
      const setup = await asked({
        parameters,
        switches: { describedWeights },
        configuration: {
          strategy: 'CANARY',
          bakeTimeInMinutes: 0,
          canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 1 },
          lifecycleHooks: [{ targetType: 'PAUSE', lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'] }],
        },
      });
      const [first = ''] = setup.keys('approvals/');
      await setup.approve();
      await sweepFor(setup, 10);

      const keys = setup.keys('approvals/');
      expect(keys).toHaveLength(2);
      expect(setup.answers).toHaveLength(1);
      expect(keys).toContain(first);
      // The second step waits for its own decision.
      expect(statusOf(setup)).toBe('IN_PROGRESS');
    },
  );
});
