import * as v from 'valibot';
import { approvalConfigSchema } from '../../../src/checks/approval/approval-config.ts';
import { formatIssues } from '../../../src/wording/values.ts';
import { code, fence, table } from '../markdown.ts';
import { describeKeys } from './describe-schema.ts';
import { keyComments } from './key-comments.ts';
import { type KeysSection, keysSections } from './keys-sections.ts';

/** `hookDetails` of each hook, from the schemas that the hooks validate with. */
export function hookDetailsPage(): string {
  return `# hookDetails

What each hook accepts in \`hookDetails\`, generated from the schemas that the hooks themselves validate with: defaults, limits and messages cannot differ
from the code. An unknown key or a wrong value fails the gate at its first call. The hook's log has the path of the field, its value and what is expected.

${keysSections.map(section).join('\n\n')}

## What a wrong value looks like

${fence('', wrongValue())}
`;
}

function section([title, text, schema, ...sources]: KeysSection): string {
  const comment = keyComments(...sources);
  const keys = describeKeys(schema);
  const rows = keys.map(({ name, kind, isRequired, defaultValue, bounds }) => [
    code(name),
    kind === 'one of' ? bounds : [kind, bounds].filter(Boolean).join(', '),
    isRequired
      ? 'required'
      : defaultValue === undefined || defaultValue === '[]' || defaultValue === '{}'
        ? 'none'
        : code(defaultValue),
    comment(name),
  ]);
  const expects = keys.flatMap(({ name, expects }) => expects.map((message) => `- ${code(name)}: ${message}`));
  return [
    `## ${title}`,
    text,
    table(['key', 'takes', 'default', 'meaning'], rows),
    expects.length > 0 ? `The hook's messages about wrong values:\n\n${expects.join('\n')}` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function wrongValue(): string {
  const { issues } = v.safeParse(approvalConfigSchema, { deadlineMinutes: 2000, reviewer: 'ana@example.com' });
  return formatIssues(issues ?? [], 'hookDetails');
}
