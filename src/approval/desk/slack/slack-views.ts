import type { SlackChoice } from '../../slack/slack-buttons.ts';
import type { SlackView } from '../../slack/slack-reply.ts';

/** Of a form, by what is asked there. */
export const slackBlocks = { looked: 'looked', reason: 'reason', item: (at: number) => `item-${at}` } as const;

export const slackCallback = 'greenlight-decide';
/** Of each element: a block has only one. */
export const slackInput = 'answer';

const maxSection = 2900;
const maxLabel = 2000;
const maxSections = 20;

export type DecisionForm = {
  choice: SlackChoice;
  /** What is decided about, one line each. */
  about: readonly string[];
  /** The sentence to tick; undefined for a rejection. */
  looked: string | undefined;
  items: readonly string[];
  reason: { isNeeded: boolean; hint: string; maxCharacters: number };
  metadata: string;
};

/**
 * The form of a decision. Undefined if what it is about does not fit: nobody decides by less than all of it.
 *
 * @see https://docs.slack.dev/reference/views/modal-views
 */
export function decisionView(form: DecisionForm): SlackView | undefined {
  const sections = sectionsOf(form.about);
  if (!sections) return undefined;
  const ticks = [
    ...(form.looked === undefined ? [] : [tick(slackBlocks.looked, form.looked)]),
    ...form.items.map((item, at) => tick(slackBlocks.item(at), item)),
  ];
  return {
    type: 'modal',
    callback_id: slackCallback,
    title: plain(form.choice === 'approve' ? 'Approve' : 'Reject'),
    submit: plain(form.choice === 'approve' ? 'Approve' : 'Reject'),
    close: plain('Cancel'),
    private_metadata: form.metadata,
    blocks: [...sections, ...ticks, reasonInput(form.reason)],
  };
}

/** A view that only says something. */
export function messageView(title: string, text: string): SlackView {
  return {
    type: 'modal',
    title: plain(title.slice(0, 24)),
    close: plain('Close'),
    blocks: [{ type: 'section', text: plain(text.slice(0, maxSection)) }],
  };
}

/** The lines in as many sections as they need. */
function sectionsOf(lines: readonly string[]) {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (line.length > maxSection) return undefined;
    if (last !== undefined && last.length + line.length < maxSection) texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts.length > maxSections ? undefined : texts.map((text) => ({ type: 'section', text: plain(text) }));
}

/** Options have 75 characters at most, and labels 2,000. */
function tick(block: string, label: string) {
  const element = { type: 'checkboxes', action_id: slackInput, options: [{ text: plain('Yes'), value: 'yes' }] };
  return { type: 'input', block_id: block, label: plain(label.slice(0, maxLabel)), element };
}

function reasonInput({ isNeeded, hint, maxCharacters }: DecisionForm['reason']) {
  return {
    type: 'input',
    block_id: slackBlocks.reason,
    optional: !isNeeded,
    label: plain('Reason'),
    ...(hint !== '' && { hint: plain(hint.slice(0, maxLabel)) }),
    element: { type: 'plain_text_input', action_id: slackInput, multiline: true, max_length: maxCharacters },
  };
}

function plain(text: string) {
  return { type: 'plain_text', text, emoji: false };
}
