import { describe, expect, test } from 'vitest';
import { answerToOutage } from '../../../src/hook/answer/answer-to-outage.ts';

describe('the answer to ECS while S3 is down', () => {
  test('is to call again, with the number of errors so far', () => {
    expect(answerToOutage('S3 answers 503', 2, 10)).toEqual({
      status: 'IN_PROGRESS',
      reason: 'S3 answers 503 (error 3 of up to 10 in a row)',
      delaySeconds: 23,
      errors: 3,
    });
  });

  test('is to roll back once the error budget is spent', () => {
    expect(answerToOutage('S3 answers 503', 10, 10)).toEqual({
      status: 'FAILED',
      reason: 'S3 answers 503 (error 11, error budget of 10 used up)',
    });
  });

  test('is to roll back at the first error if none is tolerated', () => {
    expect(answerToOutage('S3 answers 503', 0, 0).status).toBe('FAILED');
  });

  test('is to call again for seven minutes, with ten errors', () => {
    const delays = Array.from({ length: 10 }, (_, errors) => {
      const answer = answerToOutage('S3 answers 503', errors, 10);
      return answer.status === 'IN_PROGRESS' ? answer.delaySeconds : 0;
    });

    expect(delays).toEqual([10, 15, 23, 34, 51, 60, 60, 60, 60, 60]);
  });
});
