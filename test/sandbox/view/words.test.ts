import { expect, test } from 'vitest';
import { shortenArn } from '../../../src/sandbox/view/words.ts';

test('shorten keeps the last four characters of an ARN', () => {
  expect(shortenArn('arn:aws:ecs:us-west-2:123456789012:service-revision/c/s/9313423515462896934')).toBe('…6934');
});
