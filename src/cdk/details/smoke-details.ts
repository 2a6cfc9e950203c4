// Written by npm run schemas from the schemas of the hooks.

import type { JsonValue } from '../../hook/json.ts';
import type { SmokeAuth } from './smoke-auth.ts';
import type {
  HeaderExpectation,
  JsonExpectation,
  NumberExpectation,
  SmokeExpect,
  TextExpectation,
} from './smoke-expect.ts';
import type { SmokeSetup } from './smoke-setup.ts';

/** What the smoke check can be configured with. */
export type SmokeDetails = {
  /** Where to send the requests, with an optional path before theirs: one URL, or several with names that `at` of the requests chooses from. Wins over the discovered test URL. */
  readonly baseUrl?: string | Readonly<Record<string, string>>;
  /** Where blue answers while `baseUrl` leads to green, for requests with `compare`: one URL, or one for each name in `baseUrl`. */
  readonly productionUrl?: string | Readonly<Record<string, string>>;
  /** Host header and TLS server name to send instead of the one in `baseUrl` or the discovered one. */
  readonly host?: string;
  /** The scheme behind a Network Load Balancer's test listener, which does not have one. */
  readonly scheme?: 'http' | 'https';
  /** Which of the service's load balancers to test: `web:8080` (container and port), or an ARN of target group or test rule. All by default. */
  readonly loadBalancer?: string;
  /** 1 to 100; one `GET /` by default. */
  readonly requests?: readonly (
    | string
    | {
        /** What the request is called in reports; by default its method and path. */
        readonly name?: string;
        /** `GET` by default. */
        readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
        /** Begins with a slash; may have a query string. */
        readonly path?: string;
        /** Added to the path, percent-encoded; a value may be a list. */
        readonly query?: Readonly<Record<string, string | number | boolean | readonly (string | number | boolean)[]>>;
        /** Sent in addition to those that the check sets itself, and to those for all requests; the names are in lower case. */
        readonly headers?: Readonly<Record<string, string>>;
        /** Not for GET and HEAD. Its `content-type` is set unless `headers` has one. */
        readonly body?: {
          readonly json?: JsonValue;
          /** An object of the names and values of a form. */
          readonly form?: Readonly<Record<string, string | number | boolean | readonly (string | number | boolean)[]>>;
          readonly text?: string;
          /** A media type such as "application/xml". */
          readonly type?: string;
        };
        /** From connecting to the end of the body: 1 to 60; by default the one for all requests. */
        readonly timeoutSeconds?: number;
        /** How it signs in: its own, or the one for all requests. */
        readonly auth?: {
          /** A placeholder such as "{{token}}" that names a secret: a credential in hookDetails can be read by everybody who may call DescribeServices. */
          readonly bearer?: string;
          readonly basic?: {
            readonly user: string;
            /** A placeholder such as "{{token}}" that names a secret: a credential in hookDetails can be read by everybody who may call DescribeServices. */
            readonly password: string;
          };
          readonly oauth2?: {
            /** An http or https URL without user name, query, fragment and placeholders. */
            readonly tokenUrl: string;
            readonly clientId: string;
            /** A placeholder such as "{{token}}" that names a secret: a credential in hookDetails can be read by everybody who may call DescribeServices. */
            readonly clientSecret: string;
            readonly scope?: string;
            readonly audience?: string;
            /** "basic" or "body". */
            readonly clientAuth?: 'basic' | 'body';
          };
          readonly sigv4?: {
            /** One of execute-api, appsync, vpc-lattice-svcs, lambda, es, aoss. */
            readonly service: 'execute-api' | 'appsync' | 'vpc-lattice-svcs' | 'lambda' | 'es' | 'aoss';
            /** A Region such as "eu-central-1". */
            readonly region?: string;
          };
        };
        /** Values of the answer that other requests use, by their names. */
        readonly capture?: Readonly<
          Record<
            string,
            | string
            | {
                /** A JSON path such as "$.id", or an object with one of json, header, cookie and matches. */
                readonly json?: string;
                readonly header?: string;
                readonly cookie?: string;
                readonly matches?: string;
                readonly secret?: boolean;
              }
          >
        >;
        /** How many redirects are followed, to the same host only: 0 to 10, 0 by default. */
        readonly followRedirects?: number;
        /** The name of the URL in `baseUrl` that it is sent below, if that has several. */
        readonly at?: string;
        /** How certificates are verified, for every request without its own. */
        readonly tls?: {
          /** Certificates in PEM format, or where they are stored, such as "ssm:/shop/ca" or "secretsmanager:shop/ca". */
          readonly ca?: string;
          /** True, or no unverified at all. */
          readonly unverified?: true;
        };
        /** Asks for the health of a service by gRPC instead; an empty name means the server as a whole. */
        readonly grpc?: {
          readonly service?: string;
        };
        /** Opens a WebSocket instead, and closes it; with the protocols to offer, of which the server must choose one. */
        readonly webSocket?: {
          /** A list of protocols. */
          readonly protocols?: readonly string[];
        };
        /** The status. */
        readonly status?: number | string | readonly (number | string)[];
        /** Text that the first MiB of the body must contain, byte by byte in UTF-8. */
        readonly contains?: string;
        /** Any JSON. */
        readonly json?: Readonly<Record<string, JsonExpectation>>;
        /** Milliseconds allowed, from sending to the end of the body. */
        readonly maxMillis?: number;
        /** What the response must contain; its own or the one configured for all requests, and the request's `json`. */
        readonly expect?: {
          /** An object of header names and values. */
          readonly header?: Readonly<Record<string, HeaderExpectation>>;
          /** An object of cookie names and values. */
          readonly cookie?: Readonly<Record<string, HeaderExpectation>>;
          /** An object of paths and values. */
          readonly json?: Readonly<Record<string, JsonExpectation>>;
          /** A JSON Schema. */
          readonly schema?: Readonly<Record<string, JsonValue>>;
          readonly body?: TextExpectation;
          /** An object with count or location. */
          readonly redirects?: {
            readonly count?: NumberExpectation;
            readonly location?: TextExpectation | readonly TextExpectation[];
          };
          /** An object with daysToExpiry. */
          readonly tls?: {
            readonly daysToExpiry?: NumberExpectation;
          };
          /** A whole number from 1 to 60000. */
          readonly maxFirstByteMillis?: number;
        };
        /** Asks again after a wrong answer, until one is good or the time is up. */
        readonly until?: {
          /** A whole number from 1 to 86400. */
          readonly seconds: number;
          /** A whole number from 1 to 3600. */
          readonly everySeconds?: number;
        };
        /** After the first good answer, all answers must be good for this long. */
        readonly hold?: {
          /** A whole number from 1 to 86400. */
          readonly seconds: number;
          /** A whole number from 1 to 3600. */
          readonly everySeconds?: number;
        };
        /** Sends the request many times, and judges the answers together. */
        readonly samples?: {
          /** A whole number from 2 to 1000. */
          readonly count: number;
          /** A whole number from 1 to 50. */
          readonly concurrency?: number;
          /** A number from 0 to 1, such as 0.01 for one in a hundred. */
          readonly maxErrorRate?: number;
          /** A whole number from 1 to 60000. */
          readonly p50?: number;
          /** A whole number from 1 to 60000. */
          readonly p90?: number;
          /** A whole number from 1 to 60000. */
          readonly p95?: number;
          /** A whole number from 1 to 60000. */
          readonly p99?: number;
        };
        /** What is reported as degraded instead of failed if it is exceeded. */
        readonly degraded?: {
          /** A whole number from 1 to 60000. */
          readonly maxMillis?: number;
          /** A number from 0 to 1, such as 0.01 for one in a hundred. */
          readonly maxErrorRate?: number;
          /** A whole number from 1 to 60000. */
          readonly p50?: number;
          /** A whole number from 1 to 60000. */
          readonly p90?: number;
          /** A whole number from 1 to 60000. */
          readonly p95?: number;
          /** A whole number from 1 to 60000. */
          readonly p99?: number;
        };
        /** Also sends the request to production, and compares what blue and green answer. `true`: status and shape of the JSON, and 1.5 times blue's time. Only for GET, HEAD and OPTIONS. */
        readonly compare?:
          | true
          | {
              readonly status?: boolean;
              /** True, false or "compatible". */
              readonly shape?: boolean | 'compatible';
              /** A list of paths such as "$.price". */
              readonly values?: readonly string[];
              /** A number from 1 to 100, such as 1.5. */
              readonly maxLatencyRatio?: number;
              /** A whole number from 0 to 60000. */
              readonly floorMillis?: number;
            };
      }
  )[];
  /** Sent before `requests`, one after the other. */
  readonly setup?: SmokeSetup;
  /** Sent after `requests`, one after the other, even if something failed. */
  readonly teardown?: SmokeSetup;
  /** Plain values, by the names with which requests use them: `{{name}}`. */
  readonly variables?: Readonly<Record<string, string | number | boolean>>;
  /** Where secrets are stored, by the names with which requests use them. They are never written here. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** How every request without its own `auth` signs in. */
  readonly auth?: SmokeAuth;
  /** For one request, from connecting to the end of the body: 1 to 60, 5 by default. */
  readonly timeoutSeconds?: number;
  /** How often a request without a response is sent, including the first time: 1 to 10, 3 by default. */
  readonly attempts?: number;
  /** Requests in flight at once, and so connections: 1 to 50, 10 by default. */
  readonly concurrency?: number;
  /** How long the discovered test rule may not point at green before that is a `fail`: 1 to 1440, 15 by default. */
  readonly waitMinutes?: number;
  /** How long, from the first such response, the load balancer's own 502, 503 and 504 and responses from another version are attributed to a listener that has not settled: 0 to 900, 60 by default. */
  readonly settleSeconds?: number;
  /** Sent with every request that does not have one of the same name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How certificates are verified, for every request without its own. */
  readonly tls?: SmokeTls;
  /** What the response must contain; its own or the one configured for all requests, and the request's `json`. */
  readonly expect?: SmokeExpect;
  /** Asks again after a wrong answer, until one is good or the time is up. */
  readonly until?: SmokeUntil;
  /** Accepts a request although nothing proves that it reached green; false by default. */
  readonly allowUnproved?: boolean;
  /** What happens in a service's first deployment; `check` by default. */
  readonly firstDeployment?: 'check' | 'pass';
  /** The document with the keys of this hook, YAML or JSON: `ssm:/name` (a parameter of Parameter Store), `s3://bucket/key` or `file:name.yaml` (in the folder `suites` of the function's package or of a layer). Keys in `hookDetails` win over those of the document. */
  readonly suite?: string;
  /** Reports what the check finds and never blocks: instead of a fail, an error or an endless wait the check passes with a reason that begins with "dry run". Such a pass does not count inside `any`. A wrong configuration still fails. Default false. */
  readonly dryRun?: boolean;
  /** What happens if the check cannot tell, for example because there was too little traffic: `fail`, `wait` until it can (until ECS ends the stage), or, only in a gate-hook, `ask` people. Default `fail`. */
  readonly onInconclusive?: 'fail' | 'wait' | 'ask';
};

type SmokeTls = {
  /** Certificates in PEM format, or where they are stored, such as "ssm:/shop/ca" or "secretsmanager:shop/ca". */
  readonly ca?: string;
  /** True, or no unverified at all. */
  readonly unverified?: true;
};

type SmokeUntil = {
  /** A whole number from 1 to 86400. */
  readonly seconds: number;
  /** A whole number from 1 to 3600. */
  readonly everySeconds?: number;
};
