import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';

const project = fileURLToPath(new URL('../..', import.meta.url));

const anything = v.record(v.string(), v.unknown());

const templateSchema = v.object({
  Metadata: v.object({
    'AWS::CloudFormation::Interface': v.object({
      ParameterGroups: v.array(v.object({ Label: v.object({ default: v.string() }), Parameters: v.array(v.string()) })),
    }),
  }),
  Parameters: v.record(
    v.string(),
    v.looseObject({
      Type: v.string(),
      Default: v.optional(v.union([v.string(), v.number(), v.boolean()])),
      Description: v.optional(v.string(), ''),
      AllowedValues: v.optional(v.array(v.union([v.string(), v.number()]))),
      AllowedPattern: v.optional(v.string()),
      MinValue: v.optional(v.union([v.string(), v.number()])),
      MaxValue: v.optional(v.union([v.string(), v.number()])),
    }),
  ),
  Resources: v.record(v.string(), v.looseObject({ Type: v.string(), Properties: v.optional(anything, {}) })),
  Outputs: v.record(v.string(), v.looseObject({ Description: v.optional(v.string(), '') })),
});

export type DocsTemplate = v.InferOutput<typeof templateSchema>;

/** The part of the package `yaml` that is used here; it is in the site generator's own folder. */
type Yaml = { parse(text: string, options: { customTags: unknown[] }): unknown };

const intrinsics = [
  'Ref',
  'Sub',
  'GetAtt',
  'If',
  'Not',
  'Equals',
  'And',
  'Or',
  'Join',
  'Select',
  'Split',
  'Condition',
  'FindInMap',
  'ImportValue',
  'GetAZs',
  'Base64',
  'Cidr',
  'ToJsonString',
  'Transform',
];

/** Reads `template.yaml`, with short intrinsics such as `!Ref` in their long form. */
export function readTemplate(tools: string): DocsTemplate {
  const { parse } = createRequire(join(tools, 'package.json'))('yaml') as Yaml;
  const customTags = intrinsics.flatMap((name) => {
    const key = ['Ref', 'Condition'].includes(name) ? name : `Fn::${name}`;
    const collected = (node: { toJSON(): unknown }) => ({ [key]: node.toJSON() });
    return [
      { tag: `!${name}`, resolve: (text: string) => ({ [key]: text }) },
      { tag: `!${name}`, collection: 'seq', resolve: collected },
      { tag: `!${name}`, collection: 'map', resolve: collected },
    ];
  });
  return v.parse(templateSchema, parse(readFileSync(join(project, 'template.yaml'), 'utf8'), { customTags }));
}

/**
 * Intrinsics as one string, with what CloudFormation inserts in angle brackets: `{Ref: X}` is `<X>`. `Fn::If` is its first branch, or the
 * second if the first is `AWS::NoValue`, so that what a parameter adds is shown. The tests of the template check each branch instead.
 */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain).filter((one) => one !== '<AWS::NoValue>');
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1) {
    const list = [argument].flat();
    if (name === 'Ref') return `<${String(argument)}>`;
    if (name === 'Fn::Sub') return String(list[0]).replace(/\$\{([^}]+)\}/g, '<$1>');
    // A list of which nothing but the parameter is known.
    if (name === 'Fn::Split') return [plain(list[1])];
    if (name === 'Fn::GetAtt') return `<${list.join('.')}>`;
    if (name === 'Fn::If') return [plain(list[1]), plain(list[2])].find((branch) => branch !== '<AWS::NoValue>');
  }
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]));
}
