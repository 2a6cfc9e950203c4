/** The stories that `greenlight demo --play` can play. */
export const stories = ['approve', 'reject', 'smoke-fails', 'alarm-fires'] as const;

export type Story = (typeof stories)[number];
