import { PNG } from 'pngjs';
import { picturedSetup, pictureKey } from '../../approval/desk/pictures/pictured-setup.ts';
import type { OpenedDesk } from './desk-pages.ts';

const reviewer = 'ana@example.com';

/** A request about a release of which the browser check has taken pictures: one page that looks the same, and one that does not. */
export async function shopPictures(): Promise<OpenedDesk> {
  const taken = {
    '1-green': shop(3),
    '1-blue': shop(3),
    '2-green': shop(2),
    '2-blue': shop(3),
    '2-difference': shop(1),
  };
  const pictures = new Map(Object.entries(taken).map(([name, picture]) => [pictureKey(name), picture]));
  const [green, blue, difference] = ['2-green', '2-blue', '2-difference'].map((name) => pictureKey(name));
  const setup = await picturedSetup(
    [
      { page: '/', green: pictureKey('1-green'), blue: pictureKey('1-blue'), percent: 0, maxPercent: 2 },
      { page: '/products', ...{ green, blue, difference }, percent: 3.4, maxPercent: 2 } as never,
    ],
    pictures,
  );
  return { desk: setup.desk, path: setup.link(reviewer) };
}

/** A header and this many products. */
function shop(products: number): Uint8Array<ArrayBuffer> {
  const picture = new PNG({ width: 640, height: 400 });
  fill(picture, [0, 0, 640, 400], 0xffffff);
  fill(picture, [0, 0, 640, 80], 0x17703f);
  for (let at = 0; at < products; at += 1) fill(picture, [40 + at * 190, 140, 170, 170], 0xcfe0f7);
  return new Uint8Array(PNG.sync.write(picture));
}

function fill({ data, width }: PNG, [x, y, wide, high]: readonly [number, number, number, number], colour: number) {
  for (let row = y; row < y + high; row += 1)
    for (let at = x; at < x + wide; at += 1) data.writeUInt32BE(((colour << 8) | 255) >>> 0, (row * width + at) * 4);
}
