import type { JsonValue } from './json.ts';

/** One thing that was checked, with the value found and the value allowed, both ready to be read by a person. */
export type Finding = {
  /** What was checked: `GET /health`, `alarm shop-5xx`. */
  name: string;
  /** `degraded`: it passes, but is worse than it should be; `unknown`: it could not be checked. */
  outcome: FindingOutcome;
  /** What was found, with its unit: `status 503`, `p99 812 ms`. */
  found: string;
  /** What is allowed, with its unit: `status 200`, `500 ms`. */
  allowed?: string;
};

export type FindingOutcome = (typeof findingOutcomes)[number];

export const findingOutcomes = ['passed', 'degraded', 'failed', 'waiting', 'unknown'] as const;

/** Pictures of one page of both versions, by their keys in the ledger's bucket. */
export type Screenshots = {
  /** The path of the page. */
  page: string;
  green: string;
  blue?: string;
  /** Where the two differ. */
  difference?: string;
  /** How many of a hundred pixels differ, if both were compared. */
  percent?: number;
  /** How many of a hundred may, if there is a limit. */
  maxPercent?: number;
};

/**
 * Numbers that were measured one after the other, oldest first, for a small chart next to the reason.
 *
 * @example { name: 'response times', values: [82, 90, 212], unit: 'ms', max: 500 }
 */
export type Series = {
  /** What was measured. */
  name: string;
  /** At most 24; with fewer than 3 there is no chart. */
  values: readonly number[];
  /** Default: none. */
  unit?: string;
  /** The most that is allowed. Default: no limit. */
  max?: number;
  /** The least that is allowed. Default: no limit. */
  min?: number;
};

/** What every verdict may carry in addition to its kind. */
type Learned = {
  /** One sentence that says why, without a full stop, ready for a log, a mail and the desk. Contains no secret. */
  reason: string;
  /** What was checked, for the report. */
  findings?: readonly Finding[];
  /** For the report, next to the findings. */
  screenshots?: readonly Screenshots[];
  /** For the report: what is drawn as a small chart. Default: nothing. */
  series?: Series | undefined;
  /** Passed to the check on its next invocation as `context.state`. If it is left out, the earlier state is kept. */
  state?: JsonValue;
};

/**
 * What one check learned about a deployment. `pass` and `fail` are about the release and final; `wait` means ask again later; `error` means
 * that the check could not run, which says nothing about the release and costs error budget.
 */
export type Verdict =
  | ({
      kind: 'pass';
      /**
       * Why this pass proves nothing about the release: the check only reports, or was switched off. Reports show it, and such a pass does not count
       * inside `any`. Default: it is a proof.
       */
      waived?: Waiver;
    } & Learned)
  | ({
      kind: 'wait';
      /** The time after which waiting is pointless; the next call comes no later than this. */
      deadline?: Date;
      /** Requests the next call after this many seconds instead of the adaptive delay. */
      retryAfterSeconds?: number;
    } & Learned)
  | ({ kind: 'error'; cause?: unknown } & Learned)
  | ({
      kind: 'fail';
      /**
       * The check could not tell: too little traffic, no data. It still fails, and reports say so. Default: the release is known to be bad.
       *
       * @example { kind: 'fail', inconclusive: true, reason: '12 requests in 5 minutes, at least 100 are needed' }
       */
      inconclusive?: true;
      /**
       * With `inconclusive`: people may decide instead. A `sequence` then continues, but passes only if a later part with `asksPeople` passes; everywhere
       * else this is a fail.
       */
      ask?: true;
    } & Learned);

/** Why a pass proves nothing. */
export type Waiver = (typeof waivers)[number];

export const waivers = ['dry run', 'switched off'] as const;
