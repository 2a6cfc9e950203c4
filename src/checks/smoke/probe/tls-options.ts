import { isIP } from 'node:net';
import type { ProbeRequest } from './probe-request.ts';

/**
 * How a connection is verified. Verification is demanded outright, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off; only the request
 * itself can. The protocol is named, so that a server that speaks only another one says so.
 *
 * @param ca - PEM certificates to trust unless the request has its own; undefined for Node's own
 */
export function tlsOptions({ servername, tls }: ProbeRequest, protocol: 'http/1.1' | 'h2', ca: string | undefined) {
  const trusted = tls?.ca ?? ca;
  return {
    // TLS allows no address as a server name; node then verifies the certificate against the address.
    servername: isIP(servername) === 0 ? servername : '',
    rejectUnauthorized: tls?.unverified !== true,
    ALPNProtocols: [protocol],
    ...(trusted !== undefined && { ca: trusted }),
  };
}
