// Written by npm run schemas from the schemas of the hooks.

/** What the metrics check can be configured with. */
export type MetricsDetails = {
  /** Values that have to be within ranges: up to 20. */
  readonly conditions?: readonly {
    /** Names it in reports. */
    readonly name: string;
    /** A metric of CloudWatch: `namespace`, `name`, its exact `dimensions`, and a `statistic` such as `Sum` or `p95`. Exactly one of `metric`, `math` and `promql` is given. */
    readonly metric?: {
      /** Such as `AWS/ApplicationELB`. */
      readonly namespace: string;
      /** Names it in reports. */
      readonly name: string;
      /** The exact set: one more or one less names another metric. Default none. */
      readonly dimensions?: Readonly<Record<string, string>>;
      /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, a percentile such as `p95`, or a trimmed mean such as `tm99`. */
      readonly statistic: string;
    };
    /** CloudWatch's metric math over the ids of `metrics`. */
    readonly math?: string;
    /** The metrics of `math`, by their ids: up to 50. */
    readonly metrics?: Readonly<Record<string, MetricsMetrics>>;
    /** PromQL with one series as its result, of the workspace in `prometheus`. */
    readonly promql?: string;
    /** The value is good. Default: if it is not bad. */
    readonly success?: {
      /** At least this. */
      readonly min?: number;
      /** At most this. */
      readonly max?: number;
      /** More than this. */
      readonly above?: number;
      /** Less than this. */
      readonly below?: number;
    };
    /** The value is bad. Default: if it is not good. */
    readonly failure?: MetricsFailure;
    /** The length of one reading. */
    readonly periodMinutes?: number;
    /** How many samples a reading needs in order to count. */
    readonly samples?: {
      /** The id of one of the condition's `metrics`. */
      readonly of?: string;
      /** A metric of CloudWatch: `namespace`, `name`, its exact `dimensions`, and a `statistic` such as `Sum` or `p95`. Exactly one of `metric`, `math` and `promql` is given. */
      readonly metric?: MetricsMetrics;
      /** PromQL with one series as its result, of the workspace in `prometheus`. */
      readonly promql?: string;
      /** At least this. */
      readonly min: number;
    };
    /** What a complete period without a value means. */
    readonly missing?: 'inconclusive' | 'zero';
  }[];
  /** What is compared between the two versions: each preset once at most. */
  readonly compare?: readonly (
    | 'errorRate'
    | 'p50'
    | 'p95'
    | 'p99'
    | 'requestCount'
    | 'cpu'
    | 'memory'
    | 'restarts'
    | {
        /** What is compared: of the target groups of both versions, and the last three of their tasks. */
        readonly preset: 'errorRate' | 'p50' | 'p95' | 'p99' | 'requestCount' | 'cpu' | 'memory' | 'restarts';
        /** `statistics`, by which green has to be worse than chance explains, or `ratio`. Always `ratio` for `requestCount` and `restarts`. */
        readonly method?: 'statistics' | 'ratio';
        /** How many times blue's value green's may be; for `requestCount`, how many times green's value blue's may be. The guide has the defaults. */
        readonly maxRatio?: number;
        /** Percentage points, for `errorRate`, `cpu` and `memory`. */
        readonly floorPoints?: number;
        /** Milliseconds, for the response times. */
        readonly floorMillis?: number;
        /** How many requests each version needs before anything is judged: 100 to 500 by default. Not for tasks. */
        readonly minRequests?: number;
        /** Only below this probability is a difference not put down to chance. Not with `ratio`. Default 0.01. */
        readonly maxP?: number;
      }
  )[];
  /** Blue at the same time, or blue right before the deployment. Required with `compare`. */
  readonly baseline?: 'concurrent' | 'before';
  /** Minutes after the gate's first call that are not judged, because a version is slower until it is warm: 0 to 120, 1 by default. */
  readonly initialDelayMinutes?: number;
  /** How long it is watched: 1 to 1440, 10 by default. */
  readonly watchMinutes?: number;
  /** How long after the watch a condition or comparison may lack data before it is inconclusive: 0 to 1440, 10 by default. */
  readonly waitMinutes?: number;
  /** How many readings of a condition in a row have to be good at the end. Default: as many as the watch has, in any order. */
  readonly consecutive?: number;
  /** How many readings of a condition may be bad: 0 to 100, 0 by default. */
  readonly failureLimit?: number;
  /** How many readings of a condition may be inconclusive before it is. Default: any number, until `waitMinutes` is over. */
  readonly inconclusiveLimit?: number;
  /** Where CloudWatch is read: `region`, `roleArn` of a role to assume with its `externalId`, and `accountId` of a source account of cross-account observability. The stack's parameter `MetricsRoles` lists the roles. Default: the hook's own account and Region. */
  readonly source?: {
    /** A Region, such as "eu-west-1". */
    readonly region?: string;
    /** The ARN of a role, such as "arn:aws:iam::111122223333:role/greenlight-metrics". */
    readonly roleArn?: string;
    /** 2 to 1224 letters, digits and any of _+=,.@:/-. */
    readonly externalId?: string;
    /** An account of 12 digits in quotes. */
    readonly accountId?: string;
  };
  /** A workspace of Amazon Managed Prometheus, or `cloudwatch` for CloudWatch's own PromQL. Required with `promql`. */
  readonly prometheus?: string;
  /** What happens in a service's first deployment; `check` by default. */
  readonly firstDeployment?: 'check' | 'pass';
  /** Reports what the check finds and never blocks: instead of a fail, an error or an endless wait the check passes with a reason that begins with "dry run". Such a pass does not count inside `any`. A wrong configuration still fails. Default false. */
  readonly dryRun?: boolean;
  /** What happens if the check cannot tell, for example because there was too little traffic: `fail`, `wait` until it can (until ECS ends the stage), or, only in a gate-hook, `ask` people. Default `fail`. */
  readonly onInconclusive?: 'fail' | 'wait' | 'ask';
};

type MetricsMetrics = {
  /** Such as `AWS/ApplicationELB`. */
  readonly namespace: string;
  /** Names it in reports. */
  readonly name: string;
  /** The exact set: one more or one less names another metric. Default none. */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, a percentile such as `p95`, or a trimmed mean such as `tm99`. */
  readonly statistic: string;
};

type MetricsFailure = {
  /** At least this. */
  readonly min?: number;
  /** At most this. */
  readonly max?: number;
  /** More than this. */
  readonly above?: number;
  /** Less than this. */
  readonly below?: number;
};
