import { addressOf, type Candidate } from './candidate.ts';

/**
 * A command for a POSIX shell. Headers are named, and their values left to the reader: what distinguishes a test rule may be a secret that CDN
 * and load balancer share.
 *
 * @param headers Names only
 * @example
 * curlCommand({ scheme: 'https', host: 'shop.example.com', hostname: 'shop-1.elb.amazonaws.com', port: 443, path: '/', query: '' }, ['x-test'])
 * // curl -H 'x-test: <value of the rule>' --connect-to shop.example.com:443:shop-1.elb.amazonaws.com:443 https://shop.example.com/
 */
export function curlCommand(candidate: Candidate, headers: readonly string[]): string {
  const { host, hostname, port } = candidate;
  const address = addressOf(candidate);
  // Wherever the name leads otherwise, this goes to the load balancer.
  const connect = host === hostname ? [] : ['--connect-to', `${host}:${port}:${hostname}:${port}`];
  // curl would read brackets as several addresses.
  const literal = /[[\]{}]/.test(address) ? ['--globoff'] : [];
  const named = headers.flatMap((name) => ['-H', `${name}: <value of the rule>`]);
  return ['curl', ...named, ...connect, ...literal, address].map(shellQuote).join(' ');
}

/** One word for a POSIX shell, quoted only if it has to be. */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
