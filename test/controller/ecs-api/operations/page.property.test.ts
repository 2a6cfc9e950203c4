import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageOf } from '../../../../src/controller/ecs-api/operations/page.ts';

const limits = { usual: 10, max: 100 };
const names = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 60 });
const itself = (name: string) => name;

test('W-11 the pages of a list are the list, for any page size', () => {
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 100 }), (all, maxResults) => {
      const seen: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = pageOf(all, itself, { maxResults, nextToken }, limits);
        expect(page.items.length).toBeLessThanOrEqual(maxResults);
        seen.push(...page.items);
        nextToken = page.nextToken;
      } while (nextToken !== undefined);

      expect(seen).toEqual(all);
    }),
  );
});

test('W-11 an element that is added in front between two pages causes no duplicates', () => {
  const { nextToken } = pageOf(['c', 'b', 'a'], itself, { maxResults: 1 }, limits);

  const page = pageOf(['d', 'c', 'b', 'a'], itself, { nextToken }, limits);

  expect(page.items).toEqual(['b', 'a']);
});
