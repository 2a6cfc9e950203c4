import { Ajv2020, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import { isJsonObject, type JsonObject } from '../../../../hook/json.ts';
import { compileLinearRegex } from '../../../../wording/linear-regex.ts';
import { formatValue, isSecretName, messageOf, shorten } from '../../../../wording/values.ts';
import { limitTime } from '../../../../wording/within-time.ts';
import { formatJson } from '../format-json.ts';

/** Returns the violations, as clauses with the path of each and without values; empty if there are none. Throws if it takes too long. */
export type SchemaValidator = (root: unknown) => readonly string[];

/**
 * Compiles a JSON Schema (2020-12). A `$ref` leads only into the schema itself: nothing is ever requested. `pattern` and `patternProperties` are
 * regular expressions that take linear time. `format` describes and does not validate, which is the default of 2020-12. Throws an error that says
 * what is wrong with the schema, unknown keywords included.
 *
 * @see https://json-schema.org/draft/2020-12
 */
export function compileJsonSchema(schema: JsonObject): SchemaValidator {
  const validate = limitTime(() => compile(schema))();
  return limitTime((root: unknown) => (validate(root) === true ? [] : formatViolations(validate.errors ?? [])));
}

function compile(schema: JsonObject): ValidateFunction {
  const { $schema } = schema;
  if ($schema !== undefined && $schema !== dialect && $schema !== `${dialect}#`) {
    throw new Error(`expected a schema of ${dialect}, not of ${formatValue($schema)}`);
  }
  try {
    const validate = newAjv().compile(schema);
    // Its result is a promise, which is always true.
    if ('$async' in validate) throw new Error('$async is not supported');
    return validate;
  } catch (error) {
    throw new Error(`expected a JSON Schema: ${shorten(messageOf(error).replace(/^strict mode: /, ''), 300)}`);
  }
}

const dialect = 'https://json-schema.org/draft/2020-12/schema';

function newAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    validateFormats: false,
    logger: false,
    // Violations then have the value found.
    verbose: true,
    code: { regExp: linearRegExp },
  });
  // Ajv's own compares every item with every other one.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({ keyword: 'uniqueItems', type: 'array', validate: areUnique });
  return ajv;
}

/** Ajv keeps one expression for all that have the same string. `code` is only for validators that are written to a file. */
const linearRegExp = Object.assign(
  (pattern: string) => ({ ...compileLinearRegex(pattern), toString: () => `/${pattern}/` }),
  { code: 'compileLinearRegex' },
) as unknown as NonNullable<NonNullable<Options['code']>['regExp']>;

function areUnique(wanted: boolean, items: readonly unknown[]): boolean {
  return !wanted || new Set(items.map(canonical)).size === items.length;
}

/** Equal for equal values: the order of an object's members does not count. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    isJsonObject(inner) ? Object.fromEntries(Object.entries(inner).toSorted(byName)) : inner,
  );
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}

const maxViolations = 3;

/** The last one is about the outermost keyword, such as `anyOf`; those before it say why. */
function formatViolations(errors: readonly ErrorObject[]): readonly string[] {
  const clauses = [...new Set(errors.toReversed().map(formatViolation))];
  const shown = clauses.slice(0, maxViolations);
  const hidden = clauses.length - shown.length;
  return hidden > 0 ? [...shown, `${hidden} more violations of the schema`] : shown;
}

function formatViolation({ instancePath, message = 'does not match the schema', data }: ErrorObject): string {
  const path = formatPointer(instancePath);
  const isScalar = typeof data !== 'object' || data === null;
  const found = isScalar && !isSecretName(path) ? ` is ${formatJson(data)} and` : '';
  return shorten(`${path}${found} ${message.replaceAll('"', "'")}`, 200);
}

/** `/items/0/build-id` as `$.items[0]['build-id']`. */
function formatPointer(pointer: string): string {
  const steps = pointer.split('/').slice(1);
  return `$${steps.map((step) => formatStep(step.replaceAll('~1', '/').replaceAll('~0', '~'))).join('')}`;
}

function formatStep(step: string): string {
  if (/^\d+$/.test(step)) return `[${step}]`;
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(step) ? `.${step}` : `['${step.replace(/['\\]/g, String.raw`\$&`)}']`;
}
