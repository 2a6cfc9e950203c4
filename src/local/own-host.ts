/**
 * Whether a `Host` header names the loopback interface and the port that answers. Any other name got here by DNS rebinding: a web page
 * somewhere has its own name point at this computer, to read what a browser would otherwise keep from it.
 */
export function isOwnHost(host: string | undefined, port: number | undefined): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}
