/** The stories that `greenlight demo --play` can play. */
export const stories = ['approve', 'reject', 'smoke-fails', 'alarm-fires', 'pause'] as const;

export type Story = (typeof stories)[number];
