import { expect, test } from 'vitest';
import { placeNames } from '../../src/deployment/place-names.ts';

test('a parameter may be stored for everything, for a cluster and for a service, the most general one first', () => {
  expect(placeNames('/greenlight/smoke', { cluster: 'shop', service: 'ui' })).toEqual([
    '/greenlight/smoke',
    '/greenlight/smoke/shop',
    '/greenlight/smoke/shop/ui',
  ]);
});
