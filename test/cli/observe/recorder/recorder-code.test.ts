import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerByScript } from '../../../../src/cli/observe/recorder/answer-by-script.ts';
import { recordedLine, recorderCode } from '../../../../src/cli/observe/recorder/recorder-code.ts';

const green = 'arn:aws:ecs:us-west-2:123456789012:service-revision/demo/shop/1';

function eventAt(lifecycleStage: string, share: number, hookDetails?: unknown) {
  const weights = { [green]: share };
  const executionDetails = {
    ...{ targetServiceRevisionArn: green, productionTrafficWeights: weights, testTrafficWeights: weights },
  };
  return { lifecycleStage, executionDetails, ...(hookDetails !== undefined && { hookDetails }) };
}

describe('the recorder', () => {
  const waits = { status: 'IN_PROGRESS', delay: 5 };

  test('answers by its script, and passes the rest of it on', () => {
    const script = { hook: 'poller', kept: 'configured', forward: [waits, { status: 'FAILED' }] };

    const first = answerByScript(eventAt('PRE_SCALE_UP', 0, script));
    const second = answerByScript(eventAt('PRE_SCALE_UP', 0, first.hookDetails));

    expect(first).toEqual({
      hookStatus: 'IN_PROGRESS',
      callBackDelay: 5,
      hookDetails: { ...script, forward: [{ status: 'FAILED' }], calls: 1 },
    });
    expect(second).toEqual({ hookStatus: 'FAILED' });
  });

  test.each([
    ['without-kept', { hookStatus: 'IN_PROGRESS', hookDetails: { forward: [], calls: 1 } }],
    ['nothing', { hookStatus: 'IN_PROGRESS' }],
  ])('passes on %s', (passes, answer) => {
    const details = { kept: 'configured', forward: [{ status: 'IN_PROGRESS', passes }] };

    expect(answerByScript(eventAt('PRE_SCALE_UP', 0, details))).toEqual(answer);
  });

  test.each([
    ['PRODUCTION_TRAFFIC_SHIFT', 10, 'FAILED'],
    ['PRODUCTION_TRAFFIC_SHIFT', 0, 'SUCCEEDED'],
    ['TEST_TRAFFIC_SHIFT', 0, 'SUCCEEDED'],
    ['PRE_PRODUCTION_TRAFFIC_SHIFT', 0, 'FAILED'],
  ])('at %s with green %d %% answers %s: its forward script is not for rollbacks', (stage, share, hookStatus) => {
    expect(answerByScript(eventAt(stage, share, { forward: [{ status: 'FAILED' }] }))).toEqual({ hookStatus });
  });

  test('holds nothing up that it does not understand', () => {
    for (const event of [undefined, null, {}, eventAt('PRE_SCALE_UP', 0), eventAt('PRE_SCALE_UP', 0, { forward: [] })])
      expect(answerByScript(event)).toEqual({ hookStatus: 'SUCCEEDED' });
  });

  test('reads details that come as a string', () => {
    const details = JSON.stringify({ forward: [{ status: 'FAILED' }] });

    expect(answerByScript(eventAt('PRE_SCALE_UP', 0, details))).toEqual({ hookStatus: 'FAILED' });
  });

  test('answers the same when it is deployed, and logs each call', async () => {
    const answers = fc.record(
      {
        status: fc.constantFrom('SUCCEEDED', 'FAILED', 'IN_PROGRESS'),
        delay: fc.jsonValue(),
        passes: fc.constantFrom('all', 'without-kept', 'nothing'),
      },
      { requiredKeys: ['status'] },
    );
    const details = fc.record({ forward: fc.array(answers), rollback: fc.array(answers) }, { requiredKeys: [] });
    const stages = fc.constantFrom('PRE_SCALE_UP', 'TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT');
    const logged: string[] = [];
    const context = createContext({ exports: {}, console: { log: (line: string) => logged.push(line) } });
    runInContext(recorderCode(), context);

    await fc.assert(
      fc.asyncProperty(stages, fc.constantFrom(0, 30, 100), details, async (stage, share, hookDetails) => {
        const event = eventAt(stage, share, hookDetails);
        const expected = JSON.stringify(answerByScript(event));

        expect(JSON.stringify(await context['exports'].handler(event))).toBe(expected);
        expect(logged.at(-1)).toBe(`${recordedLine}{"event":${JSON.stringify(event)},"answer":${expected}}}`);
      }),
    );
  });
});
