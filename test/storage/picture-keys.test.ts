import { describe, expect, test } from 'vitest';
import { pictureOfKey, rollbackPrefix, screenshotKey, screenshotOf } from '../../src/storage/keys.ts';
import { followPrefixAt } from '../../src/storage/read-decided-key.ts';
import { subject } from '../helpers/approval.ts';

const deployment = '123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28';
const folder = `screenshots/${deployment}`;

describe('the key of a picture', () => {
  test.each([
    [{}, '1-green', 'POST_TEST_TRAFFIC_SHIFT/1-green'],
    [{ step: 12.5 }, '1-blue', 'POST_TEST_TRAFFIC_SHIFT@12.5/1-blue'],
    [{ gate: 'release' }, '40-difference', 'POST_TEST_TRAFFIC_SHIFT.release/40-difference'],
    [{ step: 25, gate: 'a_b-C1' }, '9-green', 'POST_TEST_TRAFFIC_SHIFT@25.a_b-C1/9-green'],
  ])('of a gate with %j and the name %s is below its deployment, and is found again by %s', (gate, name, rest) => {
    const key = screenshotKey({ ...subject, ...gate }, name);

    expect(key).toBe(`${folder}/${rest}.png`);
    expect(screenshotOf(subject, rest)).toBe(key);
    expect(pictureOfKey(subject, key)).toBe(rest);
  });

  test.each([
    '',
    '/1-green',
    'post/1-green',
    'x/POST_SCALE_UP/1-green',
    'POST_SCALE_UP',
    'POST_SCALE_UP/green',
    'POST_SCALE_UP/x-green',
    'POST_SCALE_UP/100-green',
    'POST_SCALE_UP/1-red',
    'POST_SCALE_UP/1-green.png',
    'POST_SCALE_UP/1-green/x',
    'POST_SCALE_UP@x/1-green',
    'POST_SCALE_UP@123456789/1-green',
    'POST_SCALE_UP./1-green',
    'POST_SCALE_UP.a.b/1-green',
    'POST_SCALE_UP.../1-green',
    '../POST_SCALE_UP/1-green',
    'POST_SCALE_UP/../1-green',
  ])('is never %j, which comes from outside', (rest) => {
    expect(screenshotOf(subject, rest)).toBeUndefined();
  });

  test.each([
    ['another deployment', `${folder.slice(0, -1)}9/POST_SCALE_UP/1-green.png`],
    ['another folder', `pictures000/${deployment}/POST_SCALE_UP/1-green.png`],
    ['a request', 'approvals/1/secret.json'],
    ['another ending', `${folder}/POST_SCALE_UP/1-green.jpg`],
    ['no ending', `${folder}/POST_SCALE_UP/1-green`],
  ])('is not that of %s', (_what, key) => {
    expect(pictureOfKey(subject, key)).toBeUndefined();
  });
});

describe('the folder', () => {
  test('of the reasons for a rollback is the deployment’s own', () => {
    expect(rollbackPrefix(subject)).toBe(`rollbacks/${deployment}/`);
  });

  test.each([
    [{}, 'following/123456789012/us-west-2/'],
    [{ cluster: 'prod' }, 'following/123456789012/us-west-2/prod/'],
    [{ cluster: 'prod', service: 'shop' }, 'following/123456789012/us-west-2/prod/shop/'],
    [{ service: 'shop' }, 'following/123456789012/us-west-2/'],
  ])('of the deployments that are followed at a place with %j is %s', (names, prefix) => {
    expect(followPrefixAt({ account: '123456789012', region: 'us-west-2', ...names })).toBe(prefix);
  });
});
