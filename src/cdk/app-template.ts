import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A parameter of the template, with what CloudFormation would check. */
export type TemplateParameter = {
  Type: string;
  Description?: string;
  Default: string | number;
  AllowedValues?: readonly (string | number)[];
  AllowedPattern?: string;
  ConstraintDescription?: string;
  MinValue?: number;
  MaxValue?: number;
  MaxLength?: number;
};

/** A value for each parameter of the template, by the name that it has there. */
export type ParameterValues = Readonly<Record<string, string | number>>;

/** The sections of the template. */
export type AppTemplate = {
  Parameters: Readonly<Record<string, TemplateParameter>>;
  Rules: Readonly<Record<string, { Assertions: readonly { Assert: unknown; AssertDescription: string }[] }>>;
  Conditions: Readonly<Record<string, unknown>>;
  Resources: Readonly<
    Record<string, TemplateElement & { Type: string; Properties?: Readonly<Record<string, unknown>> }>
  >;
  Outputs: Readonly<Record<string, TemplateElement>>;
} & Readonly<Record<string, unknown>>;

/** A resource or an output, which a condition may leave out. */
export type TemplateElement = { Condition?: string; DependsOn?: string | readonly string[] };

/** Reads a template, with short intrinsics such as `!Ref` in their long form. */
export function readAppTemplate(file: string): AppTemplate {
  return parse(readFileSync(file, 'utf8'), { customTags: intrinsics.flatMap(tagsOf) });
}

const intrinsics = [
  ...['Ref', 'Condition', 'And', 'Equals', 'FindInMap', 'GetAtt', 'If', 'Join', 'Not', 'Or', 'Select', 'Split', 'Sub'],
];

function tagsOf(name: string) {
  const tag = `!${name}`;
  const resolveList = (node: { toJSON(): unknown }) => inLongForm(name, node.toJSON());
  return [
    { tag, resolve: (text: string) => inLongForm(name, text) },
    { tag, collection: 'seq' as const, resolve: resolveList },
  ];
}

function inLongForm(name: string, value: unknown): unknown {
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  // The dot after the id; the attribute may have some, too.
  return { [`Fn::${name}`]: name === 'GetAtt' && typeof value === 'string' ? value.split(/\.(.*)/, 2) : value };
}
