import { describe, expect, test } from 'vitest';
import { explainAwsError } from '../../../src/cli/aws/explain-aws-error.ts';
import { CliError } from '../../../src/cli/command/cli-error.ts';

describe('explainAwsError', () => {
  test.each([
    ['InvalidClientTokenId', 'sign in'],
    ['ExpiredTokenException', 'sign in again'],
    ['AccessDeniedException', 'greenlight iam cli'],
    ['ThrottlingException', 'try again in a minute'],
    ['ServiceNotFoundException', 'list-services'],
    ['ClusterNotFoundException', 'list-clusters'],
  ])('suggests after %s: %s', (name, remedy) => {
    const { message, next } = explainAwsError(Object.assign(new Error('what AWS said'), { name }));

    expect(message).toBe(`${name}: what AWS said`);
    expect(next).toContain(remedy);
  });

  test('reports missing credentials without the name of an error class', () => {
    const error = Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' });

    expect(explainAwsError(error)).toMatchObject({
      message: 'Could not load credentials',
      next: expect.stringMatching(/^sign in/),
    });
  });

  test('reports that AWS could not be reached', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });

    expect(explainAwsError(error).next).toContain('AWS could not be reached');
  });

  test('leaves a Greenlight error as it is', () => {
    const ours = new CliError('no', { next: 'do it' });

    expect(explainAwsError(ours)).toBe(ours);
  });

  test('invents no remedy for an unknown error', () => {
    expect(explainAwsError(new Error('odd')).next).toBeUndefined();
  });
});
