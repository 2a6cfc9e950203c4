/** The buttons of a message. Their value is the key of a request; nothing is decided by pressing one. */
export const slackButtons = { approve: 'greenlight-approve', reject: 'greenlight-reject' } as const;

export type SlackChoice = keyof typeof slackButtons;

/** The choice of a button; undefined for another app's. */
export function choiceOfButton(actionId: string): SlackChoice | undefined {
  if (actionId === slackButtons.approve) return 'approve';
  return actionId === slackButtons.reject ? 'reject' : undefined;
}
