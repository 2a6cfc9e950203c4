import { describe, expect, test } from 'vitest';
import { approvalSetup, decideAt, facts } from '../../helpers/approval.ts';
import { blueArn, greenArn, weightedEvent } from '../../helpers/hook.ts';

const recurring = ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'];
const { strategy: _strategy, ...withoutStrategy } = facts;
const throttled = async () => {
  throw new Error('ThrottlingException: rate exceeded');
};

describe('H2 an unknown strategy', () => {
  test.each(recurring)('H2 results in an error at %s without weights, and nobody is asked', async (stage) => {
    const { gate, store, notifier } = approvalSetup({ describe: throttled });
    const poll = gate({ errorBudget: 2 }, weightedEvent(stage, {}));

    const answers = [await poll(), await poll(), await poll()];

    expect(answers.map(({ hookStatus }) => hookStatus)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'FAILED']);
    expect(answers[0]?.reason).toContain('the event has no weights and the strategy could not be read');
    expect(notifier.sent).toEqual([]);
    expect(Object.keys(store.contents()).filter((name) => !name.startsWith('reports/'))).toEqual([]);
  });

  test('H2 results in a request once ECS has named it', async () => {
    let calls = 0;
    const { gate, notifier } = approvalSetup({ describe: async () => (++calls === 1 ? throttled() : facts) });
    const poll = gate({}, weightedEvent('PRE_PRODUCTION_TRAFFIC_SHIFT', {}));

    expect((await poll()).reason).toContain('the strategy could not be read');
    expect((await poll()).reason).toMatch(/^0 of 1 approval/);
    expect(notifier.sent).toHaveLength(1);
  });

  test('H2 results in an error too if its name is newer than this code', async () => {
    const { gate, notifier } = approvalSetup({ describe: async () => ({ ...facts, strategy: 'SPIRAL' }) });

    const answer = await gate({}, weightedEvent('PRE_PRODUCTION_TRAFFIC_SHIFT', {}))();

    expect(answer).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    expect(answer.reason).toContain('the strategy SPIRAL is unknown');
    expect(notifier.sent).toEqual([]);
  });

  test.each([
    ['at a stage that comes once', weightedEvent('POST_TEST_TRAFFIC_SHIFT', {})],
    [
      'when the weights name the step',
      weightedEvent('PRE_PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: 10, [blueArn]: 90 } }),
    ],
  ])('H2 does not matter %s', async (_when, event) => {
    const { gate, notifier } = approvalSetup({ describe: async () => withoutStrategy });

    expect(await gate({}, event)()).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringMatching(/^0 of 1/),
    });
    expect(notifier.sent).toHaveLength(1);
  });

  test('H2 does not let one approval pass twelve steps of a linear deployment', async () => {
    const setup = approvalSetup({ describe: throttled });
    const answers: string[] = [];
    for (let step = 0; step < 12; step += 1) {
      const poll = setup.gate({}, weightedEvent('PRE_PRODUCTION_TRAFFIC_SHIFT', {}));
      answers.push((await poll()).hookStatus);
      await decideAt(setup.desk, setup.link());
      answers.push((await poll()).hookStatus);
    }

    expect(new Set(answers)).toEqual(new Set(['IN_PROGRESS']));
  });
});

describe('T11 the first deployment of a service', () => {
  test('T11 needs an approval unless the gate says otherwise', async () => {
    const { gate, notifier } = approvalSetup({ describe: async () => ({ ...facts, firstDeployment: true }) });

    expect(await gate()()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    expect(await gate({ gate: 'other', firstDeployment: 'ask' })()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    expect(notifier.sent).toHaveLength(2);
  });

  test('T11 passes with its reason and a report, and asks nobody, with firstDeployment "pass"', async () => {
    const { gate, store, notifier } = approvalSetup({ describe: async () => ({ ...facts, firstDeployment: true }) });

    const answer = await gate({ firstDeployment: 'pass' })();

    expect(answer).toEqual({
      hookStatus: 'SUCCEEDED',
      reason:
        'the first deployment of this service passes without an approval, as set in hookDetails.firstDeployment: ECS lists no earlier revision',
    });
    expect(notifier.sent).toEqual([]);
    const written = Object.entries(store.contents());
    expect(written).toHaveLength(1);
    expect(written[0]?.[0]).toMatch(/^reports\/.*\.approval\.json$/);
    expect(JSON.parse(written[0]?.[1] ?? '')).toMatchObject({ verdict: 'pass', reason: answer.reason });
  });

  test.each([
    ['a later deployment', false],
    ['a deployment of which nothing is known', undefined],
  ])('T11 is not confused with %s, even with "pass"', async (_what, firstDeployment) => {
    const { firstDeployment: _first, ...others } = facts;
    const described = { ...others, ...(firstDeployment !== undefined && { firstDeployment }) };
    const { gate, notifier } = approvalSetup({ describe: async () => described });

    expect(await gate({ firstDeployment: 'pass' })()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    expect(notifier.sent).toHaveLength(1);
  });

  test('T11 needs an approval if ECS cannot be read, even with "pass"', async () => {
    const { gate, notifier } = approvalSetup({ describe: throttled });

    expect(await gate({ firstDeployment: 'pass' })()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    expect(notifier.sent).toHaveLength(1);
  });

  test('T11 has two possible values of firstDeployment, which the error names', async () => {
    const { gate } = approvalSetup();

    expect(await gate({ firstDeployment: 'skip' })()).toEqual({
      hookStatus: 'FAILED',
      reason: 'wrong configuration: hookDetails.firstDeployment: expected "ask" or "pass", not "skip"',
    });
  });
});
