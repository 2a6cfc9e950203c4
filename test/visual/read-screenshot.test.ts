import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
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

test('a picture that Chromium does not write is refused', () => {
  expect(() => readAtHalfSize(PNG.sync.write(large, { colorType: 0 }))).toThrow('is not a PNG of 8 bits');
});
