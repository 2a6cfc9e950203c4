import { describe, expect, test } from 'vitest';
import type { StartCall } from '../../../../src/approval/request/deployer/deployer-record.ts';
import { knownAt, whoDeployed, whyNoSelfApproval } from '../../../../src/approval/request/deployer/who-deployed.ts';

const ana = 'ana@example.com';
const at = '2026-11-22T13:59:00.000Z';
const sts = 'arn:aws:sts::123456789012:assumed-role';
const start = (by: string, more: Partial<StartCall> = {}): StartCall => ({
  ...{ id: by, action: 'UpdateService', by, at, recordedAt: at },
  ...more,
});
const request = (calls: StartCall[], asked: Record<string, unknown> = {}) => ({
  asked: { selfApproval: 'deny', ...asked } as never,
  ...(calls.length > 0 && { deployer: { schemaVersion: 1, calls } as never }),
});

describe('who started a deployment', () => {
  test.each([
    ['an IAM user', 'arn:aws:iam::123456789012:user/ana', {}, ['arn:aws:iam::123456789012:user/ana']],
    [
      'a person of IAM Identity Center',
      `${sts}/AWSReservedSSO_Ops_0123/${ana}`,
      {},
      [`${sts}/AWSReservedSSO_Ops_0123/${ana}`],
    ],
    ['the person behind a role', `${sts}/release/build-1`, { 'arn:aws:iam::123456789012:role/release': [ana] }, [ana]],
    [
      'the person behind a role with a path',
      `${sts}/release/build-1`,
      { 'arn:aws:iam::123456789012:role/ci/release': [ana] },
      [ana],
    ],
    ['the person behind a session', `${sts}/release/octocat`, { [`${sts}/release/octocat`]: [ana] }, [ana]],
    [
      'the person after whom a session is named',
      `${sts}/saml/${ana}`,
      { 'arn:aws:iam::123456789012:role/saml': ['sessionName'] },
      [ana],
    ],
  ])('is known if it is %s', (_case, by, deployers, names) => {
    const found = whoDeployed(request([start(by)], { deployers }));

    expect(found.isKnown).toBe(true);
    expect(found.names).toEqual(expect.arrayContaining(names));
  });

  test.each([
    ['nobody has reported it', [], {}],
    ['it is a role', [start(`${sts}/release/${ana}`)], {}],
    ['it is another session of a role', [start(`${sts}/release/x`)], { [`${sts}/release/octocat`]: [ana] }],
    [
      'it is the same role of another account',
      [start(`${sts}/release/x`)],
      { 'arn:aws:iam::999999999999:role/release': [ana] },
    ],
    [
      'the session is not named after a mailbox',
      [start(`${sts}/saml/ana`)],
      { 'arn:aws:iam::123456789012:role/saml': ['sessionName'] },
    ],
    [
      'there is no source identity',
      [start(`${sts}/saml/${ana}`)],
      { 'arn:aws:iam::123456789012:role/saml': ['sourceIdentity'] },
    ],
    ['it is the root of an account', [start('arn:aws:iam::123456789012:root')], {}],
    ['it is a federated user', [start('arn:aws:sts::123456789012:federated-user/ana')], {}],
    ['its ARN is after other text', [start('the arn:aws:iam::123456789012:user/ana')], {}],
    ['its ARN is before another line', [start(`${sts}/AWSReservedSSO_Ops_0123/ana\nben`)], {}],
    ['it is an AWS service', [start('AWSService')], {}],
    ['it is CloudFormation with a service role', [start(`${sts}/cfn/AWSCloudFormation`)], {}],
    ['one of two calls is a role', [start('arn:aws:iam::123456789012:user/ana'), start(`${sts}/release/x`)], {}],
  ])('is not known if %s', (_case, calls, deployers) => {
    const { names, isKnown } = whoDeployed(request(calls, { deployers }));

    expect(isKnown).toBe(false);
    expect(names).toEqual(calls.map(({ by }) => by));
  });

  test.each([
    [ana, true],
    ['ana', false],
  ])('as a tag of the service names them: %s is known, %s', (by, isKnown) => {
    expect(whoDeployed(request([start(by, { action: 'tag' })]))).toEqual({ names: [by], isKnown });
    expect(whoDeployed(request([start(by)]))).toEqual({ names: [by], isKnown: false });
  });

  test('is the source identity, if the gate says so, no matter how the session is named', () => {
    const calls = [start(`${sts}/saml/ben@example.com`, { sourceIdentity: ana })];
    const asked = { deployers: { 'arn:aws:iam::123456789012:role/saml': ['sourceIdentity'] } };

    expect(whyNoSelfApproval(request(calls, asked), ana)).toBe('deployer');
    expect(whyNoSelfApproval(request(calls, asked), 'ben@example.com')).toBeUndefined();
  });

  test('may not approve under any name', () => {
    const calls = [start(`${sts}/AWSReservedSSO_Ops_0123/Ana@example.com`)];

    for (const name of [ana, 'ANA+prod@example.com', `${sts}/AWSReservedSSO_Admin_4567/ana@example.com`]) {
      expect(whyNoSelfApproval(request(calls), name)).toBe('deployer');
    }
    expect(whyNoSelfApproval(request(calls), 'ben@example.com')).toBeUndefined();
  });

  test('may not approve with the identity that called, even if nobody knows whose it is', () => {
    const asked = { unknownDeployer: 'allow' };
    const calls = [start(`${sts}/release/build-1`)];

    expect(whyNoSelfApproval(request(calls, asked), `${sts}/release/another`)).toBe('deployer');
    expect(whyNoSelfApproval(request(calls, asked), ana)).toBeUndefined();
  });

  test('is everybody who may have been, if two called', () => {
    const calls = ['ana', 'ben'].map((name) => start(`arn:aws:iam::123456789012:user/${name}@example.com`));

    expect(['ana', 'ben', 'cho'].map((name) => whyNoSelfApproval(request(calls), `${name}@example.com`))).toEqual([
      'deployer',
      'deployer',
      undefined,
    ]);
  });

  test('decides nothing about what was decided before it was known', () => {
    const calls = [start('arn:aws:iam::123456789012:user/ana@example.com', { recordedAt: '2026-11-22T14:05:00.000Z' })];
    const asked = { unknownDeployer: 'allow' };

    expect(whyNoSelfApproval(knownAt(request(calls, asked), '2026-11-22T14:04:00.000Z'), ana)).toBeUndefined();
    expect(whyNoSelfApproval(knownAt(request(calls, asked), '2026-11-22T14:05:00.000Z'), ana)).toBe('deployer');
  });

  test('is no part of a request for which nobody recorded it', () => {
    const asking = request([]);

    expect(knownAt(asking, at)).toBe(asking);
  });

  test('matters only to a gate that denies self-approval', () => {
    const calls = [start('arn:aws:iam::123456789012:user/ana@example.com')];

    expect(whyNoSelfApproval({ ...request(calls), asked: {} }, ana)).toBeUndefined();
  });
});
