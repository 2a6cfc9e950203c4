import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { browserConfigSchema } from '../../src/checks/browser/browser-config.ts';
import { findKeyComments } from '../docs/pages/key-comments.ts';
import { convertSchema } from './convert-schema.ts';
import { gateSchema } from './gate-schema.ts';
import type { JsonSchema, SchemaObject } from './json-schema.ts';
import { wantedBy } from './wanted-by.ts';

/** The folder of the types of `hookDetails` that the construct for AWS CDK takes. */
export const detailsTypesFolder = 'src/cdk/details';

/**
 * TypeScript types of `hookDetails`, by file name, made from the schemas that the hooks validate with. Nothing is required at the top of a check, because
 * defaults in Parameter Store may have it.
 */
export function detailsTypes(): Readonly<Record<string, string>> {
  const { definitions = {}, properties = {} } = gateSchema() as { definitions?: Schemas; properties?: Schemas };
  const { entry = {}, ...parts } = definitions;
  const { checks, ask, ...kitKeys } = properties;
  const { definitions: ofBrowser, ...browser } = browserSchema();
  if (Object.keys(ofBrowser as object).length > 0) throw new Error('the browser check has definitions; put them here');
  const files = Map.groupBy(Object.entries({ ...parts, browser }), ([name]) => fileOf(name));
  const types: Record<string, Types> = {
    ...Object.fromEntries([...files].map(([file, all]) => [file, all.map(([name, value]) => [typeName(name), value])])),
    'hook-keys': [['HookKeys', { type: 'object', properties: kitKeys }]],
    'gate-details': [
      ['GateDetails', { type: 'object', properties: { checks, ask } }],
      ['GateEntry', entry],
    ],
  };
  return formatted(Object.fromEntries(Object.keys(types).map((file) => [file, fileText(file, types)])));
}

type Schemas = Readonly<Record<string, SchemaObject>>;
type Types = readonly (readonly [name: string, schema: SchemaObject])[];

function browserSchema(): SchemaObject {
  const comments = findKeyComments(['src/checks/browser/*-config.ts', 'src/checks/terms/apply-terms.ts']);
  return convertSchema(browserConfigSchema, {
    overrides: new Map(),
    describe: (key, part) => comments.get(key) ?? wantedBy(part),
  });
}

/** The names of definitions are made up by the conversion, and those of smoke tests fill several files. */
const inner: Readonly<Record<string, readonly [file: string, type: string]>> = {
  'smoke/not': ['smoke-expect', 'JsonExpectation'],
  'smoke/not2': ['smoke-expect', 'HeaderExpectation'],
  'smoke/not3': ['smoke-expect', 'TextExpectation'],
  'smoke/count': ['smoke-expect', 'NumberExpectation'],
  'smoke/expect': ['smoke-expect', 'SmokeExpect'],
  'smoke/setup': ['smoke-setup', 'SmokeSetup'],
  'smoke/auth': ['smoke-auth', 'SmokeAuth'],
};

function fileOf(name: string): string {
  return inner[name]?.[0] ?? `${name.replace(/\/.*/, '')}-details`;
}

/** `approval/deputies` is ApprovalDeputies, `http-gate` is HttpGateDetails. */
function typeName(name: string): string {
  if (name === 'entry') return 'GateEntry';
  const words = name.split(/[/-]/).map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return inner[name]?.[1] ?? `${words.join('')}${name.includes('/') ? '' : 'Details'}`;
}

function fileText(file: string, all: Readonly<Record<string, Types>>): string {
  const texts = Object.fromEntries(Object.entries(all).map(([each, types]) => [each, textOf(types)]));
  const own = (all[file] ?? []).map(([name]) => name);
  const others = Object.entries(texts).filter(([each]) => each !== file);
  const isUsed = (name: string, text: string) => new RegExp(`\\b${name}\\b`).test(text);
  const text = texts[file] ?? '';
  const imports = others.flatMap(([each]) => {
    const used = (all[each] ?? []).map(([name]) => name).filter((name) => isUsed(name, text));
    return used.length > 0 ? [`import type { ${used.toSorted().join(', ')} } from './${each}.ts';`] : [];
  });
  imports.sort((one, other) => (specifierOf(one) < specifierOf(other) ? -1 : 1));
  if (isUsed('JsonValue', text)) imports.unshift("import type { JsonValue } from '../../hook/json.ts';");
  const isPublic = (name: string, index: number) =>
    (index === 0 && name.endsWith('Details')) || name === 'HookKeys' || others.some(([, other]) => isUsed(name, other));
  const exported = own
    .filter(isPublic)
    .reduce((all, name) => all.replace(`type ${name} =`, `${aboutType(file, name)}export type ${name} =`), text);
  return ['// Written by npm run schemas from the schemas of the hooks.', imports.join('\n'), exported]
    .filter((part) => part !== '')
    .join('\n\n');
}

