import { describe, expect, test } from 'vitest';
import { readServiceRef } from '../../../src/cli/aws/service-ref.ts';

describe('readServiceRef', () => {
  test.each([
    'prod-cluster/retail-ui',
    'arn:aws:ecs:eu-central-1:111122223333:service/prod-cluster/retail-ui',
    'arn:aws-us-gov:ecs:us-gov-west-1:111122223333:service/prod-cluster/retail-ui',
  ])('reads %s', (text) => {
    expect(readServiceRef(text)).toEqual({ cluster: 'prod-cluster', service: 'retail-ui' });
  });

  test.each([
    'retail-ui',
    'prod-cluster/',
    'a/b/c',
    '',
    'arn:aws:ecs:eu-central-1:111122223333:service/retail-ui',
    'arn:aws:ecs:eu-central-1:111122223333:service-deployment/prod-cluster/retail-ui/x',
  ])('refuses "%s", with the value and the expected form', (text) => {
    expect(() => readServiceRef(text)).toThrow(
      expect.objectContaining({
        message: `"${text}" is not a service`,
        next: 'write <cluster>/<service>, such as prod-cluster/retail-ui, or the ARN of the service',
      }),
    );
  });
});
