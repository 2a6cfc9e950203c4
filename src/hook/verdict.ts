import type { JsonValue } from './json.ts';

/** One thing that was looked at, with the value found and the value allowed, both already fit to be read by a person. */
export type Finding = {
  /** What was looked at: `GET /health`, `alarm shop-5xx`. */
  name: string;
  outcome: 'passed' | 'failed' | 'waiting' | 'unknown';
  /** What was found, with its unit: `status 503`, `p99 812 ms`. */
  found: string;
  /** What is allowed, with its unit: `status 200`, `500 ms`. */
  allowed?: string;
};

/** What every verdict may carry besides its kind. */
type Learned = {
  /** One sentence without a full stop that says why, fit for a log, a mail and the desk. Holds no secret. */
  reason: string;
  /** What was looked at, for the report. */
  findings?: readonly Finding[];
  /** Given back to the check at its next invocation, in `context.state`. Left out, the earlier state is kept. */
  state?: JsonValue;
};

/**
 * What one check learned about a deployment. `pass` and `fail` speak about the release and are final; `wait` means ask again
 * later; `error` means that the check could not check, which says nothing about the release and costs error budget.
 */
export type Verdict =
  | ({ kind: 'pass' } & Learned)
  | ({
      kind: 'wait';
      /** Until when waiting makes sense at all; the next call comes no later than this. */
      deadline?: Date;
      /** Asks for the next call after this many seconds instead of the adaptive delay. */
      retryAfterSeconds?: number;
    } & Learned)
  | ({ kind: 'error'; cause?: unknown } & Learned)
  | ({ kind: 'fail' } & Learned);
