import type { PostToSlack } from '../../slack/call-slack.ts';
import type { SlackApp, SlackSource } from '../../slack/slack-app.ts';
import type { Voter } from '../desk-parts.ts';

/** How the desk reaches Slack. */
export type SlackConnection = { app: SlackSource<SlackApp>; post: PostToSlack };

/** Somebody who has done something in Slack. */
type SlackActor = { team: { id: string }; user: { id: string; team_id?: string | undefined } };

/** Who votes with this account; undefined if the operator has mapped it to nobody. */
export function slackVoter({ people }: SlackApp, { team, user }: SlackActor, now: Date): Voter | undefined {
  const by = Object.hasOwn(people, user.id) ? people[user.id] : undefined;
  if (by === undefined) return undefined;
  return { by, via: 'slack', identity: { team: team.id, user: user.id }, at: now.toISOString() };
}

/** What somebody can do whose account is mapped to nobody. */
export function explainUnmapped(userId: string): string {
  return `Greenlight does not know who you are: your Slack account ${userId} is mapped to nobody. Nothing was recorded. Ask your platform team to add "${userId}" with your mail address to "people" in the secret of the Slack app, or use the link in your mail.`;
}

/** What a form belongs to: the choice and the person, and not only the request. */
export function formOfSlack({ team, user }: SlackActor, { key, choice }: { key: string; choice: string }): string {
  return ['slack', team.id, user.id, choice, key].join(' ');
}
