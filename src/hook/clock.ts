/** The source of time. Passed in, so that tests, the simulator and the sped-up sandbox can control it. */
export interface Clock {
  now(): Date;
}
