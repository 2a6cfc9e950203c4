import { describe, expect, test } from 'vitest';
import { isApiCall, readApiCall } from '../../src/watcher/api-call.ts';
import { findStarted } from '../../src/watcher/find-started.ts';
import { apiCallEvent, subject } from '../helpers/approval.ts';

const { account, region, cluster, service } = subject;
const serviceArn = `arn:aws:ecs:${region}:${account}:service/${cluster}/${service}`;
const at = new Date('2026-11-22T14:00:00.000Z');
const event = apiCallEvent({ account, region, by: 'arn:aws:iam::123456789012:user/ana', at, id: 'call-1', serviceArn });
const withDetail = (changes: object) => ({ ...event, detail: { ...event.detail, ...changes } });
const withParameters = (parameters: object) => withDetail({ requestParameters: { cluster, service, ...parameters } });

describe('an event of CloudTrail', () => {
  test.each([
    [event, true],
    [{ ...event, 'detail-type': 'ECS Deployment State Change' }, false],
    [{}, false],
    ['AWS API Call via CloudTrail', false],
    [undefined, false],
  ])('is distinguished from others: %#', (given, isCall) => {
    expect(isApiCall(given)).toBe(isCall);
  });

  test.each([
    [{ type: 'AWSService' }, 'AWSService'],
    [{}, 'unknown'],
  ])('of a caller without an ARN names the kind of caller: %j', (userIdentity, by) => {
    expect(readApiCall(withDetail({ userIdentity }))?.by).toBe(by);
  });

  test.each([
    [undefined, undefined],
    [{}, undefined],
    [{ sourceIdentity: '' }, undefined],
    [{ sourceIdentity: 'ana@example.com' }, 'ana@example.com'],
  ])('may name the person behind a session: %j', (sessionContext, wanted) => {
    const call = readApiCall(withDetail({ userIdentity: { arn: 'arn:aws:sts::1:assumed-role/ci/x', sessionContext } }));

    expect(call).toBeDefined();
    expect(call && 'sourceIdentity' in call ? call.sourceIdentity : undefined).toBe(wanted);
    expect(Object.keys(call ?? {}).includes('sourceIdentity')).toBe(wanted !== undefined);
  });
});

describe('a call of UpdateService', () => {
  test.each([
    'desiredCount',
    'deploymentConfiguration',
    'availabilityZoneRebalancing',
    'placementConstraints',
    'placementStrategy',
    'healthCheckGracePeriodSeconds',
    'enableExecuteCommand',
    'enableECSManagedTags',
    'propagateTags',
  ])('that only changes %s starts nothing', (name) => {
    expect(readApiCall(withParameters({ [name]: 1 }))).toBeUndefined();
  });

  test.each([{ taskDefinition: 'shop:42' }, { forceNewDeployment: true }, { somethingNew: false }])(
    'may start a deployment with %j',
    (parameters) => {
      expect(readApiCall(withParameters(parameters))).toMatchObject({ cluster, service });
    },
  );

  test.each(['my service', 'x'.repeat(256), 'shop!', '!shop', ''])(
    'is not about a service with a name that ECS does not allow: %s',
    (name) => {
      const parameters = { requestParameters: { service: name, taskDefinition: 'shop:42' }, responseElements: null };
      expect(readApiCall(withDetail(parameters))).toBeUndefined();
    },
  );
});

describe('the deployment that a call started', () => {
  const later = (ms: number) => new Date(at.getTime() + ms);
  const listed = (ms: number) => [
    { serviceDeploymentArn: 'arn:aws:ecs:r:1:service-deployment/c/s/E1', createdAt: later(ms) },
  ];
  const started = { kind: 'started', deploymentId: 'E1' };

  test.each([
    [-5001, { kind: 'nothing' }],
    [-5000, started],
    [15_000, started],
    [15_001, { kind: 'nothing' }],
  ])('was created from five seconds before to fifteen after it: %i ms', (ms, found) => {
    expect(findStarted({ at }, listed(ms), later(200_000))).toEqual(found);
  });

  test.each([
    [-1001, 119_999, { kind: 'unsettled' }],
    [-1001, 120_000, started],
    [-1000, 0, started],
    [0, 0, started],
    [-9000, 119_999, { kind: 'unsettled' }],
    [-9000, 120_000, { kind: 'nothing' }],
  ])('is believed at once, or once the list is settled: %i ms after the call, %i ms ago', (ms, age, found) => {
    expect(findStarted({ at }, listed(ms), later(age))).toEqual(found);
  });

  test('has an ARN and a time', () => {
    const entries = [{ createdAt: at }, { serviceDeploymentArn: 'arn:aws:ecs:r:1:service-deployment/c/s/E1' }];
    expect(findStarted({ at }, entries, later(200_000))).toEqual({ kind: 'nothing' });
  });
});
