import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import type { ComparePictures } from '../../src/checks/browser/keep-pictures.ts';

/** Compares pixel by pixel; anti-aliased edges do not count. Loaded when something is compared. */
export const comparePictures: ComparePictures = async (green, blue) => {
  const [one, other] = [PNG.sync.read(Buffer.from(green)), PNG.sync.read(Buffer.from(blue))];
  const { width, height } = one;
  if (other.width !== width || other.height !== height) {
    throw new Error(`one has ${width} by ${height} pixels, the other ${other.width} by ${other.height}`);
  }
  const shown = new PNG({ width, height });
  const differing = pixelmatch(one.data, other.data, shown.data, width, height, { threshold: 0.1, alpha: 0.15 });
  return { percent: (differing / (width * height)) * 100, picture: PNG.sync.write(shown) };
};
