import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { code } from '../../markdown.ts';
import type { Entry, EntryGroup } from './entry.ts';

const schemas = fileURLToPath(new URL('../../../../schemas', import.meta.url));

type Node = {
  type?: string | string[] | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  default?: unknown;
  description?: string | undefined;
  properties?: Record<string, Node> | undefined;
  required?: string[] | undefined;
  items?: unknown;
  definitions?: Record<string, Node> | undefined;
};

const nodeSchema: v.GenericSchema<Node> = v.looseObject({
  type: v.optional(v.union([v.string(), v.array(v.string())])),
  enum: v.optional(v.array(v.unknown())),
  const: v.optional(v.unknown()),
  default: v.optional(v.unknown()),
  description: v.optional(v.string()),
  properties: v.optional(v.lazy(() => v.record(v.string(), nodeSchema))),
  required: v.optional(v.array(v.string())),
  items: v.optional(v.unknown()),
  definitions: v.optional(v.lazy(() => v.record(v.string(), nodeSchema))),
});

/** Documents that Greenlight reads or writes, by the names of their schemas. */
const documents: readonly { file: string; name: string; about: string; depth?: number }[] = [
  {
    file: 'gate',
    name: 'gate',
    about:
      'The list of checks that a [gate hook](../guides/gate-hook.md) runs. What each check takes is under its own heading.',
    depth: 1,
  },
  {
    file: 'http-gate-question',
    name: 'question',
    about: 'What an [HTTP gate](../guides/http-gate.md) asks your system.',
  },
  {
    file: 'http-gate-answer',
    name: 'answer',
    about: 'What your system answers an [HTTP gate](../guides/http-gate.md).',
  },
  {
    file: 'announcement',
    name: 'announcement',
    about: 'What queues, functions and webhooks get: [announcements](../guides/announcements.md).',
  },
  { file: 'audit', name: 'audit', about: 'The lines of an [audit export](../guides/audit.md).' },
  { file: 'profile', name: 'profile', about: 'What [`greenlight observe`](../guides/observe.md) writes.' },
];

/** Each key of the documents that have a JSON Schema, with inner keys after a full stop. */
export function documentGroups(): EntryGroup[] {
  return documents.map(({ file, name, about, depth = 3 }) => {
    const schema = v.parse(nodeSchema, JSON.parse(readFileSync(join(schemas, `${file}.schema.json`), 'utf8')));
    return {
      heading: `Document: ${name}`,
      about: `${about} [Its JSON Schema](/schemas/${file}.schema.json).`,
      entries: [
        ...entriesOf(schema, name, '', depth),
        ...(depth === 1 ? [] : Object.entries(schema.definitions ?? {})).flatMap(([part, inner]) =>
          entriesOf(inner, name, `${part}.`, depth - 1),
        ),
      ],
    };
  });
}

function entriesOf({ properties = {}, required = [] }: Node, name: string, path: string, depth: number): Entry[] {
  if (depth === 0) return [];
  return Object.entries(properties).flatMap(([key, node]) => {
    const inner = v.safeParse(nodeSchema, node.items);
    const isList = inner.success && inner.output.properties !== undefined;
    return [
      {
        heading: `${name}: ${path}${key}`,
        takes: takesOf(node),
        defaultValue: required.includes(key) ? 'required' : undefined,
        meaning: (node.description ?? '').trim(),
      },
      ...entriesOf(node, name, `${path}${key}.`, depth - 1),
      ...(isList ? entriesOf(inner.output, name, `${path}${key}.`, depth - 1) : []),
    ];
  });
}

function takesOf({ type, enum: values, const: only }: Node): string | undefined {
  if (values) return values.map((value) => code(JSON.stringify(value))).join(', ');
  if (only !== undefined) return code(JSON.stringify(only));
  return type === undefined ? undefined : [type].flat().join(' or ');
}
