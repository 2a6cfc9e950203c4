import { isIP, type Socket } from 'node:net';
import type { ProbeRequest } from './probe-request.ts';

/**
 * What a request was still waiting for when its time was up, as the beginning of a clause: `no connection`.
 *
 * @param isOpen - whether the request could be sent
 */
export function whatIsLate(
  socket: Socket | null,
  { hostname, scheme }: Pick<ProbeRequest, 'hostname' | 'scheme'>,
  isOpen: boolean,
): string {
  if (socket === null) return 'no free connection';
  const { isLookedUp, bytesBefore } = progress.get(socket) ?? { isLookedUp: false, bytesBefore: 0 };
  if (socket.connecting) return isLookedUp || isIP(hostname) !== 0 ? 'no connection' : 'no address of the host name';
  if (scheme === 'https' && !isOpen) return 'no complete TLS handshake';
  return scheme === 'http' && socket.bytesRead > bytesBefore ? 'no complete headers' : 'no answer';
}

/** Notes what a connection had done before the request that it now carries. */
export function watchProgress(socket: Socket): void {
  const seen = { isLookedUp: false, bytesBefore: socket.bytesRead };
  progress.set(socket, seen);
  if (!socket.connecting) return;
  socket.once('lookup', () => {
    seen.isLookedUp = true;
  });
}

const progress = new WeakMap<Socket, { isLookedUp: boolean; bytesBefore: number }>();
