import { html } from 'hono/html';

export type Product = {
  id: string;
  name: string;
  note: string;
  /** In US dollars. */
  price: number;
  /** A drawing of 160 by 120 units. */
  drawing: ReturnType<typeof html>;
};

export const catalogue: readonly Product[] = [
  {
    id: 'mug',
    name: 'Harbour mug',
    note: 'Stoneware, 350 ml',
    price: 18,
    drawing: html`<ellipse cx="76" cy="99" rx="42" ry="5" fill="#000" opacity=".1"/>
      <path d="M102 52h9a14 14 0 0 1 0 30h-11" fill="none" stroke="#b5552f" stroke-width="8"/>
      <path d="M46 40h58v38a20 20 0 0 1-20 20H66a20 20 0 0 1-20-20z" fill="#cf6a3f"/>
      <path d="M46 62h58v16a20 20 0 0 1-20 20H66a20 20 0 0 1-20-20z" fill="#f1e4cf"/>
      <ellipse cx="75" cy="40" rx="29" ry="6" fill="#8d3f21"/>
      <path d="M64 28q-5-6 0-11t0-10M80 28q-5-6 0-11t0-10" fill="none" stroke="#8b94a0" stroke-width="3" stroke-linecap="round" opacity=".6"/>`,
  },
  {
    id: 'lamp',
    name: 'Evening lamp',
    note: 'Linen and oak',
    price: 94,
    drawing: html`<ellipse cx="80" cy="106" rx="34" ry="4" fill="#000" opacity=".1"/>
      <path d="M54 60h52l28 46H26z" fill="#f6cf6b" opacity=".35"/>
      <path d="M76 58h8v38h-8z" fill="#9a6b3f"/>
      <path d="M58 96h44a6 6 0 0 1 6 8H52a6 6 0 0 1 6-8z" fill="#7d5430"/>
      <path d="M62 14h36l16 46H46z" fill="#e9b949"/>
      <path d="M62 14h12l-6 46H46z" fill="#f3d283"/>`,
  },
  {
    id: 'chair',
    name: 'Kitchen chair',
    note: 'Steamed beech',
    price: 149,
    drawing: html`<ellipse cx="80" cy="110" rx="36" ry="4" fill="#000" opacity=".1"/>
      <path d="M54 14h6l2 54h-8zM100 14h6v54h-8z" fill="#7d5430"/>
      <path d="M54 18q26-9 52 0v13q-26-8-52 0zM55 39q25-7 50 0v9q-25-6-50 0z" fill="#9a6b3f"/>
      <path d="M48 66h64a5 5 0 0 1 5 8H43a5 5 0 0 1 5-8z" fill="#33507a"/>
      <path d="M50 74h7l-5 35h-6zM103 74h7l4 35h-6zM66 74h5l-2 27h-4zM89 74h5l1 27h-4z" fill="#7d5430"/>`,
  },
  {
    id: 'fern',
    name: 'Desk fern',
    note: 'In a clay pot',
    price: 27,
    drawing: html`<ellipse cx="80" cy="108" rx="28" ry="4" fill="#000" opacity=".1"/>
      <g fill="#4f7d5c"><path d="M79 74Q62 38 34 34q6 32 45 40zM81 74q17-36 45-40-6 32-45 40z"/></g>
      <g fill="#6f9f78"><path d="M79 74Q58 30 66 8q24 22 15 66zM81 74q-2-38 22-56 6 32-22 56zM80 74Q52 62 40 66q10 16 40 8zM80 74q28-12 40-8-10 16-40 8z"/></g>
      <path d="M54 70h52v9H54z" fill="#b5552f"/><path d="M58 79h44l-6 29H64z" fill="#cf6a3f"/>`,
  },
  {
    id: 'teapot',
    name: 'Slow teapot',
    note: 'Glazed, 0.9 l',
    price: 56,
    drawing: html`<ellipse cx="80" cy="102" rx="42" ry="5" fill="#000" opacity=".1"/>
      <path d="M108 56q22-4 22 16t-26 20" fill="none" stroke="#263d5e" stroke-width="7"/>
      <path d="M50 78Q32 74 30 52l-9-5 12-2q14 4 20 20z" fill="#263d5e"/>
      <path d="M46 70a34 32 0 0 1 68 0q0 20-16 30H62q-16-10-16-30z" fill="#33507a"/>
      <path d="M46 70a34 32 0 0 1 16-27q-6 30 6 57h-6q-16-10-16-30z" fill="#44689b"/>
      <path d="M60 44q20-14 40 0z" fill="#263d5e"/><circle cx="80" cy="32" r="6" fill="#e9b949"/>`,
  },
  {
    id: 'clock',
    name: 'Quarter clock',
    note: 'Silent movement',
    price: 72,
    drawing: html`<circle cx="82" cy="63" r="46" fill="#000" opacity=".08"/>
      <circle cx="80" cy="60" r="46" fill="#2d3238"/><circle cx="80" cy="60" r="39" fill="#f6efe2"/>
      <path d="M80 25v8M80 87v8M45 60h8M107 60h8" stroke="#2d3238" stroke-width="3" stroke-linecap="round"/>
      <path d="M80 60V36M80 60l18 11" stroke="#2d3238" stroke-width="4" stroke-linecap="round"/>
      <path d="M80 60l-13 20" stroke="#cf6a3f" stroke-width="2" stroke-linecap="round"/><circle cx="80" cy="60" r="4" fill="#cf6a3f"/>`,
  },
];

export function findProduct(id: string): Product | undefined {
  return catalogue.find((product) => product.id === id);
}

export function formatPrice(dollars: number): string {
  return `$${dollars.toFixed(2)}`;
}
