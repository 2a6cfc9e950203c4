/** `HealthCheckResponse.ServingStatus`, by number. */
const servingStatuses = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;
type ServingStatus = (typeof servingStatuses)[number];

/**
 * A `HealthCheckRequest` behind the five bytes that gRPC puts before each message: not compressed, and its length.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export function encodeHealthRequest(service: string): Buffer {
  const name = Buffer.from(service);
  const message = name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, ...varint(name.length)]), name]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** Reads the only message of a response. Undefined if it is not a `HealthCheckResponse`; a compressed one is never unpacked. */
export function decodeHealthResponse(body: Buffer): ServingStatus | undefined {
  if (body.length < 5 || body[0] !== 0 || body.readUInt32BE(1) !== body.length - 5) return undefined;
  return statusOf(body.subarray(5));
}

function statusOf(message: Buffer): ServingStatus | undefined {
  let status = 0;
  for (let at = 0; at < message.length; ) {
    const tag = readVarint(message, at);
    if (tag === undefined) return undefined;
    const value = tag.value === 0x08 ? readVarint(message, tag.end) : undefined;
    const end = value?.end ?? endOfField(message, tag);
    if (end === undefined || end > message.length) return undefined;
    status = value?.value ?? status;
    at = end;
  }
  return servingStatuses[status];
}

type Varint = { value: number; end: number };

/** Skips a field that is not known: of a fixed length, or with its length before it. */
function endOfField(message: Buffer, { value: tag, end }: Varint): number | undefined {
  const type = tag & 7;
  if (tag >> 3 === 0) return undefined;
  if (type === 1) return end + 8;
  if (type === 5) return end + 4;
  const next = type === 0 || type === 2 ? readVarint(message, end) : undefined;
  return next && (type === 0 ? next.end : next.end + next.value);
}

/** Behind the end it reads zeros, so that what is cut off ends there. */
function readVarint(message: Buffer, start: number): Varint | undefined {
  let value = 0;
  for (let at = start; at < start + 5; at += 1) {
    const byte = message[at] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return undefined;
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
