import { describe, expect, test } from 'vitest';
import { type DeploymentValue, parseExpected } from '../../../../src/checks/smoke/expect/deployment-value.ts';

const longest = 'c'.repeat(255);

describe('what an answer is compared with', () => {
  test.each<[string, DeploymentValue]>([
    ['$revisionId', { of: 'revisionId' }],
    ['$taskDefinition', { of: 'taskDefinition' }],
    ['$imageDigest', { of: 'imageDigest', container: undefined }],
    ['$imageTag', { of: 'imageTag', container: undefined }],
    ['$imageDigest:my-app_1', { of: 'imageDigest', container: 'my-app_1' }],
    [`$imageTag:${longest}`, { of: 'imageTag', container: longest }],
    ['$env.VERSION', { of: 'env', variable: 'VERSION', container: undefined }],
    ['$env.my.version-1:app', { of: 'env', variable: 'my.version-1', container: 'app' }],
    [`$env.${longest}:${longest}`, { of: 'env', variable: longest, container: longest }],
  ])('is a value of the deployment for %s', (text, value) => {
    expect(parseExpected(text)).toEqual({ kind: 'deployment', value, text });
  });

  test.each([
    ['1.42', '1.42'],
    ['', ''],
    ['a$revisionId', 'a$revisionId'],
    ['$$', '$'],
    ['$$revisionId', '$revisionId'],
  ])('for %j is the literal %j', (text, value) => {
    expect(parseExpected(text)).toEqual({ kind: 'literal', value });
  });

  test.each([
    '$',
    '$revision',
    '$revisionIdx',
    '$revisionId:app',
    '$taskDefinition:app',
    '$x$revisionId',
    '$x$imageTag',
    '$imageTag:',
    '$imageTag:a b',
    '$imageTagx',
    `$imageTag:${longest}c`,
    '$env',
    '$env.',
    '$envX',
    '$env.A B',
    '$env.A=B',
    '$env.A:',
    '$env.A:b:c',
    '$env.A:b c',
    `$env.${longest}c`,
    `$env.A:${longest}c`,
    '$x$env.A',
  ])('is no known value for %j', (text) => {
    expect(parseExpected(text)).toBeUndefined();
  });
});
