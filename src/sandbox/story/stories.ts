/** The stories that `greenlight demo --play` can play. */
export const stories = ['approve', 'reject', 'smoke-fails', 'alarm-fires', 'pause', 'two-rules', 'sign-in'] as const;

export type Story = (typeof stories)[number];
