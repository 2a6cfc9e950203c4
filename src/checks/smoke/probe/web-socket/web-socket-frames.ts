/**
 * A close frame with status 1000 ("normal closure"), masked as everything that a client sends.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-5.2
 */
export function makeCloseFrame(mask: Buffer): Buffer {
  const status = Buffer.from([1000 >> 8, 1000 & 0xff]);
  return Buffer.concat([Buffer.from([0x88, 0x82]), mask, status.map((byte, at) => byte ^ (mask[at] ?? 0))]);
}

/** Whether a close frame is among the frames that a server sent, of which the last may be incomplete. */
export function hasCloseFrame(received: Buffer): boolean {
  for (let at = 0; at + 2 <= received.length; at = endOfFrame(received, at)) {
    const opcode = (received[at] ?? 0) & 0x0f;
    if (opcode === 8) return true;
  }
  return false;
}

/** At the end of what was received or behind it if the frame is incomplete. */
function endOfFrame(received: Buffer, at: number): number {
  const short = (received[at + 1] ?? 0) & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (at + 2 + extra > received.length) return received.length;
  const mask = (received[at + 1] ?? 0) >= 0x80 ? 4 : 0;
  const length =
    extra === 0 ? short : extra === 2 ? received.readUInt16BE(at + 2) : Number(received.readBigUInt64BE(at + 2));
  return at + 2 + extra + mask + length;
}
