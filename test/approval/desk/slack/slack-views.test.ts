import { describe, expect, test } from 'vitest';
import { type DecisionForm, decisionView, messageView } from '../../../../src/approval/desk/slack/slack-views.ts';

const form: DecisionForm = {
  ...{ choice: 'approve', about: ['shop waits', 'until 14:30'], looked: 'I looked', items: ['Tried', 'Told'] },
  ...{ reason: { isNeeded: true, hint: 'Name a ticket', maxCharacters: 500 }, metadata: '{"key":"k"}' },
};
const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
const section = (text: string) => ({ type: 'section', text: plain(text) });
const tick = (block: string, label: string) => ({
  ...{ type: 'input', block_id: block, label: plain(label) },
  element: { type: 'checkboxes', action_id: 'answer', options: [{ text: plain('Yes'), value: 'yes' }] },
});

const blocksOf = (view: ReturnType<typeof decisionView>) =>
  view?.['blocks'] as ReturnType<typeof section>[] | undefined;

describe('the form of a decision in Slack', () => {
  test('of an approval has what is decided, what has to be ticked, and the reason', () => {
    expect(decisionView(form)).toEqual({
      ...{ type: 'modal', callback_id: 'greenlight-decide', private_metadata: '{"key":"k"}' },
      ...{ title: plain('Approve'), submit: plain('Approve'), close: plain('Cancel') },
      blocks: [
        section('shop waits\nuntil 14:30'),
        ...[tick('looked', 'I looked'), tick('item-0', 'Tried'), tick('item-1', 'Told')],
        {
          ...{ type: 'input', block_id: 'reason', optional: false, label: plain('Reason') },
          hint: plain('Name a ticket'),
          element: { type: 'plain_text_input', action_id: 'answer', multiline: true, max_length: 500 },
        },
      ],
    });
  });

  test('of a rejection has nothing to tick, and no hint if none is needed', () => {
    const reason = { isNeeded: false, hint: '', maxCharacters: 500 };
    const view = decisionView({ ...form, choice: 'reject', looked: undefined, items: [], reason });

    expect(view).toMatchObject({ title: plain('Reject'), submit: plain('Reject') });
    expect(blocksOf(view)).toEqual([
      section('shop waits\nuntil 14:30'),
      {
        ...{ type: 'input', block_id: 'reason', optional: true, label: plain('Reason') },
        element: { type: 'plain_text_input', action_id: 'answer', multiline: true, max_length: 500 },
      },
    ]);
  });

  const sectionsFor = (about: readonly string[]) =>
    blocksOf(decisionView({ ...form, about, looked: undefined, items: [] }))
      ?.slice(0, -1)
      .map(({ text }) => text.text.length);

  test.each<[string, readonly number[], readonly number[] | undefined]>([
    ['one line that is as long as a section', [2900], [2900]],
    ['a line that is longer', [2901], undefined],
    ['two lines that just fit together', [1449, 1450], [2900]],
    ['two lines that do not', [1450, 1450], [1450, 1450]],
    ['lines that fit in pairs', [1400, 1400, 1400], [2801, 1400]],
    [
      'as many sections as there may be',
      Array.from({ length: 20 }, () => 2900),
      Array.from({ length: 20 }, () => 2900),
    ],
    ['one section more', Array.from({ length: 21 }, () => 2900), undefined],
  ])('shows all of %s, or is not opened', (_what, lengths, sections) => {
    expect(sectionsFor(lengths.map((length) => 'x'.repeat(length)))).toEqual(sections);
  });

  test('cuts labels and hints to what Slack accepts', () => {
    const long = 'x'.repeat(2001);
    const view = decisionView({ ...form, looked: long, reason: { ...form.reason, hint: long } });
    const cut = { text: 'x'.repeat(2000) };

    expect(blocksOf(view)).toMatchObject([{}, { label: cut }, {}, {}, { hint: cut }]);
  });
});

test('a message in Slack has a title and one section, cut to what Slack accepts', () => {
  expect(messageView('Recorded', 'At 14:00 UTC')).toEqual({
    ...{ type: 'modal', title: plain('Recorded'), close: plain('Close'), blocks: [section('At 14:00 UTC')] },
  });
  expect(messageView('x'.repeat(25), 'y'.repeat(2901))).toMatchObject({
    ...{ title: { text: 'x'.repeat(24) }, blocks: [{ text: { text: 'y'.repeat(2900) } }] },
  });
});
