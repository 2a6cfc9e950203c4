import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';

/** Colours that are kept as they are: those of surfaces, lines and most text. */
const maxExact = 64;
/** Of each channel, for the rest: 16 steps from 0 to 255. */
const step = 17;
const maxColours = 256;

/**
 * A PNG with a palette: one byte for a pixel, so that a page takes some 10 kB. The most frequent colours are exact; the rest, which are the edges of
 * letters, are rounded by less than a comparison notices.
 *
 * @see https://www.w3.org/TR/png-3/#11PLTE
 */
export function encodePalettePng({ width, height, data }: Pick<PNG, 'width' | 'height' | 'data'>): Buffer {
  const exact = frequentColours(data);
  const places = new Map<number, number>();
  const rows = Buffer.alloc((width + 1) * height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const colour = colourAt(data, pixel);
    const kept = exact.has(colour) ? colour : rounded(colour);
    const place = places.get(kept) ?? places.size;
    places.set(kept, place);
    rows[Math.floor(pixel / width) * (width + 1) + 1 + (pixel % width)] = place;
  }
  if (places.size > maxColours) return PNG.sync.write(Object.assign(new PNG({ width, height }), { data }), trueColour);
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.concat([size, Buffer.from([8, 3, 0, 0, 0])])),
    chunk(
      'PLTE',
      Buffer.from([...places.keys()].flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255])),
    ),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const trueColour = { colorType: 2 } as const;

function frequentColours(data: Buffer): ReadonlySet<number> {
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < data.length / 4; pixel += 1) {
    const colour = colourAt(data, pixel);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([one, many], [other, more]) => more - many || one - other);
  return new Set(sorted.slice(0, maxExact).map(([colour]) => colour));
}

function colourAt(data: Buffer, pixel: number): number {
  return data.readUIntBE(pixel * 4, 3);
}

function rounded(colour: number): number {
  const round = (shift: number) => (Math.round(((colour >> shift) & 255) / step) * step) << shift;
  return round(16) | round(8) | round(0);
}

/** With its length and its checksum. */
export function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [data.length, crc32(body)].map((value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  });
  return Buffer.concat([length as Buffer, body, sum as Buffer]);
}