function aboutType(file: string, name: string): string {
  if (name === 'HookKeys') return '/** What every hook has in its `hookDetails`. */\n';
  const check = file.replace(/-details$/, '');
  return name.endsWith('Details')
    ? `/** ${check === 'gate' ? 'What the gate hook' : `What the ${check} check`} can be configured with. */\n`
    : '';
}

function specifierOf(line: string): string {
  return line.slice(line.indexOf("'"));
}

function textOf(types: Types): string {
  return types
    .map(([name, schema]) => `type ${name} = ${typeOf(name.endsWith('Details') ? withoutRequired(schema) : schema)};\n`)
    .join('\n');
}

function withoutRequired({ required: _, ...rest }: SchemaObject): SchemaObject {
  return rest;
}

/** In the style of the project. All at once: the program takes longer to start than to format. */
function formatted(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const marker = '// file: ';
  const text = Object.entries(files).map(([file, each]) => `${marker}${file}\n\n${each}`);
  const biome = fileURLToPath(new URL('../../node_modules/.bin/biome', import.meta.url));
  const output = execFileSync(biome, ['format', '--stdin-file-path=details.ts'], {
    input: text.join('\n'),
    encoding: 'utf8',
  });
  const parts = output.split(marker).slice(1);
  return Object.fromEntries(
    parts.map((part) => [`${part.split('\n', 1)[0]}.ts`, `${part.slice(part.indexOf('\n')).trim()}\n`]),
  );
}

function typeOf(schema: JsonSchema): string {
  const options = [...new Set(optionsOf(schema))];
  return options.join(' | ');
}

/** The members of the union that a schema is. */
function optionsOf(schema: JsonSchema): string[] {
  if (schema === false) return ['never'];
  const { $ref: reference, allOf, anyOf, const: only, enum: values, type } = schema;
  if (typeof reference === 'string') return [typeName(reference.replace('#/definitions/', '').replace('~1', '/'))];
  if (Array.isArray(allOf)) return optionsOf(allOf[0] as JsonSchema);
  if (Array.isArray(anyOf)) return (anyOf as JsonSchema[]).flatMap(optionsOf);
  if ('const' in schema) return [literal(only)];
  if (Array.isArray(values)) return values.map(literal);
  if (Array.isArray(type)) return type.flatMap((each) => optionsOf({ ...schema, type: each }));
  if (type === 'integer') return ['number'];
  if (type === 'array') return [`readonly (${typeOf((schema['items'] ?? {}) as JsonSchema)})[]`];
  if (type === 'object') return [objectOf(schema)];
  return [typeof type === 'string' ? type : 'JsonValue'];
}

function objectOf(schema: SchemaObject): string {
  const {
    properties,
    additionalProperties,
    required = [],
  } = schema as {
    properties?: Schemas;
    additionalProperties?: JsonSchema | boolean;
    required?: readonly string[];
  };
  if (properties === undefined) {
    const value = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'JsonValue';
    return `Readonly<Record<string, ${value}>>`;
  }
  const lines = Object.entries(properties).map(
    ([key, value]) => `${commentOn(value)}readonly '${key}'${required.includes(key) ? '' : '?'}: ${typeOf(value)};\n`,
  );
  return `{\n${lines.join('')}}`;
}

/** Not what the type says, too. */
function commentOn({ description }: SchemaObject): string {
  const isMore =
    typeof description === 'string' && !/^(A number|A string|True or false|One of "[^.]*")\.$/.test(description);
  return isMore ? `/** ${description.replaceAll('*/', '* /')} */\n` : '';
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
