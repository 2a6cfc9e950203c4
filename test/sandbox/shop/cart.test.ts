import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeCart, countItems, listLines, readCart, writeCart } from '../../../src/sandbox/shop/cart.ts';
import { catalogue } from '../../../src/sandbox/shop/catalogue.ts';

describe('the cart', () => {
  test('is empty without a cookie', () => {
    expect(readCart(undefined)).toEqual(new Map());
  });

  test('is read from its cookie', () => {
    expect(readCart('mug.2_lamp.1')).toEqual(
      new Map([
        ['mug', 2],
        ['lamp', 1],
      ]),
    );
  });

  test('drops items that are not for sale and invalid quantities', () => {
    expect(readCart('yacht.1_mug.0_lamp.x_chair.-1_fern.3')).toEqual(new Map([['fern', 3]]));
  });

  test('holds at most 99 of one item', () => {
    expect(readCart('mug.1000')).toEqual(new Map([['mug', 99]]));
    expect(changeCart(new Map([['mug', 99]]), 'mug', 1)).toEqual(new Map([['mug', 99]]));
  });

  test('loses a line that reaches 0', () => {
    expect(changeCart(readCart('mug.1_lamp.1'), 'mug', -1)).toEqual(new Map([['lamp', 1]]));
  });

  test('adds up its items and the price of each line', () => {
    const cart = readCart('mug.2_lamp.1');

    expect(countItems(cart)).toBe(3);
    expect(listLines(cart).map(({ product, quantity, price }) => [product.id, quantity, price])).toEqual([
      ['mug', 2, 36],
      ['lamp', 1, 94],
    ]);
  });

  test('survives a round trip through its cookie, no matter what it contains', () => {
    const ids = catalogue.map(({ id }) => id);
    const carts = fc
      .uniqueArray(fc.tuple(fc.constantFrom(...ids), fc.integer({ min: 1, max: 99 })), { selector: ([id]) => id })
      .map((lines) => new Map(lines));

    fc.assert(
      fc.property(carts, (cart) => {
        expect(readCart(writeCart(cart))).toEqual(cart);
      }),
    );
  });
});
