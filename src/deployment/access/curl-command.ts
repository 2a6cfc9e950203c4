import { addressOf, type Candidate } from './candidate.ts';

/**
 * A command for a POSIX shell. Headers are named, and their values left to the reader: what tells a test rule apart may be a secret that CDN
 * and load balancer share.
 *
 * @example
 * curlCommand({ scheme: 'https', host: 'shop.example.com', hostname: 'shop-1.elb.amazonaws.com', port: 443, path: '/', request })
 * // curl -H 'x-canary-test: <value of the rule>' --connect-to shop.example.com:443:shop-1.elb.amazonaws.com:443 https://shop.example.com/
 */
export function curlCommand(candidate: Candidate): string {
  const { host, hostname, port, request } = candidate;
  const headers = Object.keys(request.headers).flatMap((name) => ['-H', `${name}: <value of the rule>`]);
  // Whatever the name leads to elsewhere, this goes to the load balancer.
  const connect = host === hostname ? [] : ['--connect-to', `${host}:${port}:${hostname}:${port}`];
  return ['curl', ...headers, ...connect, addressOf(candidate)].map(quote).join(' ');
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
