import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { isMadeFrom, withOrigin } from './origin.ts';
import { encodePalettePng } from './palette-png.ts';
import { readReference } from './read-reference.ts';
import { readAtHalfSize } from './read-screenshot.ts';

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
  const path = join(here, 'references', `${name}.png`);
  if (process.env['VISUAL'] === 'update') {
    write(path, withOrigin(encodePalettePng(readAtHalfSize(screenshot)), screenshot));
    return undefined;
  }
  if (!existsSync(path)) return `there is no reference ${name}: run npm run visual -- --update, and look at it`;
  const reference = readFileSync(path);
  // Chromium draws the same bytes each time on most processors, and to read two pictures takes a hundred times as long.
  if (isMadeFrom(reference, screenshot)) return undefined;
  const [actual, expected] = [readAtHalfSize(screenshot), readReference(reference)];
  const { width, height } = expected;
  if (actual.width !== width || actual.height !== height) {
    write(join(root, '.cache/visual', `${name}.actual.png`), encodePalettePng(actual));
    return `${name} is ${actual.width} × ${actual.height} and was ${width} × ${height}; ${remedy}`;
  }
  if (areAlike(expected.data, actual.data)) return undefined;
  const difference = new PNG({ width, height });
  const differing = pixelmatch(expected.data, actual.data, difference.data, width, height, {
    threshold: 0.1,
    alpha: 0.3,
  });
  if (differing <= maxDiffering) return undefined;
  write(join(root, '.cache/visual', `${name}.actual.png`), encodePalettePng(actual));
  write(join(root, '.cache/visual', `${name}.difference.png`), encodePalettePng(difference));
  return `${name} differs in ${differing} pixels of its half size, and ${maxDiffering} may; ${remedy}`;
}

/**
 * Whether no channel of any pixel differs by more than 17, which is found sooner than pixelmatch counts no pixel: with its threshold of 0.1, one
 * counts from 352 of its units (0.5053 y² + 0.299 i² + 0.1957 q²), and 17 in each channel are at most 331.
 *
 * @see https://github.com/mapbox/pixelmatch/blob/v7.2.0/index.js
 */
function areAlike(one: Buffer, other: Buffer): boolean {
  const [pixels, others] = [pixelsOf(one), pixelsOf(other)];
  for (let pixel = 0; pixel < pixels.length; pixel += 1) {
    if (pixels[pixel] === others[pixel]) continue;
    for (let at = 4 * pixel; at < 4 * pixel + 4; at += 1) {
      const by = (one[at] as number) - (other[at] as number);
      if (by > 17 || by < -17) return false;
    }
  }
  return true;
}

/** The four bytes of each in one number, which is compared sooner. */
function pixelsOf({ buffer, byteOffset, length }: Buffer): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length / 4);
}

const remedy = 'see .cache/visual, and run npm run visual -- --update if it is meant to be so';

function write(path: string, png: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, png);
}
