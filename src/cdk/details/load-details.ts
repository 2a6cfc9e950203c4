// Written by npm run schemas from the schemas of the hooks.

/** What the load check can be configured with. */
export type LoadDetails = {
  /** Requests in a second: 1 to 50. */
  readonly requestsPerSecond?: number;
  /** For how long they are sent: 1 to 3600. */
  readonly seconds?: number;
  /** Where they are sent: to the `test` listener, or to `production`, which only a step of a linear or canary deployment may ask for. Default `test`. */
  readonly to?: 'test' | 'production';
  /** 1 to 20 paths or requests, sent in turn: GET and HEAD only. Default `["/"]`. */
  readonly requests?: readonly (
    | string
    | {
        /** Only methods that change nothing. */
        readonly method?: 'GET' | 'HEAD';
        /** Begins with a slash; may have a query string. */
        readonly path: string;
        /** Added to the path, percent-encoded; a value may be a list. */
        readonly query?: Readonly<Record<string, string | number | boolean | readonly (string | number | boolean)[]>>;
        /** Sent with every request that does not have one of the same name. */
        readonly headers?: Readonly<Record<string, string>>;
      }
  )[];
  /** Sent with every request that does not have one of the same name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where to send the requests, with an optional path before theirs: one URL, or several with names that `at` of the requests chooses from. Wins over the discovered test URL. */
  readonly baseUrl?: string | Readonly<Record<string, string>>;
  /** Host header and TLS server name to send instead of the one in `baseUrl` or the discovered one. */
  readonly host?: string;
  /** The scheme behind a Network Load Balancer's test listener, which does not have one. */
  readonly scheme?: 'http' | 'https';
  /** Which of the service's load balancers to test: `web:8080` (container and port), or an ARN of target group or test rule. All by default. */
  readonly loadBalancer?: string;
  /** For one request: 1 to 60. Default 5. */
  readonly timeoutSeconds?: number;
  /** How long the listener may not yet point at the new version, from the gate's first call: 1 to 1380 minutes. Default 15. */
  readonly waitMinutes?: number;
  /** Fails if more than this percentage got no answer or a 5xx: 0 to 100. Default: that is reported and not judged. */
  readonly maxErrorPercent?: number;
  /** Reports what the check finds and never blocks: instead of a fail, an error or an endless wait the check passes with a reason that begins with "dry run". Such a pass does not count inside `any`. A wrong configuration still fails. Default false. */
  readonly dryRun?: boolean;
  /** What happens if the check cannot tell, for example because there was too little traffic: `fail`, `wait` until it can (until ECS ends the stage), or, only in a gate-hook, `ask` people. Default `fail`. */
  readonly onInconclusive?: 'fail' | 'wait' | 'ask';
};
