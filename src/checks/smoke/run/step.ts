import type { Running } from '../config/running-config.ts';
import type { Proof } from '../expect/read-values.ts';
import type { Judgement, RequestResult } from '../judge/judge-response.ts';

/** One request of a suite, in its place: setup before the tests, teardown after them. */
export type SuiteStep = {
  /** Its number in the suite, which is the same in every call of the gate. */
  index: number;
  phase: 'setup' | 'test' | 'teardown';
  /** For the report: `GET /health`. */
  name: string;
  /** For the report: `status 200`. */
  allowed: string;
  running: Running;
  /** The steps whose captured values it uses. */
  needs: readonly number[];
  /** Whether later steps use values of its answer. */
  captures: boolean;
};

/** The result of sending a step's request once. */
export type StepAttempt = {
  judgement: Judgement;
  /** The invocation's time was up, so the judgement says nothing. */
  isCut: boolean;
  /** Asking again cannot change it: the address is forbidden. */
  isFinal: boolean;
  /** It may have been carried out, and must not be done twice without `until`. */
  isSpent: boolean;
  /** For one answer. */
  timeoutMs: number;
  /** What was judged; undefined if nothing was sent. */
  result?: Pick<RequestResult, 'outcome' | 'sent'> | undefined;
};

/** Where a step has got to that has not ended. Times are in milliseconds since 1970. */
export type Progress = {
  /** Not before this. */
  nextAt: number;
  /** When a wrong answer was first seen that `until` allows. */
  wrongSince?: number;
  /** Since when all answers have been good, while `hold` lasts. */
  goodSince?: number;
  /** When the last good answer came, if there has been none at all since. */
  silentSince?: number;
  /** The samples so far. */
  tally?: Tally;
};

/** The samples of a step so far. */
export type Tally = {
  /** Milliseconds of each; a failed sample counts as having taken the whole timeout. */
  times: readonly number[];
  errors: number;
  /** What was wrong with the first failed one. */
  firstFault?: string;
  /** That of the answer which proves least. */
  proof: Proof;
  isCertain: boolean;
};

/** A step that has ended, or one that continues in the next call. */
export type StepResult = {
  judgement: Judgement;
  progress?: Progress;
  /** It was being sent when the invocation's time was up. */
  isCut?: true;
};

/** What steps need from outside. */
export type StepPorts = {
  /**
   * Sends the step's request once. At most as many are under way as the suite allows.
   *
   * @param isSample - whether no answer is an answer of its own, which is not asked for again
   */
  attempt(step: SuiteStep, isSample: boolean): Promise<StepAttempt>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits until then, and resolves to whether it did: not if it is too long, if the invocation ends before, or if another step has failed. */
  waitUntil(time: number): Promise<boolean>;
  /** Whether nothing should be waited for, because a step has failed or the invocation's time is up. */
  isStopped(): boolean;
  /** A step has failed: the others need not wait any longer. */
  stop(): void;
  /** For teardown, which may wait although a step has failed. */
  resume(): void;
};
