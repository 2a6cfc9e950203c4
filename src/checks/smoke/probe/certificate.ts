import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ProbeCertificate } from './probe-answer.ts';

/** One certificate for each connection: reading it costs more than an answer. */
const known = new WeakMap<Socket, ProbeCertificate>();

/** What the server of a connection identified itself with; undefined without TLS. */
export function certificateOf(socket: Socket | null | undefined): ProbeCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const found = known.get(socket) ?? readCertificate(socket);
  if (found !== undefined) known.set(socket, found);
  return found;
}

function readCertificate(socket: TLSSocket): ProbeCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  return {
    daysToExpiry: daysUntil(certificate),
    issuer: commonName(certificate.issuer),
    subject: commonName(certificate.subject),
    verified: socket.authorized,
  };
}

function daysUntil({ validToDate }: X509Certificate): number {
  const now = performance.timeOrigin + performance.now();
  return Math.floor((validToDate.getTime() - now) / 86_400_000);
}

/** Of a distinguished name, which has one line for each of its parts. */
function commonName(distinguished: string | undefined): string {
  return /^CN=(.*)$/m.exec(distinguished ?? '')?.[1] ?? '';
}
