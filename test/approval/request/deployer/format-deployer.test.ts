import { describe, expect, test } from 'vitest';
import type { StartCall } from '../../../../src/approval/request/deployer/deployer-record.ts';
import {
  explainNoApproval,
  formatDeployer,
  isBlockedByUnknown,
} from '../../../../src/approval/request/deployer/format-deployer.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { newRequest } from '../../../helpers/approval.ts';

const now = new Date('2026-11-22T14:00:00.000Z');
const ana = 'ana@example.com';
const sts = 'arn:aws:sts::123456789012:assumed-role';
const person = `${sts}/AWSReservedSSO_Ops_0123/${ana}`;
const role = `${sts}/release/build-1`;
const start = (by: string, action = 'UpdateService'): StartCall => ({
  ...{ id: by, action, by, at: '2026-11-22T13:52:00.000Z', recordedAt: '2026-11-22T13:53:00.000Z' },
});
const startedBy = (calls: StartCall[], asked: JsonObject = {}) => ({
  ...newRequest({ asked: { selfApproval: 'deny', ...asked } }),
  ...(calls.length > 0 && { deployer: { schemaVersion: 1, calls } as JsonObject }),
});

describe('who started a deployment', () => {
  test.each<[StartCall[], string]>([
    [[], 'not known yet'],
    [[start(person)], `AWSReservedSSO_Ops_0123/${ana} (IAM) at 13:52 UTC`],
    [[start(ana, 'tag')], `${ana} (by a tag of the service)`],
    [[start(role)], 'release/build-1 (IAM) at 13:52 UTC, but it is not known who that is'],
    [
      [start(person), start('arn:aws:iam::123456789012:user/ben')],
      `AWSReservedSSO_Ops_0123/${ana} (IAM) at 13:52 UTC, or by user/ben (IAM) at 13:52 UTC`,
    ],
  ])('is shown of %j as "%s"', (calls, words) => {
    expect(formatDeployer(startedBy(calls), now)).toBe(words);
  });

  test('is not shown if the gate does not ask', () => {
    expect(formatDeployer({ ...startedBy([start(person)]), asked: {} }, now)).toBeUndefined();
  });

  test.each<[string, StartCall[], JsonObject, boolean]>([
    ['nobody knows', [], {}, true],
    ['a role did', [start(role)], { unknownDeployer: 'deny' }, true],
    ['a role did, and the gate allows that', [start(role)], { unknownDeployer: 'allow' }, false],
    ['a known person did', [start(person)], {}, false],
  ])('lets nobody approve if %s: %j %j is %s', (_who, calls, asked, isBlocked) => {
    expect(isBlockedByUnknown(startedBy(calls, asked))).toBe(isBlocked);
  });

  test('lets everybody approve if the gate does not ask', () => {
    expect(isBlockedByUnknown(newRequest())).toBe(false);
  });
});

describe('why somebody cannot approve', () => {
  test('is that they started the deployment', () => {
    expect(explainNoApproval(startedBy([start(person)]), 'deployer', now)).toEqual({
      title: 'You cannot approve this',
      text: `This deployment was started by AWSReservedSSO_Ops_0123/${ana} (IAM) at 13:52 UTC, which counts as you, and this gate lets nobody approve what they started (selfApproval). Somebody else has to approve it. You can still reject it.`,
    });
  });

  test('is that nobody knows yet who did', () => {
    expect(explainNoApproval(startedBy([]), 'deployer-unknown', now)).toEqual({
      title: 'Nobody can approve this yet',
      text: 'This gate lets nobody approve what they started (selfApproval), and it is not known yet who started this deployment. AWS usually reports that within a few minutes: open this request again then. You can reject it now.',
    });
  });

  test('is that nobody knows who is behind a role', () => {
    expect(explainNoApproval(startedBy([start(role)]), 'deployer-unknown', now)).toEqual({
      title: 'Nobody can approve this',
      text: 'This gate lets nobody approve what they started (selfApproval). This deployment was started by release/build-1 (IAM) at 13:52 UTC, but it is not known who that is. Your platform team can name the person in the gate’s configuration (deployers), for the next deployment. You can reject this one.',
    });
  });
});
