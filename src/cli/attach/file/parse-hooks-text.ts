import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { isJsonObject } from '../../../hook/json.ts';
import { messageOf } from '../../../wording/values.ts';
import { CliError } from '../../command/cli-error.ts';
import { literalBraces } from './print-hooks.ts';

/**
 * The value of a JSON or YAML string. CloudFormation's short forms (`!Sub …`, `!GetAtt …`) become their long ones, so that they are
 * not mistaken for ordinary strings. In ecspresso's service definition, what `--print ecspresso` writes for `{{` becomes `{{` again.
 *
 * @param name what messages call the text
 * @throws {CliError} if it is neither; the message names what it is instead, if that is recognized
 */
export function parseHooksText(text: string, name: string): unknown {
  const value = parseText(text, name);
  const isDefinition = isJsonObject(value) && Object.hasOwn(value, 'deploymentConfiguration');
  return isDefinition && text.includes(literalBraces) ? parseText(text.replaceAll(literalBraces, '{{'), name) : value;
}

function parseText(text: string, name: string): unknown {
  // JSON is YAML, and YAML's messages name line and column.
  const [document, another] = parseAllDocuments(text).filter((each) => !isEmpty(each));
  if (!document) throw new CliError(`${name} has nothing in it`, { next: printAFile });
  const [problem] = document.errors;
  if (problem) throw notReadable(text, name, problem);
  if (another)
    throw new CliError(`${name} has several documents, and hooks are read from one`, {
      next: 'write all hooks into one list, without the lines --- between',
    });
  visit(document, { Node: (_, node) => longFormOf(node, document) });
  const value = toValue(document, name);
  // Other languages may happen to be one long string of YAML.
  if (typeof value !== 'object') throw notReadable(text, name, undefined);
  return value;
}

/** Programs that print YAML also write `---` before the first document or after the last. */
function isEmpty({ contents, errors }: Document.Parsed): boolean {
  return errors.length === 0 && (contents === null || (isScalar(contents) && contents.value === null));
}

function toValue(document: Document, name: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    // Aliases that contain each other, or expand to too much.
    throw new CliError(`${name} cannot be read: ${messageOf(cause)}`, {
      next: 'write out what its aliases repeat',
      cause,
    });
  }
}

function notReadable(text: string, name: string, cause: YAMLError | undefined): CliError {
  const other = otherLanguages.find(({ pattern }) => pattern.test(text));
  if (other) return new CliError(`${name} is ${other.what}, not JSON or YAML`, { next: other.next, cause });
  const what = cause
    ? `is neither JSON nor YAML: ${firstLineOf(cause)}`
    : 'holds a single value and not a list of hooks';
  return new CliError(`${name} ${what}`, { next: printAFile, cause });
}

const printAFile = 'greenlight attach … --print json prints a file that can be read';

function firstLineOf({ message, linePos }: YAMLError): string {
  const [what = ''] = message.split(/:\n| at line/);
  return linePos ? `${what} at line ${linePos[0].line}, column ${linePos[0].col}` : what;
}

/** For templates of ecspresso. */
export const renderFirst = 'render it first: ecspresso render servicedef > service.json; then --file service.json';

/** What people keep a service's hooks in that cannot be read here. */
const otherLanguages: readonly { pattern: RegExp; what: string; next: string }[] = [
  {
    pattern: /^\s*(resource\s+"|deployment_configuration\s*\{|lifecycle_hook\s*\{)/m,
    what: "Terraform's language",
    next: 'attach the hooks of flags or of a JSON file, and let greenlight attach … --print terraform write the blocks',
  },
  {
    pattern: /\{\{.*?\}\}|^\s*local\s|\bstd\.|^\s*import\s/m,
    what: 'a template (Jsonnet, or with {{ … }})',
    next: renderFirst,
  },
];

/** `!Sub x` as `{"Fn::Sub": "x"}`. */
function longFormOf(node: Node, document: Document): Node | undefined {
  const [, name] = /^!([A-Z][A-Za-z]+)$/.exec(node.tag ?? '') ?? [];
  if (name === undefined || !(isScalar(node) || isMap(node) || isSeq(node))) return undefined;
  const plain = node.clone() as Node;
  delete plain.tag;
  const long = document.createNode({}) as YAMLMap;
  long.set(name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`, plain);
  return long;
}
