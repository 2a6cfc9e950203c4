import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scrub } from '../../../../src/cli/observe/trial/scrub.ts';

const names = ['prod-cluster', 'retail-ui'];

describe('what AWS said', () => {
  test.each([
    ['target arn:aws:lambda:eu-west-1:123456789012:function:x.', 'target <lambda ARN>.'],
    ['role (arn:aws-us-gov:iam::123456789012:role/a/b), again', 'role (<iam ARN>), again'],
    ['service retail-ui in prod-cluster of account 123456789012', 'service <name> in <name> of account <account>'],
    ['connect ECONNREFUSED 10.0.1.7:443 (ecs.eu-central-1.amazonaws.com)', 'connect ECONNREFUSED <address> (<host>)'],
    ['not available in us-gov-west-1, zone eu-west-1a', 'not available in <Region>, zone <Region>'],
    ['subnet-0123456789abcdef0 and sg-01234567', '<id> and <id>'],
    ['task 0123456789abcdef0123456789abcdef', 'task <id>'],
    ['RequestId: f4fcae0f-9bec-41c6-ba87-0eaa0cef8af5', 'RequestId: <id>'],
    ['(Service: Lambda, Status Code: 429) after 30 s', '(Service: Lambda, Status Code: 429) after 30 s'],
  ])('%s is recorded as %s', (said, recorded) => {
    expect(scrub(said, names)).toBe(recorded);
  });

  test('never names the account, in any words around it', () => {
    const secrets = fc.constantFrom(
      ...['arn:aws:ecs:eu-west-1:123456789012:service/prod-cluster/retail-ui', '123456789012', 'eu-west-1', ...names],
    );
    const words = fc.array(fc.oneof(fc.lorem(), secrets));
    const between = fc.constantFrom(' ', ', ', ' (', ') ', ': ', "' '", '\n', '. ');

    fc.assert(
      fc.property(words, between, (parts, separator) => {
        expect(scrub(parts.join(separator), names)).not.toMatch(/arn:|123456789012|eu-west-1|prod-cluster|retail-ui/);
      }),
    );
  });
});
