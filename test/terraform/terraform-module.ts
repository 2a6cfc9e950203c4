import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@cdktf/hcl2json';
import type { PythonTool } from '../../scripts/python-tools.ts';
import { convert, parseType } from './module-types.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

type Rule = { condition: string; error_message: string };
type Variable = { type: string; default?: unknown; nullable?: boolean; description: string; validation?: Rule[] };
type Output = { value: string; description: string; precondition?: Rule[] };

/** The files of a module together, as the parser writes them in JSON: an expression is a string with `${` and `}` around it. */
export type TerraformModule = {
  variable: Readonly<Record<string, Variable>>;
  output: Readonly<Record<string, Output>>;
  locals: Readonly<Record<string, unknown>>;
  module: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  resource: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** @param folder - in the project, such as `terraform/hooks` */
export async function readTerraformModule(folder: string): Promise<TerraformModule> {
  const files = readdirSync(join(project, folder)).filter((file) => file.endsWith('.tf'));
  const parsed = await Promise.all(files.map((file) => parse(file, readFileSync(join(project, folder, file), 'utf8'))));
  const blocks = (kind: string) => parsed.map((file) => file[kind] ?? {});
  const single = (kind: string) =>
    Object.fromEntries(
      blocks(kind).flatMap((block) => Object.entries<unknown[]>(block).map(([name, [body]]) => [name, body])),
    );
  const variables = Object.entries(single('variable') as Record<string, Variable>);
  return {
    variable: Object.fromEntries(variables.map(([name, each]) => [name, { ...each, type: insideOf(each.type) }])),
    output: single('output'),
    locals: Object.assign({}, ...blocks('locals').flat()),
    module: single('module'),
    resource: Object.assign({}, ...blocks('resource')),
  } as TerraformModule;
}

/** The body of a resource. */
export function resourceOf(module: TerraformModule, type: string, name: string): Readonly<Record<string, unknown>> {
  const [body] = (module.resource[type]?.[name] ?? []) as Readonly<Record<string, unknown>>[];
  if (body === undefined) throw new Error(`the module has no resource "${type}" "${name}"`);
  return body;
}

export type Evaluated = { problems: string[]; locals: Readonly<Record<string, unknown>> };

/**
 * What Terraform would say of a module that is called with these arguments: the messages of the validations and preconditions that fail, and the
 * values of these locals and of those that they need.
 *
 * @param tool - the Python environment with HashiCorp's parser, which evaluates the expressions
 * @throws Error if an argument has another type than its variable, or is missing
 */
export function evaluateModule(
  module: TerraformModule,
  given: Readonly<Record<string, unknown>>,
  wanted: readonly string[],
  tool: PythonTool,
): Evaluated {
  const variables = Object.entries(module.variable).map(([name, variable]) => {
    const value = given[name] ?? variable.default;
    if (value === undefined) throw new Error(`the argument "${name}" is required`);
    return [name, convert(value, parseType(variable.type), name)];
  });
  const rules = [
    ...Object.values(module.variable).flatMap(({ validation = [] }) => validation),
    ...Object.values(module.output).flatMap(({ precondition = [] }) => precondition),
  ];
  const needed = inOrder(module, [...wanted, ...rules.flatMap((rule) => localsIn(JSON.stringify(rule)))]);
  const asked = [
    ...needed.map((name) => [`local.${name}`, toExpression(module.locals[name])]),
    ...rules.map(({ condition, error_message }) => [
      '',
      `${insideOf(condition)} ? null : ${toExpression(error_message)}`,
    ]),
  ];
  const scope = { var: Object.fromEntries(variables), local: {} };
  const values = JSON.parse(
    execFileSync(tool.bin('python'), [join(project, 'tools/python/hcl/evaluate.py')], {
      input: JSON.stringify({ scope, expressions: asked }),
      encoding: 'utf8',
    }),
  ) as unknown[];
  return {
    locals: Object.fromEntries(needed.map((name, index) => [name, values[index]])),
    problems: values.slice(needed.length).filter((message) => message !== null) as string[],
  };
}

/** These locals and those that they refer to, each after what it needs. */
function inOrder(module: TerraformModule, names: readonly string[], done: readonly string[] = []): readonly string[] {
  return names.reduce((known, name) => {
    if (known.includes(name)) return known;
    return [...inOrder(module, localsIn(JSON.stringify(module.locals[name])), known), name];
  }, done);
}

function localsIn(text: string): string[] {
  return [...text.matchAll(/\blocal\.(\w+)/g)].map(([, name = '']) => name);
}

function toExpression(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toExpression).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, each]) => `${JSON.stringify(key)} = ${toExpression(each)}`)
      .join(', ')} }`;
  if (typeof value !== 'string') return JSON.stringify(value);
  const whole = insideOf(value);
  if (whole !== value) return `(${whole})`;
  // Text with expressions in it; quotes in those must stay as they are.
  return `"${value.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}|[\\"\n]/g, (part) => (part.length > 1 ? part : JSON.stringify(part).slice(1, -1)))}"`;
}

/** What is in `${…}` if that is all of it; `${a} and ${b}` is text. */
function insideOf(text: string): string {
  if (!text.startsWith('${')) return text;
  let depth = 0;
  const end = [...text].findIndex((letter) => {
    depth += letter === '{' ? 1 : letter === '}' ? -1 : 0;
    return letter === '}' && depth === 0;
  });
  return end === text.length - 1 ? text.slice(2, -1) : text;
}
