import { PNG } from 'pngjs';
import { chunksOf, inflateRows, type Picture } from './read-screenshot.ts';

/**
 * Reads a reference. Those with a palette, which are almost all, have no filter (`palette-png.ts`), and take a tenth of the time that `pngjs` needs.
 */
export function readReference(png: Buffer): Picture {
  const hasPalette = png.readUInt8(25) === 3 && png.readUInt8(24) === 8;
  if (!hasPalette) return PNG.sync.read(png);
  const small = new PNG({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });
  const pixels = new Uint32Array(small.data.buffer, small.data.byteOffset, small.width * small.height);
  const colours = coloursOf(chunksOf(png, 'PLTE'));
  const rows = inflateRows(png, small.width);
  for (let y = 0, to = 0, from = 0; y < small.height; y += 1) {
    if (rows[from++] !== 0) return PNG.sync.read(png);
    for (const end = from + small.width; from < end; from += 1) pixels[to++] = colours[rows[from] as number] as number;
  }
  return small;
}

/** Each with its four bytes in one number, as they are in memory. */
function coloursOf(palette: Buffer): Uint32Array {
  const bytes = new Uint8Array(4 * 256).fill(255);
  for (let at = 0; at < palette.length / 3; at += 1) bytes.set(palette.subarray(3 * at, 3 * at + 3), 4 * at);
  return new Uint32Array(bytes.buffer);
}
