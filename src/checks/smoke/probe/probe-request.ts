/** One request as it is sent. */
export type ProbeRequest = {
  method: 'GET' | 'HEAD';
  scheme: 'http' | 'https';
  /** What to connect to: a name or an address, IPv6 without brackets. */
  hostname: string;
  port: number;
  /** Path and query string. */
  path: string;
  /** The Host header's value, with the port if it is not the scheme's default. */
  host: string;
  /** The name that the certificate must be for. */
  servername: string;
  headers: Readonly<Record<string, string>>;
  /** From connecting to the end of the body. */
  timeoutMs: number;
};

export const ownHeaders = { 'user-agent': 'ecs-greenlight', 'accept-encoding': 'identity' } as const;

/** Headers of every request in addition to its own and Host; Node adds those for the connection. A rule may depend on any of them. */
export const clientHeaders: Readonly<Record<string, string>> = { ...ownHeaders, connection: 'keep-alive' };
