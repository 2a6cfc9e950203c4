import { X509Certificate } from 'node:crypto';
import type { Verdict } from '../../../hook/verdict.ts';
import { formatError } from '../../../wording/values.ts';
import type { SmokeRequest } from '../config/request-config.ts';
import { isReference } from '../config/tls-config.ts';

/** Reads a parameter or a secret by its reference: `ssm:/shop/ca`. */
export type ReadAuthority = (reference: string, signal: AbortSignal) => Promise<string | undefined>;

type Loaded = { requests: readonly SmokeRequest[] } | { verdict: Verdict };

/**
 * The requests with the certificates that their `tls.ca` names. Each place is read once. What cannot be read is an error; something that is not
 * certificates fails the gate, before anything is sent.
 */
export async function loadAuthorities(
  requests: readonly SmokeRequest[],
  read: ReadAuthority,
  signal: AbortSignal,
): Promise<Loaded> {
  const texts = new Map<string, string>();
  for (const ca of new Set(requests.flatMap(({ tls }) => tls?.ca ?? []))) {
    let pem = ca;
    try {
      if (isReference(ca)) pem = (await read(ca, signal)) ?? '';
    } catch (cause) {
      const reason = `tls.ca could not be read from ${ca}: ${formatError(cause)}`;
      return { verdict: { kind: 'error', reason, cause } };
    }
    const problem = findFault(pem);
    if (problem !== undefined) {
      const where = isReference(ca) ? `tls.ca at ${ca}` : 'tls.ca';
      return { verdict: { kind: 'fail', reason: `${where} ${problem}: write PEM certificates` } };
    }
    texts.set(ca, pem);
  }
  return { requests: requests.map((request) => withAuthority(request, texts)) };
}

function withAuthority(request: SmokeRequest, texts: ReadonlyMap<string, string>): SmokeRequest {
  const ca = texts.get(request.tls?.ca ?? '');
  return ca === undefined ? request : { ...request, tls: { ...request.tls, ca } };
}

function findFault(pem: string): string | undefined {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) return 'has no certificate in it';
  return blocks.every(isCertificate) ? undefined : 'has a certificate that cannot be read';
}

function isCertificate(block: string): boolean {
  try {
    return Boolean(new X509Certificate(block));
  } catch {
    return false;
  }
}
