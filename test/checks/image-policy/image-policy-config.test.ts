import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fitsGlob,
  imagePolicyConfigSchema,
  isAllowedRegistry,
} from '../../../src/checks/image-policy/image-policy-config.ts';
import { readConfiguration } from '../../../src/hook/configuration.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { casesOf } from '../../helpers/random-cases.ts';

async function read(hookDetails: JsonObject) {
  const result = await readConfiguration(hookDetails, {}, imagePolicyConfigSchema);
  return result.ok ? result.config : result.reason;
}

describe('the configuration of image-policy', () => {
  test.each<[JsonObject]>([
    [{ registries: ['ghcr.io:443/shop', 'registry:5000', '123456789012.dkr.ecr.eu-central-1.amazonaws.com/a/b'] }],
    [{ registries: ['ghcr.io'], pullThrough: ['1.example.com', 'registry-1.docker.io:443'] }],
    [{ registries: ['ghcr.io'], pullThrough: [] }],
    [{ digest: 'pinned', pullThrough: 'any' }],
    [{ tags: { allowed: ['v*', 'x'.repeat(128)], forbidden: ['latest'] } }],
    [{ digest: 'pinned', waitMinutes: 1430 }],
    [{ scan: { maxAgeHours: 8760 }, waitMinutes: 0 }],
  ])('takes %j', async (hookDetails) => {
    expect(await read(hookDetails)).toMatchObject(hookDetails);
  });

  const registry =
    'expected the host of a registry, with a path if only that is allowed, such as "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop"';
  const tag = 'expected a tag, in which * stands for any characters, such as "v*"';
  const host = 'expected the host of an upstream registry, such as "public.ecr.aws"';

  test.each<[JsonObject, string]>([
    [{ registries: ['ghcr.io/Shop'] }, `registries[0]: ${registry}, not "ghcr.io/Shop"`],
    [{ registries: ['ghcr.io/a//b'] }, `registries[0]: ${registry}, not "ghcr.io/a//b"`],
    [{ registries: [] }, 'registries: expected a list of 1 to 50 registries, not a list of 0'],
    [{ registries: ['ghcr.io'], pullThrough: ['https://ghcr.io'] }, `pullThrough[0]: ${host}, not "https://ghcr.io"`],
    [{ registries: ['ghcr.io'], pullThrough: ['ghcr.io/shop'] }, `pullThrough[0]: ${host}, not "ghcr.io/shop"`],
    [
      { digest: 'pinned', pullThrough: ['ghcr.io'] },
      'pullThrough: expected registries next to it: without them, images may come from any registry',
    ],
    [{ tags: { allowed: ['!v1'] } }, `tags.allowed[0]: ${tag}, not "!v1"`],
    [{ tags: { forbidden: ['v1!'] } }, `tags.forbidden[0]: ${tag}, not "v1!"`],
    [{ tags: { allowed: [] } }, 'tags.allowed: expected a list of 1 to 50 tags, not a list of 0'],
    [{ tags: [], digest: 'pinned' }, 'tags: expected an object, not a list of 0'],
    [{ scan: [] }, 'scan: expected an object, not a list of 0'],
    [{ digest: 'none' }, 'digest: expected "any" or "pinned", not "none"'],
    [{ scan: { maxAgeHours: 0 } }, 'scan.maxAgeHours: expected a whole number of hours, from 1 to 8760, not 0'],
    [
      { digest: 'pinned', waitMinutes: 1431 },
      'waitMinutes: expected a whole number of minutes, from 0 to 1430, not 1431',
    ],
  ])('refuses %j', async (hookDetails, reason) => {
    expect(await read(hookDetails)).toBe(`hookDetails.${reason}`);
  });
});

test.each([
  [['ghcr.io:443'], 'ghcr.io', 'a', true],
  [['ghcr.io:443/shop'], 'ghcr.io', 'shop/ui', true],
  [['ghcr.io:4430'], 'ghcr.io', 'a', false],
  [['GHCR.io/shop/ui'], 'ghcr.io', 'shop/ui', true],
  [['ghcr.io/shop/ui'], 'ghcr.io', 'shop/ui2', false],
  [['quay.io', 'ghcr.io'], 'ghcr.io', 'a', true],
  [['quay.io', 'ghcr.io/b'], 'ghcr.io', 'a', false],
])('with %j, an image of %s named %s is allowed: %s', (registries, host, repository, isAllowed) => {
  expect(isAllowedRegistry(registries, host, repository)).toBe(isAllowed);
});

test('a pattern fits what the same pattern as a regular expression fits', () => {
  const letters = (...units: string[]) => fc.string({ unit: fc.constantFrom(...units), maxLength: 7 });
  fc.assert(
    fc.property(letters('a', 'b', '*'), letters('a', 'b'), (pattern, text) => {
      expect(fitsGlob(pattern, text)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text));
    }),
    { numRuns: casesOf(3000) },
  );
});

test.each([
  ['a*', 'a', true],
  ['a*b', 'ab', true],
  ['ab*b', 'ab', false],
  ['*bab*b', 'babb', true],
  ['*ab*b', 'aab', false],
  ['*a*a*', 'a', false],
  ['*a*a*', 'aa', true],
  ['v1', 'v10', false],
])('the pattern %s and %s: %s', (pattern, text, fits) => {
  expect(fitsGlob(pattern, text)).toBe(fits);
});
