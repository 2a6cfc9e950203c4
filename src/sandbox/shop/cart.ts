import { findProduct, type Product } from './catalogue.ts';

/** Products by their id with how many of each. */
export type Cart = ReadonlyMap<string, number>;

const maxOfOne = 99;

/**
 * Reads the cart that the browser keeps in a cookie, as `mug.2_lamp.1`. It is stored there and not in the shop's memory, so that it
 * survives the move from one revision to the next. Products that are not for sale are left out.
 */
export function readCart(cookie: string | undefined): Cart {
  const lines = (cookie ?? '').split('_').map((line) => line.split('.'));
  return new Map(
    lines.flatMap(([id = '', count = '']) => {
      const quantity = Number.parseInt(count, 10);
      return findProduct(id) !== undefined && quantity > 0 ? [[id, Math.min(quantity, maxOfOne)] as const] : [];
    }),
  );
}

export function writeCart(cart: Cart): string {
  return [...cart].map(([id, quantity]) => `${id}.${quantity}`).join('_');
}

/** Adds to the cart, or removes from it; a line that reaches 0 is removed. */
export function changeCart(cart: Cart, id: string, by: number): Cart {
  const quantity = Math.min((cart.get(id) ?? 0) + by, maxOfOne);
  const rest = [...cart].filter(([other]) => other !== id);
  return quantity > 0 ? new Map(cart).set(id, quantity) : new Map(rest);
}

export function countItems(cart: Cart): number {
  return [...cart.values()].reduce((sum, quantity) => sum + quantity, 0);
}

type CartLine = { product: Product; quantity: number; price: number };

export function listLines(cart: Cart): CartLine[] {
  return [...cart].flatMap(([id, quantity]) => {
    const product = findProduct(id);
    return product === undefined ? [] : [{ product, quantity, price: product.price * quantity }];
  });
}
