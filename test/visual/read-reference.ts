import { inflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { chunksOf, type Picture } from './read-screenshot.ts';

/**
 * Reads a reference. Those with a palette, which are almost all, have no filter (`palette-png.ts`), and take a fifth of the time that `pngjs` needs.
 */
export function readReference(png: Buffer): Picture {
  const hasPalette = png.readUInt8(25) === 3 && png.readUInt8(24) === 8;
  if (!hasPalette) return PNG.sync.read(png);
  const small = new PNG({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });
  const colours = chunksOf(png, 'PLTE');
  const rows = inflateSync(chunksOf(png, 'IDAT'));
  let to = 0;
  for (let from = 0; from < rows.length; from += 1) {
    if (from % (small.width + 1) === 0) {
      if (rows[from] !== 0) return PNG.sync.read(png);
      continue;
    }
    const colour = 3 * (rows[from] as number);
    small.data[to++] = colours[colour] as number;
    small.data[to++] = colours[colour + 1] as number;
    small.data[to++] = colours[colour + 2] as number;
    small.data[to++] = 255;
  }
  return small;
}
