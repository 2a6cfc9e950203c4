import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { encodePalettePng } from './palette-png.ts';
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
  const expected = PNG.sync.read(readFileSync(path));
  const { width, height } = expected;
  if (actual.width !== width || actual.height !== height) {
    write(join(root, '.cache/visual', `${name}.actual.png`), actual);
    return `${name} is ${actual.width} × ${actual.height} and was ${width} × ${height}; ${remedy}`;
  }
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

const remedy = 'see .cache/visual, and run npm run visual -- --update if it is meant to be so';

function write(path: string, picture: Picture): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, encodePalettePng(picture));
}
