import { canonicalJson, digestOf } from '../../../storage/canonical-json.ts';

/** A record with the SHA-256 of its own canonical form without `hash`, in hexadecimal. */
export type Sealed<Content> = Content & { hash: string };

export function sealRecord<Content extends object>(content: Content): Sealed<Content> {
  return { ...content, hash: digestOf(content) };
}

/** A line of an export: canonical JSON, so that no byte can change without changing what it says. */
export function lineOf(record: object): string {
  return `${canonicalJson(record)}\n`;
}

/** One chain for each service: the first record follows the header, and each other one the record before. */
type Chain = { count: number; head: string };

export type Chains = Map<string, Chain>;

/** Adds a record to the chain of its service, and seals it. */
export function append<Content extends { service: string }>(
  chains: Chains,
  headerHash: string,
  content: Content,
): Sealed<Content & { seq: number; prev: string }> {
  const { count, head } = chains.get(content.service) ?? { count: 0, head: headerHash };
  const sealed = sealRecord({ ...content, seq: count + 1, prev: head });
  chains.set(content.service, { count: count + 1, head: sealed.hash });
  return sealed;
}
