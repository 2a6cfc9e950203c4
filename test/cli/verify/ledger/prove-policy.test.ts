import { describe, expect, test } from 'vitest';
import { needsCondition } from '../../../../src/cli/verify/ledger/prove-policy.ts';
import { ledgerPolicy, type PolicyStatement, roleArn } from '../ledger-policy.ts';
import { isDeniedBy } from '../policy-verdict.ts';

const resource = 'arn:aws:s3:::ledger/approvals/greenlight-verify';
const whole = ledgerPolicy('ledger', { RefusesHandDecisions: false });
const roles = ['ApprovalHookRole', 'GateHookRole', 'DeskRole', 'DeploymentWatcherRole', 'PauseBridgeRole'];

function changed(change: (statement: PolicyStatement) => PolicyStatement) {
  const Statement = whole.Statement.map((each) =>
    each.Sid === 'FunctionsWriteRequestsConditionally' ? change(structuredClone(each)) : each,
  );
  return { ...whole, Statement };
}

describe('needsCondition', () => {
  test.each(roles)('finds that the policy of the template denies %s a write without condition', (role) => {
    expect(needsCondition(whole, roleArn(role), resource)).toBe(true);
  });

  test.each<[string, (statement: PolicyStatement) => PolicyStatement]>([
    ['allows', (one) => ({ ...one, Effect: 'Allow' })],
    ['is about another folder', (one) => ({ ...one, Resource: 'arn:aws:s3:::ledger/open/*' })],
    ['is about reading', (one) => ({ ...one, Action: 's3:GetObject' })],
    [
      'has no condition on the write',
      (one) => ({ ...one, Condition: { ArnEquals: one.Condition?.['ArnEquals'] ?? {} } }),
    ],
    [
      'denies only with a condition',
      (one) => ({ ...one, Condition: { ...one.Condition, Null: { 's3:if-none-match': 'false' } } }),
    ],
    [
      'is limited in another way',
      (one) => ({ ...one, Condition: { ...one.Condition, Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }),
    ],
    [
      'is limited to others',
      (one) => ({ ...one, Condition: { ...one.Condition, ArnNotEquals: { 'aws:PrincipalArn': roleArn('DeskRole') } } }),
    ],
    [
      'needs another key to be missing',
      (one) => ({
        ...one,
        Condition: { ...one.Condition, Null: { 's3:if-none-match': 'true', 's3:x-amz-acl': 'true' } },
      }),
    ],
  ])('does not count a statement that %s', (_what, change) => {
    expect(needsCondition(changed(change), roleArn('DeskRole'), resource)).toBe(false);
  });

  test.each<[string, (statement: PolicyStatement) => PolicyStatement]>([
    ['denies more', (one) => ({ ...one, Action: 's3:*', Resource: '*' })],
    [
      'names roles by a pattern',
      (one) => ({ ...one, Condition: { ...one.Condition, ArnEquals: { 'aws:PrincipalArn': roleArn('*') } } }),
    ],
    [
      'is about everybody',
      (one) => ({ ...one, Condition: { Null: { 's3:if-none-match': 'true', 's3:if-match': 'true' } } }),
    ],
  ])('counts a statement that %s, as IAM does', (_what, change) => {
    const policy = changed(change);
    const keys = { 'aws:principalarn': roleArn('DeskRole'), 'aws:securetransport': 'true', 's3:tlsversion': '1.3' };

    expect(needsCondition(policy, roleArn('DeskRole'), resource)).toBe(true);
    expect(isDeniedBy(policy, { action: 's3:PutObject', resource, keys })).toBe(true);
  });

  test.each([undefined, null, 'nothing', { Statement: 'none' }, { Statement: [{ Effect: 'Deny' }] }])(
    'finds nothing in %j',
    (policy) => {
      expect(needsCondition(policy, roleArn('DeskRole'), resource)).toBe(false);
    },
  );
});
