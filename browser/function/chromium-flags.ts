/**
 * Chromium's flags in Lambda: those that `@sparticuz/chromium` recommends, except the two that switch off what this check is to find (CORS and
 * mixed content), and with one way out for the network.
 *
 * @param proxyUrl - where every connection goes, those to this computer too
 * @see https://github.com/Sparticuz/chromium
 */
export function chromiumFlags(recommended: readonly string[], proxyUrl: string): string[] {
  return [
    ...recommended.filter((flag) => !hiding.has(flag)),
    `--proxy-server=${proxyUrl}`,
    '--proxy-bypass-list=<-loopback>',
    // Names are resolved by the proxy, and nothing goes around it.
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    '--dns-prefetch-disable',
    '--disable-quic',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ];
}

const hiding: ReadonlySet<string> = new Set(['--disable-web-security', '--allow-running-insecure-content']);
