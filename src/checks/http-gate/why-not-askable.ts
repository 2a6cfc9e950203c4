/** What the stack lets gates ask. */
export type AskableSystems = {
  /** Each with its port if that is not 443: `gates.example.com`, `ci.example.com:8443`. */
  hosts: readonly string[];
  /** Whether an answer may come by callback. */
  callbacks: boolean;
};

/** Why a gate cannot ask what it is configured to ask, as a reason; undefined if it can. Which functions it may invoke is for IAM to say. */
export function whyNotAskable(
  { url, callback }: { url?: string | undefined; callback?: boolean | undefined },
  { hosts, callbacks }: AskableSystems,
): string | undefined {
  const host = url === undefined ? undefined : new URL(url).host;
  if (host !== undefined && !hosts.includes(host)) {
    const known = hosts.length === 0 ? 'which lists none' : `which lists ${hosts.join(', ')}`;
    return `hookDetails.url: ${host} may not be asked: add it to the stack's parameter HttpGateHosts, ${known}`;
  }
  if (callback && !callbacks) {
    return 'hookDetails.callback: expected false: the stack has no callbacks; deploy it with HttpGateCallbacks=yes';
  }
  return undefined;
}
