/**
 * Whether a `Host` header names the loopback interface and the port that answers. Any other name got here by DNS rebinding: a web page
 * somewhere has its own name point at this computer, to read what a browser would otherwise keep from it. Every local server asks this
 * but the listeners and the shop behind them: a load balancer's rules may ask for any host, and there is nothing to be kept.
 */
export function isOwnHost(host: string | undefined, port: number | undefined): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}
