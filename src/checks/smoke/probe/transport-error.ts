import { shorten } from '../../../wording/values.ts';

/** Says in words, followed by node's code, why no response came back. */
export function formatTransportError(error: NodeJS.ErrnoException): string {
  // A host with several addresses fails once for each of them; one error says as much as all.
  const [first = error] = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [];
  if (speaksOnlyHttp2(first)) return onlyHttp2;
  const { code } = first;
  const words = code === undefined ? undefined : (wordsByCode[code] ?? wordsByPrefix(code));
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
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate has a self-signed one in its chain',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate is from an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate is from an unknown authority',
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate is for another name',
};

function wordsByPrefix(code: string): string | undefined {
  if (code.startsWith('HPE_')) return 'answer is not http';
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return 'no TLS connection';
  return undefined;
}
