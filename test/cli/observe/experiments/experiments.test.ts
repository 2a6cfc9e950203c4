import { beforeAll, describe, expect, test } from 'vitest';
import type { SwitchName } from '../../../../src/cli/observe/experiments/experiment.ts';
import { experiments } from '../../../../src/cli/observe/experiments/experiments.ts';
import type { ExperimentResult } from '../../../../src/cli/observe/run-experiment.ts';
import type { TrialRecord } from '../../../../src/cli/observe/trial/recorded.ts';
import { defaultSwitches } from '../../../../src/controller/switches.ts';
import { playHere, valuesIn } from '../discover.ts';

let results: readonly ExperimentResult[];
beforeAll(async () => {
  results = await playHere({});
}, 60_000);

test('all experiments one after the other find every default', () => {
  expect(valuesIn(results)).toEqual(defaultSwitches);
});

/** What decision 67 demands: a surprise is not an answer. Each case starts from what was recorded and changes one thing. */
describe('an experiment concludes nothing', () => {
  const stopped = (record: TrialRecord): TrialRecord => ({ ...record, acts: [{ atSeconds: 600, act: 'stop' }] });
  const silent = (record: TrialRecord): TrialRecord => ({ ...record, events: [] });
  const uncalled = (record: TrialRecord): TrialRecord => ({ ...record, calls: [] });
  const unseen = (record: TrialRecord): TrialRecord => ({ ...record, looks: [] });
  const refused = (): TrialRecord => ({
    ...{ calls: [], looks: [], events: [], acts: [] },
    refused: { name: 'InvalidParameterException', message: 'Strategy is not available in this Region.' },
  });

  test.each<[SwitchName, string, (record: TrialRecord) => TrialRecord]>([
    ['unreachedFunction', 'a rollback that it caused itself', stopped],
    ['alarmBeforeStart', 'a rollback that it caused itself', stopped],
    [
      'lostAnswer',
      'one call and a rollback that it caused itself',
      (r) => ({ ...stopped(r), calls: r.calls.slice(1) }),
    ],
    ['invalidCallBackDelay', 'a rollback that it caused itself', stopped],
    ['rollbackTestHooks', 'rollbacks that it caused itself', stopped],
    [
      'circuitBreaker',
      'a deployment that succeeded',
      (r) => ({ ...r, end: { status: 'SUCCESSFUL', afterSeconds: 60 } }),
    ],
    ['failedEvent', 'the silence of a channel without any event', silent],
    ['lambdaHookEvents', 'the silence of a channel without any event', silent],
    ['pauseEvents', 'the silence of a channel without any event', silent],
    ['abandonedPauseEvent', 'the silence of a channel without any event', silent],
    ['executionId', 'a hook that was not called', uncalled],
    ['hookDetailsMode', 'a hook that was not called', uncalled],
    ['missingHookDetails', 'a hook that was not called', uncalled],
    ['rollingHooks', 'a hook that was not called', uncalled],
    ['firstDeploymentSteps', 'a hook that was not called', uncalled],
    ['testHooksWithoutRule', 'a deployment in which nothing was called', uncalled],
    ['stepWeights', 'a hook that was not called', uncalled],
    ['finishedHooks', 'a deployment that nobody looked at', unseen],
    ['resolvedConfiguration', 'a deployment that nobody looked at', unseen],
    ['testTrafficMoves', 'a deployment that nobody looked at', unseen],
    ['pauseExpiry', 'a deployment that nobody looked at', unseen],
    ['describedWeights', 'a deployment that nobody looked at', unseen],
    ['firstTargetGroup', 'a deployment that nobody looked at', unseen],
    ['newDeploymentListed', 'a minute until it is listed', (r) => ({ ...r, listedAfterSeconds: 60 })],
    ['lastLinearStep', 'steps of another size', (r) => ({ ...r, calls: r.calls.slice(3) })],
  ])('about %s from %s', (name, _what, change) => {
    expect(judge(name, change)).toMatchObject({ unobserved: expect.stringMatching(/\w/) });
  });

  test.each(experiments.flatMap(({ decides }) => decides))('about %s from a deployment that is refused', (name) => {
    expect(judge(name, refused)).toMatchObject({ unobserved: expect.stringMatching(/\w/) });
  });

  function judge(name: SwitchName, change: (record: TrialRecord) => TrialRecord) {
    const experiment = experiments.find(({ decides }) => decides.includes(name));
    const recorded = results.find((result) => result.name === experiment?.name)?.recorded ?? {};
    const changed = Object.fromEntries(Object.entries(recorded).map(([trial, record]) => [trial, change(record)]));
    return experiment?.judge(changed).find((finding) => 'switch' in finding && finding.switch === name);
  }
});
