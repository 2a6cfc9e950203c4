import type * as v from 'valibot';
import { code } from '../../markdown.ts';
import type { DocsTemplate } from '../../read-template.ts';
import { describeKeys, type SchemaKey } from '../describe-schema.ts';
import { keyComments } from '../key-comments.ts';
import { keysSections } from '../keys-sections.ts';
import { type Entry, type EntryGroup, literal } from './entry.ts';

/** Each key of `hookDetails`, by the hook or check that takes it. */
export function detailsGroups(): EntryGroup[] {
  return keysSections.map(([title, text, schema, ...sources]) => ({
    heading: `hookDetails: ${title}`,
    about: text,
    entries: keyEntries(
      title.replace(': a suite in a document', ' suite').replace(/: (?:an? )?/, ' '),
      schema,
      sources,
    ),
  }));
}

/**
 * Each key of an object, with the comment on it.
 *
 * @param owner - what headings call the object
 * @param sources - the files with the comments
 */
export function keyEntries(owner: string, schema: v.GenericSchema, sources: readonly string[]): Entry[] {
  const comment = keyComments(...sources);
  return describeKeys(schema).map((key) => ({
    heading: `${owner.toLowerCase()}: ${key.name}`,
    takes: takesOf(key),
    defaultValue: key.isRequired ? 'required' : defaultOf(key),
    meaning: comment(key.name),
  }));
}

function takesOf({ kind, bounds, expects }: SchemaKey): string {
  const takes = kind === 'one of' ? code(bounds) : [kind, bounds].filter(Boolean).join(', ');
  return expects.length === 0 ? takes : `${takes}; ${expects.map(code).join(', ')}`;
}

function defaultOf({ defaultValue = '[]' }: SchemaKey): string {
  return ['[]', '{}'].includes(defaultValue) ? 'none' : defaultValue;
}

/** Parameters and outputs of the template. */
export function templateGroups({ Parameters, Outputs }: DocsTemplate): EntryGroup[] {
  const parameters = Object.entries(Parameters).map(([name, { Type, Default, Description, AllowedValues }]) => ({
    heading: `parameter: ${name}`,
    takes: AllowedValues?.map((value) => code(String(value))).join(', ') ?? Type,
    defaultValue: Default === undefined ? 'required' : Default === '' ? 'none' : String(Default),
    meaning: literal(Description),
  }));
  const outputs = Object.entries(Outputs).map(([name, { Description }]) => ({
    heading: `output: ${name}`,
    meaning: literal(Description),
  }));
  return [
    { heading: 'Parameters of the template', about: '[By what they are for](./template.md).', entries: parameters },
    { heading: 'Outputs of the template', about: '', entries: outputs },
  ];
}
