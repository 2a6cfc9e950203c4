import { describe, expect, test } from 'vitest';
import { answerEvent } from '../../src/simulate/answer-event.ts';
import { readEvent } from '../helpers/hook.ts';

const event = JSON.parse(JSON.stringify(readEvent('POST_SCALE_UP.doc')));

describe('answerEvent', () => {
  test('passes the event to the handler with a Lambda context, and reads the answer as ECS does', async () => {
    const answered = await answerEvent(
      (given, context) => ({ hookStatus: 'SUCCEEDED', stage: given.lifecycleStage, by: context.functionName }),
      event,
      'smoke',
    );

    expect(answered).toEqual({
      verdict: 'succeeded',
      answer: { hookStatus: 'SUCCEEDED', stage: 'POST_SCALE_UP', by: 'smoke' },
    });
  });

  test.each([
    [{ hookStatus: 'FAILED' }, { verdict: 'failed', answer: { hookStatus: 'FAILED' } }],
    [{ hookStatus: 'IN_PROGRESS' }, { verdict: 'in-progress', answer: { hookStatus: 'IN_PROGRESS' } }],
    [
      { status: 'SUCCEEDED' },
      {
        verdict: 'unusable',
        problem: 'hookStatus is missing; the answer has status',
        answer: { status: 'SUCCEEDED' },
      },
    ],
  ])('reports how ECS reads %j', async (answer, answered) => {
    expect(await answerEvent(() => answer, event)).toEqual(answered);
  });

  test('reports a function that throws', async () => {
    const handler = () => {
      throw new TypeError('fetch failed');
    };

    expect(await answerEvent(handler, event)).toEqual({ verdict: 'unusable', problem: 'TypeError: fetch failed' });
  });
});
