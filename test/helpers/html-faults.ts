import { HtmlValidate } from 'html-validate';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // A matter of taste, and ours is lower case.
    'doctype-style': ['error', { style: 'lowercase' }],
    // Templates leave it where a part is absent; no reader notices.
    'no-trailing-whitespace': 'off',
  },
});

/** What is wrong with a page, a line each; empty for a valid one. */
export async function htmlFaults(page: string): Promise<string[]> {
  const { results } = await validator.validateString(page);
  return results.flatMap(({ messages }) =>
    messages.map(({ line, ruleId, message }) => `line ${line}: ${ruleId}: ${message}`),
  );
}
