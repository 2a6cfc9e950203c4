import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { encodePalettePng } from './palette-png.ts';
import { readReference } from './read-reference.ts';
import { type Picture, readAtHalfSize } from './read-screenshot.ts';

/** How a picture differs from its reference: undefined if it does not, and otherwise a sentence that says what to do. */
export type Difference = string | undefined;

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');

/**
 * How many pixels of a reduced picture may differ: a few, because another processor may round the edge of a letter in another way. A button that moves by
 * eight pixels changes hundreds.
 */
const maxDiffering = 40;

/**
 * Compares a screenshot with its reference in `test/visual/references`. Both are reduced to half the size, and a reference has a palette, which keeps the
 * references small and what a reader sees. With `VISUAL=update` it becomes the reference instead. If it differs, the picture and where it differs are in
 * `.cache/visual`.
 *
 * @param name - of the reference, such as `desk/open-320-light`
 */
export function compareWithReference(screenshot: Buffer, name: string): Difference {
  const actual = readAtHalfSize(screenshot);
  const path = join(here, 'references', `${name}.png`);
  if (process.env['VISUAL'] === 'update') {
    write(path, actual);
    return undefined;
  }
  if (!existsSync(path)) return `there is no reference ${name}: run npm run visual -- --update, and look at it`;
  const expected = readReference(readFileSync(path));
  const { width, height } = expected;
  if (actual.width !== width || actual.height !== height) {
    write(join(root, '.cache/visual', `${name}.actual.png`), actual);
    return `${name} is ${actual.width} × ${actual.height} and was ${width} × ${height}; ${remedy}`;
  }
  if (areAlike(expected.data, actual.data)) return undefined;
  const difference = new PNG({ width, height });
  const differing = pixelmatch(expected.data, actual.data, difference.data, width, height, {
    threshold: 0.1,
    alpha: 0.3,
  });
  if (differing <= maxDiffering) return undefined;
  write(join(root, '.cache/visual', `${name}.actual.png`), actual);
  write(join(root, '.cache/visual', `${name}.difference.png`), difference);
  return `${name} differs in ${differing} pixels of its half size, and ${maxDiffering} may; ${remedy}`;
}

/**
 * Whether no channel of any pixel differs by more than 17, which is found sooner than pixelmatch counts no pixel: with its threshold of 0.1, one
 * counts from 352 of its units (0.5053 y² + 0.299 i² + 0.1957 q²), and 17 in each channel are at most 331.
 *
 * @see https://github.com/mapbox/pixelmatch/blob/v7.2.0/index.js
 */
function areAlike(one: Buffer, other: Buffer): boolean {
  for (let at = 0; at < one.length; at += 1) {
    const by = (one[at] as number) - (other[at] as number);
    if (by > 17 || by < -17) return false;
  }
  return true;
}

const remedy = 'see .cache/visual, and run npm run visual -- --update if it is meant to be so';

function write(path: string, picture: Picture): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, encodePalettePng(picture));
}
