import { isJsonObject, type JsonValue } from '../../../hook/json.ts';
import { maxRequestBytes } from '../probe/probe-request.ts';
import { parseTemplate, type Template } from './template.ts';

/** Replaces the placeholders of a request; throws if one of them cannot be replaced. */
export type Filler = {
  path(text: string): string;
  header(value: string, name: string): string;
  /** A name or value of a form, or a whole text. */
  text(text: string): string;
  json(value: JsonValue): JsonValue;
};

/** A placeholder that cannot be replaced. The message names it, and never its value. */
export class FillError extends Error {
  override readonly name = 'FillError';
  /** There is no value yet: the request that captures it did not get a good answer. */
  readonly isMissing: boolean;

  constructor(message: string, isMissing = false) {
    super(message);
    this.isMissing = isMissing;
  }
}

type Lookup = (name: string) => JsonValue | undefined;

/**
 * Replaces placeholders by their values, encoded for the place they are in: a value never becomes a second header, another segment of a path,
 * another parameter or another host. Each method throws a {@link FillError}.
 */
export function makeFiller(lookup: Lookup): Filler {
  return {
    path: (text) => fillPath(templateOf(text), lookup),
    header(value, name) {
      const filled = fillText(value, lookup);
      if (/^[\t\x20-\x7e]*$/.test(filled)) return filled;
      throw new FillError(
        `the value of ${value} has a line break, or is not ASCII, and cannot be sent in the header ${name}`,
      );
    },
    text: (text) => fillText(text, lookup),
    json: (value) => fillJson(value, lookup),
  };
}

/** Text in which the values are written as they are. */
export function fillText(text: string, lookup: Lookup): string {
  const filled = templateOf(text)
    .map((part) => ('name' in part ? textOf(part.name, lookup) : part.text))
    .join('');
  if (filled.length > maxRequestBytes) throw new FillError('the values of the placeholders are too long');
  return filled;
}

/** JSON in which a string that consists of one placeholder becomes its value, with its type. */
export function fillJson(value: JsonValue, lookup: Lookup): JsonValue {
  if (typeof value === 'string') {
    const [only, other] = templateOf(value);
    return only !== undefined && 'name' in only && other === undefined
      ? namedValue(only.name, lookup)
      : fillText(value, lookup);
  }
  if (Array.isArray(value)) return value.map((each) => fillJson(each, lookup));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fillJson(each, lookup)]));
}

function templateOf(text: string): Template {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new FillError(parsed.problem);
  return parsed.template;
}

function namedValue(name: string, lookup: Lookup): JsonValue {
  const value = lookup(name);
  if (value === undefined) throw new FillError(`{{${name}}} was not captured`, true);
  return value;
}

function textOf(name: string, lookup: Lookup): string {
  const value = namedValue(name, lookup);
  if (typeof value !== 'object') return String(value);
  const what = value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object';
  throw new FillError(`{{${name}}} is ${what}, which only a whole value of a JSON body can be`);
}

function fillPath(template: Template, lookup: Lookup): string {
  let path = '';
  let segment = '';
  let names: string[] = [];
  let isQuery = false;
  const endSegment = () => {
    // Servers resolve such segments, encoded or not, and so reach another path.
    if (!isQuery && names.length > 0 && /^(?:\.|%2e){0,2}$/i.test(segment)) {
      throw new FillError(`the value of {{${names[0]}}} would change the path`);
    }
    path += segment;
    segment = '';
    names = [];
  };
  for (const part of template) {
    if ('name' in part) {
      names.push(part.name);
      segment += encodeURIComponent(textOf(part.name, lookup).toWellFormed());
      continue;
    }
    const literal = part.text === '{{' ? '%7B%7B' : part.text;
    for (const character of literal) {
      if (character === '/' || character === '?') {
        endSegment();
        path += character;
        isQuery ||= character === '?';
      } else segment += character;
    }
  }
  endSegment();
  return path;
}
