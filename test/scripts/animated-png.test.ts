import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { animatedPng } from '../../scripts/animated-png.ts';

/** A white picture with one black pixel. */
function pictureWith(x: number, y: number): PNG {
  const picture = new PNG({ width: 8, height: 6 });
  picture.data.fill(255);
  picture.data.fill(0, (y * 8 + x) * 4, (y * 8 + x) * 4 + 3);
  return picture;
}

test('an animation is a PNG whose first frame every program shows, and whose second has only what has changed', () => {
  const png = animatedPng([
    { picture: pictureWith(1, 1), milliseconds: 700 },
    { picture: pictureWith(3, 2), milliseconds: 1500 },
  ]);

  expect(PNG.sync.read(png).data).toEqual(pictureWith(1, 1).data);
  const second = png.lastIndexOf('fcTL') + 4;
  const numbers = [0, 4, 8, 12, 16].map((at) => png.readUInt32BE(second + at));
  // Sequence number, width, height, x and y.
  expect(numbers).toEqual([1, 3, 2, 1, 1]);
  expect(png.readUInt16BE(second + 20)).toBe(1500);
});

test('an animation without frames is refused', () => {
  expect(() => animatedPng([])).toThrow('an animation needs at least one frame');
});
