/** One request that a listener sent on, and the target's answer. */
export type AnsweredRequest = {
  listenerArn: string;
  targetGroupArn: string;
  /** Undefined: the target did not answer. */
  status: number | undefined;
  /** In real time, until the headers of the answer came. */
  seconds: number;
};
