// Written by npm run schemas from the schemas of the hooks.

export type SmokeAuth = {
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
