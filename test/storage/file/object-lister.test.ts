import { expect, test } from 'vitest';
import { objectLister } from '../../../src/storage/file/object-lister.ts';
import { neverAborted } from '../../helpers/approval.ts';

test('lists a part of a store, in its order', async () => {
  const list = objectLister({
    list: async (prefix) => ['d/1', 'd/2', 'd/3', 'e/1'].filter((key) => key.startsWith(prefix)),
  });
  const keys = async (...asked: [string, { after?: string; max?: number }?]) =>
    (await list(asked[0], neverAborted, asked[1])).map(({ key }) => key);

  expect(await keys('d/')).toEqual(['d/1', 'd/2', 'd/3']);
  expect(await keys('d/', { max: 2 })).toEqual(['d/1', 'd/2']);
  expect(await keys('d/', { after: 'd/1', max: 1 })).toEqual(['d/2']);
});
