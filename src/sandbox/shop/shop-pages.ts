import { html, raw } from 'hono/html';
import { type Cart, countItems, listLines } from './cart.ts';
import { catalogue, findProduct, formatPrice, type Product } from './catalogue.ts';

/** What the footer of every page shows about the revision that answered. */
type Edition = {
  version: string;
  revision: string;
  css: string;
};

/** @param stock - how many of each product are left; undefined if that is not known */
export function cataloguePage(
  edition: Edition,
  cart: Cart,
  { addedId, stock }: { addedId: string | undefined; stock: ReadonlyMap<string, number> | undefined },
) {
  const added = findProduct(addedId ?? '');
  return layout(edition, cart, {
    title: 'Things for a quiet table',
    body: html`<h1>Things for a quiet table</h1>
      <p class="tagline">Six good ones. Made slowly, sent quickly.</p>
      ${added && html`<p class="said" role="status">${added.name} is in your cart. <a href="/cart">Go to the cart</a></p>`}
      <ul class="goods">${catalogue.map(
        (product) => html`<li class="good" id="${product.id}">${draw(product)}
          <div class="about">
            <h2>${product.name}</h2>
            <p>${product.note}</p>
            <p class="price">${formatPrice(product.price)}${stock && html` <span class="left">${stock.get(product.id) ?? 0} left</span>`}</p>
            <form method="post" action="/cart/add">
              <input type="hidden" name="product" value="${product.id}">
              <button type="submit">Add to cart<span class="visually-hidden"> ${product.name}</span></button>
            </form>
          </div>
        </li>`,
      )}</ul>`,
  });
}

export function cartPage(edition: Edition, cart: Cart) {
  const lines = listLines(cart);
  const total = lines.reduce((sum, { price }) => sum + price, 0);
  const body =
    lines.length === 0
      ? html`<p>Nothing in it yet. <a href="/">Look at the things</a></p>`
      : html`<ul class="lines">${lines.map(
          ({ product, quantity, price }) => html`<li>${draw(product)}
            <div class="what"><h2>${product.name}</h2><p>${formatPrice(product.price)}</p></div>
            <form method="post" action="/cart/change">
              <input type="hidden" name="product" value="${product.id}">
              <button type="submit" name="by" value="-1" aria-label="One ${product.name} less">−</button>
              <span><span class="visually-hidden">Quantity: </span>${quantity}</span>
              <button type="submit" name="by" value="1" aria-label="One ${product.name} more">+</button>
            </form>
            <span class="sum">${formatPrice(price)}</span>
          </li>`,
        )}</ul>
        <p class="total"><span>Total</span> <strong>${formatPrice(total)}</strong></p>
        <form method="post" action="/order"><button class="order" type="submit">Place the order</button></form>
        <p><a href="/">Look at more things</a></p>`;
  return layout(edition, cart, {
    title: 'Your cart',
    body: html`<div class="narrow"><h1>Your cart</h1>${body}</div>`,
  });
}

export function orderedPage(edition: Edition, number: number) {
  return layout(edition, new Map(), {
    title: 'Thank you',
    body: html`<h1>Thank you</h1>
      <p class="tagline">Your order ${number} is on its way. This is a shop for demonstrations, so the way is short.</p>
      <p><a href="/">Back to the things</a></p>`,
  });
}

export function notOrderedPage(edition: Edition, cart: Cart) {
  return layout(edition, cart, {
    title: 'Not ordered',
    body: html`<h1>The order was not taken</h1>
      <p class="tagline">There is too little in stock, or the orders service does not answer. Your cart is kept.</p>
      <p><a href="/cart">Back to the cart</a></p>`,
  });
}

export function missingPage(edition: Edition, cart: Cart) {
  return layout(edition, cart, {
    title: 'Not in this shop',
    body: html`<h1>Not in this shop</h1><p>There is no page here. <a href="/">Look at the things</a></p>`,
  });
}

export function brokenPage(edition: Edition) {
  return layout(edition, new Map(), {
    title: 'This version is broken',
    body: html`<h1>This version is broken</h1>
      <p class="tagline">It answers every page with status 500. Its health check passes, so the load balancer still sends requests to it: only a smoke test notices.</p>`,
  });
}

function layout({ version, revision, css }: Edition, cart: Cart, { title, body }: { title: string; body: unknown }) {
  const items = countItems(cart);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Fieldstone</title>
<link rel="icon" href="data:,">
<style>${raw(css)}</style>
</head>
<body>
<header>
  <a class="name" href="/">Fieldstone</a>
  <a class="cart" href="/cart">Cart, ${items} ${items === 1 ? 'item' : 'items'}</a>
</header>
<main>${body}</main>
<footer><p>Version ${version} · answered by revision <span class="id" title="${revision}">…${revision.slice(-4)}</span></p></footer>
</body>
</html>
`;
}

function draw({ drawing }: Product) {
  return html`<svg viewBox="0 0 160 120" aria-hidden="true" focusable="false">${drawing}</svg>`;
}
