import { createHash } from 'node:crypto';
import { chunk } from './palette-png.ts';
import { chunksOf } from './read-screenshot.ts';

/** Of a PNG: its signature and its first chunk, before all others. */
const headerBytes = 33;

/** A reference that names the screenshot that it was made from. */
export function withOrigin(reference: Buffer, screenshot: Buffer): Buffer {
  const origin = chunk('tEXt', nameOf(screenshot));
  return Buffer.concat([reference.subarray(0, headerBytes), origin, reference.subarray(headerBytes)]);
}

/** Whether a reference was made from exactly this screenshot. */
export function isMadeFrom(reference: Buffer, screenshot: Buffer): boolean {
  return chunksOf(reference, 'tEXt').equals(nameOf(screenshot));
}

/** A keyword, and the hash of all bytes. */
function nameOf(screenshot: Buffer): Buffer {
  return Buffer.from(`screenshot\0${createHash('sha256').update(screenshot).digest('base64url')}`, 'latin1');
}
