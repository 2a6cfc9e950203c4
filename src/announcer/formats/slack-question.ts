import { slackButtons } from '../../approval/slack/slack-buttons.ts';
import { requestKey } from '../../storage/keys.ts';
import type { Announcement } from '../news/announcement.ts';
import { slackMessage } from './slack-message.ts';

/**
 * A message with two buttons, by which a form opens: none of them decides anything. Without buttons if it is not about a gate.
 *
 * @see https://docs.slack.dev/reference/block-kit/block-elements/button-element
 */
export function slackQuestion(announcement: Announcement) {
  const message = slackMessage(announcement);
  const { gate, deployment } = announcement;
  if (!gate) return message;
  const value = requestKey({ ...deployment, stage: gate.stage, step: gate.step, gate: gate.name });
  const elements = [
    { ...button('Approve…', value), style: 'primary', action_id: slackButtons.approve },
    { ...button('Reject…', value), style: 'danger', action_id: slackButtons.reject },
  ];
  return { ...message, blocks: [...message.blocks, { type: 'actions', elements }] };
}

function button(text: string, value: string) {
  return { type: 'button', text: { type: 'plain_text', text, emoji: false }, value };
}
