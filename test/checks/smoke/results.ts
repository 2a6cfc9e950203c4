import * as v from 'valibot';
import { expectSchema } from '../../../src/checks/smoke/config/expect-config.ts';
import type { SmokeRequest } from '../../../src/checks/smoke/config/request-config.ts';
import type { RequestResult } from '../../../src/checks/smoke/judge/judge-response.ts';
import type { ProbeAnswer, ProbeOutcome } from '../../../src/checks/smoke/probe/probe-answer.ts';

/** The result of one request to a listener that certainly leads to green. */
export function result(request: Partial<SmokeRequest>, outcome: ProbeOutcome, attempts = 1): RequestResult {
  return {
    request: {
      method: 'GET',
      path: '/',
      status: [200],
      contains: undefined,
      headers: {},
      maxMillis: undefined,
      expect: undefined,
      until: undefined,
      hold: undefined,
      samples: undefined,
      degraded: undefined,
      ...request,
    },
    outcome,
    attempts,
    proved: true,
    sent: [],
  };
}

/** An answer of a healthy release. */
export function answer(change: Partial<ProbeAnswer> = {}): ProbeAnswer {
  return {
    kind: 'answer',
    status: 200,
    tookMs: 41,
    body: Buffer.from('ok'),
    bodyEnd: 'whole',
    contentEncoding: undefined,
    headers: {},
    ...change,
  };
}

/** An expectation as it is written in `expect`. */
export function expecting(written: object): Pick<SmokeRequest, 'expect'> {
  return { expect: v.parse(expectSchema, written) };
}
