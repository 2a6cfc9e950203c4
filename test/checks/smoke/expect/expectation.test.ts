import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { smokeConfigSchema } from '../../../../src/checks/smoke/config/smoke-config.ts';
import {
  deploymentValuesOf,
  isProving,
  readsBody,
  readsRedirects,
} from '../../../../src/checks/smoke/expect/expectation.ts';
import type { JsonObject, JsonValue } from '../../../../src/hook/json.ts';
import { expecting } from '../results.ts';

const header = { x: 'y' };
const rulesOf = (written: object) => expecting(written).expect ?? { rules: [] };

describe('an expectation', () => {
  test.each<[object, boolean]>([
    [{ header, json: { $: 1 } }, true],
    [{ header, body: 'x' }, true],
    [{ header, schema: { type: 'object' } }, true],
    [{ header, redirects: { count: 1 } }, false],
  ])('%j reads the body: %s', (written, reads) => {
    expect(readsBody(rulesOf(written))).toBe(reads);
  });

  test.each<[object, boolean]>([
    [{ redirects: { count: 1 } }, true],
    [{ redirects: { location: '/a' } }, true],
    [{ header }, false],
  ])('%j reads the redirects: %s', (written, reads) => {
    expect(rulesOf(written).rules.some(readsRedirects)).toBe(reads);
  });

  test.each<[JsonValue, readonly string[]]>([
    ['$revisionId', ['$revisionId']],
    [{ '!=': '$revisionId' }, ['$revisionId']],
    [{ contains: '$imageTag', notContains: '$revisionId' }, ['$imageTag', '$revisionId']],
    [{ startsWith: '$imageTag' }, ['$imageTag']],
    [{ endsWith: '$imageTag' }, ['$imageTag']],
    [{ prefixOf: '$imageTag' }, ['$imageTag']],
    [{ oneOf: ['$imageTag', 'x'] }, ['$imageTag']],
    [{ not: { not: '$env.A' } }, ['$env.A']],
    [{ '==': 'x', exists: true, matches: 'y', count: 1 }, []],
    ['{{id}}', []],
  ])('%j names the values of the deployment %j', (predicate, names) => {
    const named = deploymentValuesOf(rulesOf({ header: { x: predicate }, schema: { type: 'object' } }));

    expect(named.map(({ text }) => text)).toEqual(names);
  });

  test.each<[string, JsonObject, readonly string[]]>([
    ['its own', { expect: { header } }, ['header']],
    ['that of all, if it has none', {}, ['body']],
    ['its values of the JSON, and its own', { json: { '$.a': 1 }, expect: { header } }, ['json', 'header']],
    ['its values of the JSON, and that of all', { json: { '$.a': 1 } }, ['json', 'body']],
  ])('of a request is %s', (_which, written, subjects) => {
    const { requests } = v.parse(smokeConfigSchema, { requests: [{ path: '/', ...written }], expect: { body: 'x' } });

    expect(requests[0]?.expect?.rules.map(({ subject: { of } }) => of)).toEqual(subjects);
  });

  test.each<[JsonValue, boolean]>([
    ['$revisionId', true],
    [{ startsWith: '$revisionId', contains: 'x' }, true],
    [{ prefixOf: '$revisionId' }, true],
    [{ contains: '$revisionId' }, false],
    [{ '!=': '$revisionId' }, false],
    [{ not: { '==': '$revisionId' } }, false],
    ['x', false],
  ])('%j may prove that green answered: %s', (predicate, mayProve) => {
    expect(isProving(rulesOf({ header: { x: predicate } }))).toBe(mayProve);
  });
});
