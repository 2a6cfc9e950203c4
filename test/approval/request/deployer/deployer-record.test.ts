import { expect, test } from 'vitest';
import { deployerKey } from '../../../../src/approval/request/deployer/deployer-record.ts';
import { subject } from '../../../helpers/approval.ts';

test('the record of a deployment has a key of its own, which later releases find again', () => {
  expect(deployerKey(subject)).toBe(
    'deployers/123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28.json',
  );
});
