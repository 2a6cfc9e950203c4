import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { isMadeFrom, withOrigin } from './origin.ts';
import { encodePalettePng } from './palette-png.ts';
import { readReference } from './read-reference.ts';
import { readAtHalfSize } from './read-screenshot.ts';

/** Every pixel is another one, so that no filter predicts them. */
const large = new PNG({ width: 6, height: 4 });
for (let at = 0; at < large.data.length; at += 1) large.data[at] = at % 4 === 3 ? 255 : (at * at * 37) % 256;

const meanOf = (x: number, y: number, channel: number) => {
  const at = (column: number, row: number) => large.data[(row * large.width + column) * 4 + channel] ?? 0;
  const [left, top] = [2 * x, 2 * y];
  return (at(left, top) + at(left + 1, top) + at(left, top + 1) + at(left + 1, top + 1) + 2) >> 2;
};

const written = ([2, 6] as const).flatMap((colorType) =>
  ([0, 1, 2, 3, 4] as const).map((filterType) => ({ colorType, filterType })),
);

test.each(written)('each pixel is the mean of four: %j', (options) => {
  const small = readAtHalfSize(PNG.sync.write(large, options));

  expect([small.width, small.height]).toEqual([3, 2]);
  const expected = [0, 1].flatMap((y) =>
    [0, 1, 2].flatMap((x) => [...[0, 1, 2].map((each) => meanOf(x, y, each)), 255]),
  );
  expect([...small.data]).toEqual(expected);
});

test('rows that are as those above them are read, too', () => {
  const picture = new PNG({ width: 6, height: 12 });
  for (const [y, from] of [0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3].entries())
    large.data.copy(picture.data, y * 24, from * 24, from * 24 + 24);
  const rows = (each: Buffer) => Array.from({ length: 6 }, (_, y) => [...each.subarray(y * 12, y * 12 + 12)]);
  const filtered = readAtHalfSize(PNG.sync.write(picture, { colorType: 2, filterType: 2 }));
  const plain = readAtHalfSize(PNG.sync.write(picture, { colorType: 2, filterType: 0 }));

  expect(rows(filtered.data)).toEqual(rows(plain.data));
});

test('a picture that Chromium does not write is refused', () => {
  expect(() => readAtHalfSize(PNG.sync.write(large, { colorType: 0 }))).toThrow('is not a PNG of 8 bits');
});

test.each([
  ['a palette', encodePalettePng(large)],
  ['all colours and filters', PNG.sync.write(large, { colorType: 6, filterType: 4 })],
])('a reference is read as pngjs reads it, with %s', (_with, png) => {
  const { width, height, data } = readReference(png);

  expect({ width, height, data: [...data] }).toEqual({ width: 6, height: 4, data: [...PNG.sync.read(png).data] });
});

test('a reference names its screenshot, and is read as one that does not', () => {
  const screenshot = PNG.sync.write(large, { colorType: 2, filterType: 2 });
  const other = PNG.sync.write(large, { colorType: 2, filterType: 4 });
  const plain = encodePalettePng(large);
  const reference = withOrigin(plain, screenshot);

  expect(isMadeFrom(reference, screenshot)).toBe(true);
  expect(isMadeFrom(reference, other)).toBe(false);
  expect(isMadeFrom(plain, screenshot)).toBe(false);
  for (const read of [readReference, PNG.sync.read]) expect([...read(reference).data]).toEqual([...read(plain).data]);
});
