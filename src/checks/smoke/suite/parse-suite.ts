import { type Document, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { isJsonObject, type JsonObject } from '../../../hook/json.ts';
import { messageOf, shorten } from '../../../wording/values.ts';

/** The document's keys, or what is wrong with it: a clause with line and column, if they are known. */
type ParsedSuite = { ok: true; keys: JsonObject } | { ok: false; reason: string };

/** What aliases may expand a document to, as JSON. */
const maxExpandedBytes = 1024 * 1024;

/**
 * Parses the document of a suite, YAML 1.2 or JSON, which is part of it. Keys that occur twice, tags, several documents in one, and values that JSON
 * does not have are refused. Loaded only with a suite, because it includes the parser.
 */
export function parseSuite(text: string): ParsedSuite {
  try {
    return read(text);
  } catch (error) {
    return wrong(error instanceof RangeError ? tooDeep : shorten(messageOf(error), 200));
  }
}

const tooDeep = 'it is nested too deeply, or contains itself';

function read(text: string): ParsedSuite {
  const lineCounter = new LineCounter();
  // Without pretty errors: they quote the text, which may hold a secret. With `silent`, a second document would be dropped.
  const document = parseDocument(text, {
    ...{ lineCounter, prettyErrors: false, stringKeys: true, logLevel: 'error' },
    // The parser compares every key with every other, which takes half a minute for 36,000.
    uniqueKeys: false,
  });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined && /call stack/.test(problem.message)) return wrong(tooDeep);
  const place = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return `at line ${line}, column ${col}`;
  };
  if (problem) return wrong(`${shorten(problem.message.split('\n', 1)[0] ?? '', 120)} ${place(problem.pos[0])}`);
  const repeated = findRepeatedKey(document);
  if (repeated) return wrong(`the key ${shorten(repeated.name, 60)} occurs twice ${place(repeated.offset)}`);
  return checkKeys(document.toJS());
}

function findRepeatedKey(document: Document): { name: string; offset: number } | undefined {
  let found: { name: string; offset: number } | undefined;
  visit(document, {
    Map(_, { items }) {
      const names = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (names.has(name)) {
          found = { name, offset: key.range?.[0] ?? 0 };
          return visit.BREAK;
        }
        names.add(name);
      }
      return undefined;
    },
  });
  return found;
}

function checkKeys(keys: unknown): ParsedSuite {
  if (keys === null) return wrong('it is empty; write requests: followed by a list');
  if (!isJsonObject(keys)) return wrong('it must be an object with keys such as requests');
  if ('suite' in keys) return wrong('a suite cannot name another one: remove the key suite');
  const strange = findStrange(keys);
  if (strange !== undefined) return wrong(`${strange} is not a JSON value`);
  if (Buffer.byteLength(JSON.stringify(keys)) > maxExpandedBytes) {
    return wrong('its aliases expand to more than 1 MiB: use fewer');
  }
  return { ok: true, keys };
}

/** The path of a number without digits, such as `.inf` or `.nan`. */
function findStrange(value: unknown, path = ''): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = findStrange(inner, Array.isArray(value) ? `${path}[${key}]` : `${path}${path && '.'}${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function wrong(reason: string): ParsedSuite {
  return { ok: false, reason };
}
