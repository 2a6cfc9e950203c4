import type { FakeView } from './fake-slack.ts';

/** All that somebody reads in a form. */
export function textOf(shown: unknown): string {
  const { title, blocks } = shown as FakeView;
  return [title, ...blocks.flatMap(({ text, label }) => [text?.text ?? [], label?.text ?? []].flat())].join('\n');
}
