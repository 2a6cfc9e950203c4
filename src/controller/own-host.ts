/**
 * Whether a `Host` header names the loopback interface and the port that answers. Any other name is DNS rebinding: a web page
 * points its own name at this computer, to read what the browser would otherwise protect. Every local server checks this except the
 * listeners and the shop behind them: a load balancer's rules may match any host, and there is nothing to protect.
 */
export function isOwnHost(host: string | undefined, port: number | undefined): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}
