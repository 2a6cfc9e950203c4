import { tokenIn } from '../../approval/link/link.ts';
import type { SigningKeySource } from '../../approval/link/signing-keys.ts';
import type { LinkReader } from '../../approval/link/stored-links.ts';
import { linkVerifier } from '../../approval/link/verify-any.ts';
import type { Ledger } from '../../approval/request/ledger.ts';
import type { ApprovalRequest } from '../../approval/request/request.ts';
import type { Clock } from '../../hook/clock.ts';

/** A request, and who may decide with the link that led to it. */
export type LinkedRequest = { key: string; request: ApprovalRequest; reviewer: string };

/** Finds the request that a mailed link leads to, even after the link has expired; undefined if there is none. */
export type RequestBehind = (link: string) => Promise<LinkedRequest | undefined>;

type Parts = {
  ledger: Pick<Ledger, 'read'>;
  clock: Clock;
  signingKeys: SigningKeySource;
  readLink: LinkReader;
};

/** Reads requests from the ledger as the desk does. What is decided does not change any more and is read once. */
export function requestBehind({ ledger, clock, ...keys }: Parts): RequestBehind {
  const verify = linkVerifier(keys);
  const decided = new Map<string, LinkedRequest>();
  const { signal } = new AbortController();
  return async (link) => {
    const known = decided.get(link);
    if (known !== undefined) return known;
    const token = tokenIn(link.replace(/^.*\/[ar]\//, ''));
    const { link: verified } = await verify(token, clock.now(), signal);
    const claims = 'claims' in verified ? verified.claims : undefined;
    const stored = claims && (await ledger.read(claims.key, signal));
    if (!claims || !stored) return undefined;
    const found = { key: claims.key, request: stored.request, reviewer: claims.reviewer };
    if (stored.request.decision !== undefined) decided.set(link, found);
    return found;
  };
}
