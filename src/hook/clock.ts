/** Where the time comes from. Passed in, so that a test, the simulator and the sped-up sandbox can own it. */
export interface Clock {
  now(): Date;
}
