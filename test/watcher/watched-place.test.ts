import { describe, expect, test } from 'vitest';
import { homeOf, watchedPlace } from '../../src/watcher/watched-place.ts';
import { eventFiles, readEvent } from '../helpers/hook.ts';

const home = { partition: 'aws', account: '123456789012', region: 'us-west-2' };
const service = { account: '123456789012', region: 'us-west-2', cluster: 'my-cluster', service: 'my-service' };

describe('watchedPlace for ARNs that only look alike', () => {
  const everything = { account: '123456789012', region: 'us-west-2' };

  test.each([
    `x${arn('service/my-cluster/my-service')}`,
    arn('cluster/my-cluster'),
    arn('service/'),
    'arn:aws:ecs:us-west-2:12345:service/my-cluster/my-service',
    'arn:aws:ecs::123456789012:service/my-cluster/my-service',
  ])('finds no service in %s', (resource) => {
    expect(watchedPlace({ source: 'aws.ecs', resources: [resource] }, home)).toEqual(everything);
  });

  test('uses the next ARN after one that names no service', () => {
    const resources = [arn('cluster/my-cluster'), arn('service/my-cluster/my-service')];

    expect(watchedPlace({ source: 'aws.ecs', resources }, home)).toEqual(service);
  });

  test('uses the end of its ARN as the name of the cluster', () => {
    const detail = { clusterArn: 'arn:aws:ecs:us-west-2:123456789012:cluster/my-cluster' };

    expect(watchedPlace({ source: 'aws.ecs', resources: [arn('service/my-service')], detail }, home)).toEqual(service);
  });
});

describe('homeOf', () => {
  test.each([
    '',
    'x',
    'xarn:aws:lambda:us-west-2:123456789012:function:hook',
    'arn:aws:lambda:us-west-2:1:function:hook',
  ])('has none for %j', (text) => {
    expect(() => homeOf(text)).toThrow(TypeError);
  });
});

describe('watchedPlace', () => {
  test.each(eventFiles.filter((name) => name.startsWith('eventbridge-')))('finds the service in %s', (name) => {
    const event = readEvent(name);
    const { account, region } = event as { account: string; region: string };

    const place = watchedPlace(event, { ...home, account, region });

    expect(place).toMatchObject({ account, region, cluster: expect.any(String), service: expect.any(String) });
    expect(JSON.stringify(event)).toContain(`${place?.cluster}/${place?.service}`);
  });

  test.each([
    ['resources, a service', { resources: [arn('service/my-cluster/my-service')] }],
    [
      'resources, its deployment',
      { resources: [arn('service-deployment/my-cluster/my-service/0EYSiB0qap8xf0N76FsbE')] },
    ],
    ['detail, a service', { detail: { serviceArn: arn('service/my-cluster/my-service') } }],
    [
      'detail, its deployment',
      { detail: { serviceDeploymentArn: arn('service-deployment/my-cluster/my-service/E1') } },
    ],
    [
      'an old ARN without a cluster, next to the cluster',
      { resources: [arn('service/my-service')], detail: { clusterArn: arn('cluster/my-cluster') } },
    ],
  ])('finds it in %s', (_where, event) => {
    expect(watchedPlace({ source: 'aws.ecs', ...event }, home)).toEqual(service);
  });

  test('covers everything here if an event of ECS names no service', () => {
    const event = {
      source: 'aws.ecs',
      account: home.account,
      region: home.region,
      resources: [arn('service/my-service')],
    };

    expect(watchedPlace(event, home)).toEqual({ account: '123456789012', region: 'us-west-2' });
  });

  test('covers everything here for the schedule', () => {
    const event = {
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      detail: {},
      resources: [arn('service/a/b')],
    };

    expect(watchedPlace(event, home)).toEqual({ account: '123456789012', region: 'us-west-2' });
  });

  test.each([
    ['another account', { account: '999999999999' }],
    ['another Region', { region: 'eu-central-1' }],
  ])('ignores an event of %s, indicated by the ARN or only by the event', (_what, other) => {
    const event = { source: 'aws.ecs', account: home.account, region: home.region, ...other };
    const { account, region } = { ...home, ...other };

    expect(watchedPlace(event, home)).toBeUndefined();
    const foreign = `arn:aws:ecs:${region}:${account}:service/my-cluster/my-service`;
    expect(watchedPlace({ ...event, resources: [foreign] }, home)).toBeUndefined();
  });

  test.each([
    [{ source: 'aws.ec2' }, 'source: expected aws.ecs or aws.events, not "aws.ec2"'],
    [{}, 'not an EventBridge event: source: missing'],
    ['text', 'not an EventBridge event: expected an object, not "text"'],
    [{ source: 'aws.ecs', resources: 'arn' }, 'not an EventBridge event: resources: expected a list, not "arn"'],
  ])('refuses %j, and says what is wrong', (event, message) => {
    expect(() => watchedPlace(event, home)).toThrow(new TypeError(message));
  });
});

describe('homeOf', () => {
  test('is read from the ARN of a function, in any partition', () => {
    expect(homeOf('arn:aws-cn:lambda:cn-north-1:123456789012:function:watcher:3')).toEqual({
      partition: 'aws-cn',
      account: '123456789012',
      region: 'cn-north-1',
    });
  });

  test('cannot be read from anything else', () => {
    expect(() => homeOf('watcher')).toThrow(new TypeError('expected the ARN of a function, not "watcher"'));
  });
});

function arn(path: string): string {
  return `arn:aws:ecs:us-west-2:123456789012:${path}`;
}
