/** The stories that `greenlight demo --play` can play. */
export const stories = [
  'approve',
  'reject',
  'smoke-fails',
  'alarm-fires',
  'pause',
  'quorum',
  'two-rules',
  'sign-in',
  'metrics-fail',
  'metrics-pass',
] as const;

export type Story = (typeof stories)[number];
