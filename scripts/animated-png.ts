import { crc32 } from 'node:zlib';
import { PNG } from 'pngjs';

/** A picture, and how long it is shown. */
export type Frame = { picture: PNG; milliseconds: number };

type Box = { x: number; y: number; width: number; height: number };

/**
 * An animated PNG, which every browser shows; an old program shows its first frame. Each frame holds only what has changed since the one before.
 * It plays once and stays at its last frame, so that nothing moves while somebody reads the text below.
 *
 * @param frames - at least one, all of the same size
 * @see https://www.w3.org/TR/png-3/#apng-frame-based-animation
 */
export function animatedPng(frames: readonly Frame[]): Buffer {
  const [first] = frames;
  if (first === undefined) throw new TypeError('an animation needs at least one frame');
  const { width, height } = first.picture;
  const steps = frames.flatMap(({ picture, milliseconds }, index) => {
    const before = frames[index - 1]?.picture;
    const box = before === undefined ? { x: 0, y: 0, width, height } : changed(before, picture);
    return [{ box, milliseconds, data: encode(picture, box) }];
  });
  let sequence = 0;
  const parts = steps.flatMap(({ box, milliseconds, data }, index) => {
    const control = chunk('fcTL', frameControl(sequence++, box, milliseconds));
    return [control, index === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([uint32(sequence++), data]))];
  });
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    // 8 bits for each of red, green and blue.
    chunk('IHDR', Buffer.concat([uint32(width), uint32(height), Buffer.from([8, 2, 0, 0, 0])])),
    chunk('acTL', Buffer.concat([uint32(frames.length), uint32(1)])),
    ...parts,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The smallest box that has every pixel in which two pictures differ; one pixel if they do not. */
function changed(before: PNG, after: PNG): Box {
  let [left, top, right, bottom] = [after.width, after.height, 0, 0];
  for (let y = 0; y < after.height; y += 1) {
    for (let x = 0; x < after.width; x += 1) {
      const at = (y * after.width + x) * 4;
      if (before.data.readUInt32BE(at) === after.data.readUInt32BE(at)) continue;
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    }
  }
  if (left > right) return { x: 0, y: 0, width: 1, height: 1 };
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** The compressed pixels of a part of a picture. */
function encode(picture: PNG, { x, y, width, height }: Box): Buffer {
  const part = new PNG({ width, height });
  PNG.bitblt(picture, part, x, y, width, height, 0, 0);
  return chunksOf(PNG.sync.write(part, { colorType: 2 }))
    .filter(({ type }) => type === 'IDAT')
    .reduce((whole, { data }) => Buffer.concat([whole, data]), Buffer.alloc(0));
}

function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function frameControl(sequence: number, { x, y, width, height }: Box, milliseconds: number): Buffer {
  const delay = Buffer.alloc(6);
  delay.writeUInt16BE(milliseconds, 0);
  delay.writeUInt16BE(1000, 2);
  // The last two bytes: the frame stays, and the next replaces what it covers.
  return Buffer.concat([...[sequence, width, height, x, y].map(uint32), delay]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
