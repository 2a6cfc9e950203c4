import { hookSchema } from '../../../../src/cli/attach/file/read-hooks-file.ts';
import { createProgram } from '../../../../src/cli/program.ts';
import type { DocsTemplate } from '../../read-template.ts';
import { commandGroups } from './command-entries.ts';
import { documentGroups } from './document-entries.ts';
import { type EntryGroup, renderGroup } from './entry.ts';
import { detailsGroups, keyEntries, templateGroups } from './key-entries.ts';

/** Every command, flag, key, parameter and output on one page, each with a heading of its own, made from what defines it. */
export function everythingPage(template: DocsTemplate): string {
  const parts = everything(template);
  return `# Every command and key

Everything that you can type or write, and what programs get from Greenlight, each with an anchor of its own, so that this site's search (Ctrl K) finds it by its
name. Generated from the definitions of the commands, the schemas and \`template.yaml\`.

## Commands

${parts.commands.map((group) => renderGroup(group, 3)).join('\n\n')}

## Keys in files

${parts.keys.map((group) => renderGroup(group, 3)).join('\n\n')}

## The stack

${parts.stack.map((group) => renderGroup(group, 3)).join('\n\n')}
`;
}

/** The groups of the page, by its main headings. */
export function everything(template: DocsTemplate): Readonly<Record<'commands' | 'keys' | 'stack', EntryGroup[]>> {
  const hooksFile = {
    heading: 'hooks.yaml: a hook',
    about: 'An element of `lifecycleHooks` in [a file of hooks](../attach.md).',
    entries: keyEntries('hook', hookSchema, ['src/cli/attach/file/read-hooks-file.ts']),
  };
  return {
    commands: commandGroups(createProgram()),
    keys: [hooksFile, ...detailsGroups(), ...documentGroups()],
    stack: templateGroups(template),
  };
}
