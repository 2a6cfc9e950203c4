/** The port of a URL, also if it is the usual one. */
export function portOf({ port, protocol }: URL): number {
  return Number(port || (protocol === 'https:' || protocol === 'wss:' ? 443 : 80));
}

/** Host and port of a URL, always with the port, IPv6 without brackets. */
export function hostAndPort(url: URL): string {
  return `${url.hostname.replace(/^\[(.*)\]$/, '$1')}:${portOf(url)}`;
}
