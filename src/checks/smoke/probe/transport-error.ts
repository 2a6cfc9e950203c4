import type { IncomingMessage } from 'node:http';
import { shorten } from '../../../wording/values.ts';

/** Says in words, followed by node's code, why no response came back. */
export function formatTransportError(error: NodeJS.ErrnoException, answer?: Pick<IncomingMessage, 'complete'>): string {
  // A host with several addresses fails once for each of them; one error says as much as all.
  const [first = error] = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [];
  if (speaksOnlyHttp2(first)) return onlyHttp2;
  if (speaksTls(first)) return 'the port speaks TLS: use https';
  const { code } = first;
  if (answer !== undefined) return formatBrokenAnswer(first, answer);
  const words = code === undefined ? undefined : (wordsByCode[code] ?? wordsByKind(code, first.message));
  return words === undefined ? shorten(first.message || 'unknown problem', 200) : `${words} (${code})`;
}

/** What to do about a target that speaks only HTTP/2; also used when the load balancer reports that about its target group. */
export const onlyHttp2 =
  'the target speaks HTTP/2 only, and the requests are HTTP/1.1: let it speak HTTP/1.1 too, and set the protocol version of the target group to HTTP1, or point baseUrl at a port that does';

/**
 * Whether the response is HTTP/2: an unsolicited first frame (SETTINGS or GOAWAY), or over TLS the refusal to speak
 * anything else.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9113#name-frame-format
 */
function speaksOnlyHttp2({ message, rawPacket }: Error & { rawPacket?: unknown }): boolean {
  if (/alert no application protocol/.test(message)) return true;
  if (!Buffer.isBuffer(rawPacket) || rawPacket.length < 9) return false;
  if (rawPacket.toString('latin1', 0, 14) === 'PRI * HTTP/2.0') return true;
  const isForConnection = (rawPacket.readUInt32BE(5) & 0x7fff_ffff) === 0;
  const [length, type] = [rawPacket.readUIntBE(0, 3), rawPacket[3]];
  return isForConnection && ((type === 4 && length % 6 === 0) || (type === 7 && length >= 8));
}

/** A TLS alert or handshake record instead of an answer. */
function speaksTls({ rawPacket }: Error & { rawPacket?: unknown }): boolean {
  if (!Buffer.isBuffer(rawPacket) || rawPacket.length < 3) return false;
  const [type, major, minor = 0] = rawPacket;
  return (type === 0x15 || type === 0x16) && major === 3 && minor <= 4;
}

/** The headers were complete, so it is the rest that is wrong. */
function formatBrokenAnswer(
  { code = '', message }: NodeJS.ErrnoException,
  { complete }: { complete: boolean },
): string {
  if (code === 'ECONNRESET' || code === 'EPIPE') return `connection closed in the middle of the body (${code})`;
  if (complete && code.startsWith('HPE_')) return `more bytes after the end of the answer (${code})`;
  if (code.startsWith('HPE_')) return `body is not in valid chunks (${code})`;
  return shorten(message || 'unknown problem', 200);
}

/** @see https://nodejs.org/docs/latest-v24.x/api/errors.html#common-system-errors */
const wordsByCode: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  ETIMEDOUT: 'connection timed out',
  EHOSTUNREACH: 'host cannot be reached',
  ENETUNREACH: 'network cannot be reached',
  ENOTFOUND: 'no such host name',
  EAI_AGAIN: 'name server does not answer',
  EAI_FAIL: 'name server failed',
  ESERVFAIL: 'name server failed',
  ETIMEOUT: 'name server does not answer',
  EREFUSED: 'name server refuses to answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate chain has a self-signed certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate is from an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate is from an unknown authority',
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate is for another name',
  INVALID_CA: 'certificate is from an issuer that is not an authority',
  INVALID_PURPOSE: 'certificate is not for this purpose',
  HPE_HEADER_OVERFLOW: 'headers are longer than 32 KiB',
  HPE_UNEXPECTED_CONTENT_LENGTH: 'headers give several body lengths',
  HPE_INVALID_CONTENT_LENGTH: 'headers have an invalid content-length',
  HPE_INVALID_TRANSFER_ENCODING: 'headers have an invalid transfer-encoding',
  HPE_INVALID_HEADER_TOKEN: 'headers are not valid',
};

function wordsByKind(code: string, message: string): string | undefined {
  if (code.startsWith('HPE_')) return 'answer is not HTTP';
  if (!code.startsWith('ERR_SSL_') && code !== 'EPROTO') return undefined;
  if (/wrong version number|packet length too long/i.test(message)) return 'the port does not speak TLS';
  if (/protocol version|unsupported protocol/i.test(message)) return 'server does not support TLS 1.2 or later';
  return 'no TLS connection';
}
