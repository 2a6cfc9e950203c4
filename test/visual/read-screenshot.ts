import { inflateSync } from 'node:zlib';
import { PNG } from 'pngjs';

/** Four bytes for each pixel: red, green, blue and 255. */
export type Picture = Pick<PNG, 'width' | 'height' | 'data'>;

const signatureBytes = 8;
/** Channels of a pixel, by the colour type of a PNG. Screenshots have one of these two, and 8 bits for each channel. */
const channelsOf: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

/**
 * Reads a screenshot at half its size, each pixel the mean of four. A third of the time of `pngjs`, which makes no use of zlib for a whole picture, and keeps
 * four bytes of each pixel of the large one.
 *
 * @see https://www.w3.org/TR/png-3/#9Filters
 * @throws Error if it is not a picture as Chromium writes them
 */
export function readAtHalfSize(screenshot: Buffer): Picture {
  const width = screenshot.readUInt32BE(16);
  const channels = channelsOf[screenshot.readUInt8(25)];
  if (channels === undefined || screenshot.readUInt8(24) !== 8 || screenshot.readUInt8(28) !== 0)
    throw new Error('this screenshot is not a PNG of 8 bits for a channel without interlacing');
  return reduce(inflateRows(screenshot, width * channels), width, channels);
}

/** The rows of a picture, each with its filter before it. */
export function inflateRows(png: Buffer, rowBytes: number): Buffer {
  const size = (rowBytes + 1) * png.readUInt32BE(20);
  // With a place for all of it, zlib does not return it in hundreds of parts.
  return inflateSync(chunksOf(png, 'IDAT'), { chunkSize: Math.max(64, size + 1) });
}

/** The contents of all chunks of a type, one after the other. */
export function chunksOf(png: Buffer, type: 'IDAT' | 'PLTE' | 'tEXt'): Buffer {
  const parts: Buffer[] = [];
  for (let at = signatureBytes; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === type) parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return Buffer.concat(parts);
}

/** Two rows at a time. Each has one more byte at its start, its filter. */
function reduce(bytes: Buffer, width: number, channels: number): Picture {
  const stride = width * channels + 1;
  const small = new PNG({ width: width >> 1, height: Math.floor(bytes.length / stride) >> 1 });
  const row = new RowReader(width * channels, channels);
  const above = new Uint8Array(stride - 1);
  let isPairAbove = false;
  for (let y = 0; y < small.height; y += 1) {
    const isFirstSame = row.read(bytes, 2 * y * stride);
    above.set(row.bytes);
    const isPair = row.read(bytes, (2 * y + 1) * stride);
    const to = y * small.width * 4;
    // Much of a page is as what is above it.
    if (isPairAbove && isFirstSame && isPair) small.data.copyWithin(to, to - small.width * 4, to);
    else meansOf(above, row.bytes, channels, small.data.subarray(to, to + small.width * 4));
    isPairAbove = isPair;
  }
  return small;
}

function meansOf(above: Uint8Array, below: Uint8Array, channels: number, row: Buffer): void {
  const mean = (at: number) =>
    ((above[at] as number) +
      (above[at + channels] as number) +
      (below[at] as number) +
      (below[at + channels] as number) +
      2) >>
    2;
  for (let from = 0, to = 0; to < row.length; from += 2 * channels, to += 4) {
    row[to] = mean(from);
    row[to + 1] = mean(from + 1);
    row[to + 2] = mean(from + 2);
    row[to + 3] = 255;
  }
}

/** Reads the rows of a picture, one after the other. Chromium filters almost all of them by "up", for which four bytes are added at a time. */
class RowReader {
  /** Of the last row that was read, without its filter. */
  readonly bytes: Uint8Array;
  readonly #words: Uint32Array;
  readonly #added: Uint8Array;
  readonly #addedWords: Uint32Array;
  readonly #nothing: Buffer;
  readonly #channels: number;

  constructor(rowBytes: number, channels: number) {
    this.#words = new Uint32Array(Math.ceil(rowBytes / 4));
    this.#addedWords = new Uint32Array(this.#words.length);
    this.bytes = new Uint8Array(this.#words.buffer, 0, rowBytes);
    this.#added = new Uint8Array(this.#addedWords.buffer, 0, rowBytes);
    this.#nothing = Buffer.alloc(rowBytes);
    this.#channels = channels;
  }

  /** @returns whether the row is certainly as the one above it */
  read(from: Buffer, start: number): boolean {
    const row = from.subarray(start + 1, start + 1 + this.bytes.length);
    const filter = from[start];
    if (filter === 2 && row.equals(this.#nothing)) return true;
    if (filter === 0) this.bytes.set(row);
    else if (filter === 2) this.#add(row);
    else this.#unfilter(row, filter);
    return false;
  }

  /** Modulo 256 each: the highest bit of a byte is added without its carry. */
  #add(row: Buffer): void {
    this.#added.set(row);
    for (let at = 0; at < this.#words.length; at += 1) {
      const [one, other] = [this.#words[at] as number, this.#addedWords[at] as number];
      if (other !== 0) this.#words[at] = ((one & 0x7f7f7f7f) + (other & 0x7f7f7f7f)) ^ ((one ^ other) & 0x80808080);
    }
  }

  #unfilter(row: Buffer, filter: number | undefined): void {
    const above = this.bytes.slice();
    for (let at = 0; at < row.length; at += 1) {
      // Before the first pixel, everything is 0.
      const left = this.bytes[at - this.#channels] ?? 0;
      const corner = above[at - this.#channels] ?? 0;
      this.bytes[at] = (row[at] as number) + predicted(filter, left, above[at] as number, corner);
    }
  }
}

function predicted(filter: number | undefined, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const [toLeft, toUp, toCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
}
