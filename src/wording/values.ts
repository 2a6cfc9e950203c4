/** Shows a value inside a sentence: short, on one line, and never all of something large. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return formatString(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object' : shorten(String(value));
}

/** Quotes it, unless it may be a whole configuration that contains the values of headers. */
function formatString(value: string): string {
  if (value === '') return 'an empty string';
  if (value.includes('PRIVATE KEY')) return 'a private key';
  return /^\s*(?:\{\s*(?:["'}]|[\w-]+\s*[:=])|\[\s*["'{[]|")|["']\s*:/.test(value)
    ? `a string of ${value.length} characters that looks like ${/^\s*\[/.test(value) ? 'a JSON list' : 'JSON'}`
    : `"${shorten(value)}"`;
}

/**
 * Says what a schema found wrong, at most three things, each with its path and the value found: `requests[0].status: expected a number,
 * not "ok"`. If one value has several issues, only the first is shown. Works for every Standard Schema library; the value found is shown if the
 * issues have an `input`, as valibot's do.
 *
 * @param within - the name of what was validated, put before every path
 */
export function formatIssues(issues: readonly Issue[], within = ''): string {
  const faults = new Map<string, () => string>();
  for (const issue of issues) {
    const path = formatPath(issue.path, within);
    const describe = () => `${path}${formatMessage(issue)}`;
    // Issues with the whole are not about one value.
    const about = issue.path?.length ? path : describe();
    if (!faults.has(about)) faults.set(about, describe);
  }
  // Only those that are shown are formatted: a list may have a thousand issues.
  const shown = [...faults.values()].slice(0, 3).map((describe) => describe());
  const hidden = faults.size - shown.length;
  return shorten(shown.join(', '), 600) + (hidden > 0 ? ` and ${hidden} more` : '');
}

/** Said by a hook, which does not know which key was meant. */
export const unknownKey = 'unknown key, remove it or correct its spelling';

/** One issue by itself, with the place apart: `requests[0].status` and `expected a number, not "ok"`. */
export function formatIssue(issue: Issue): { place: string; message: string } {
  return { place: formatPath(issue.path, '').replace(/: $/, ''), message: formatMessage(issue) };
}

/** An issue as Standard Schema has it, loosely enough for valibot's own. */
type Issue = {
  readonly message: string;
  readonly path?:
    | readonly (PropertyKey | { readonly key: unknown; readonly value?: unknown; readonly origin?: string })[]
    | undefined;
  /** valibot: what was validated. */
  readonly input?: unknown;
  /** valibot: the name of the rule that was broken, such as `max_length` or `check`. */
  readonly type?: string;
  /** valibot: what was found, as a string; for a length, its number. */
  readonly received?: string | null;
};

function formatPath(path: Issue['path'], within: string): string {
  let text = within;
  for (const key of keysOf(path)) {
    text += typeof key === 'number' ? `[${key}]` : `${text ? '.' : ''}${shorten(String(key))}`;
  }
  return text ? `${shorten(text, 200)}: ` : '';
}

function keysOf(path: Issue['path'] = []): unknown[] {
  return path.map((part) => (typeof part === 'object' ? part.key : part));
}

function formatMessage(issue: Issue): string {
  const { message, path } = issue;
  // valibot's own messages for the most common mistakes name no remedy.
  if (message.startsWith('Invalid key: Expected never')) return unknownKey;
  if (message.startsWith('Invalid key: Expected')) return 'missing';
  const [, wanted, received] = /^Invalid type: Expected (.+?) but received (.*)$/s.exec(message) ?? [];
  const said = wanted === undefined ? message : `expected ${typeWords[wanted] ?? wanted}`;
  if (namesSecret(keysOf(path)) && !isContainer(issue.input)) {
    return lowerFirst(shorten(said.replace(/,? (but )?received .*/s, ''), 200));
  }
  const found = formatFound(issue, said) ?? received;
  return lowerFirst(found === undefined ? shorten(said, 200) : insertFound(shorten(said, 200), shorten(found)));
}

/** valibot's names for the types of JSON. */
const typeWords: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
};

/** The value found instead of what was expected; undefined if it is not known or already in the message. */
function formatFound(issue: Issue, said: string): string | undefined {
  if (!('input' in issue)) return undefined;
  const last = issue.path?.at(-1);
  // A wrong key is in the path already, and its value is not the problem.
  if (typeof last === 'object' && last.origin === 'key') return undefined;
  // A rule over several fields is reported for one of them: the issue then contains them all, and its path names the one.
  const input = typeof last === 'object' && 'value' in last ? last.value : issue.input;
  if (input === undefined) return undefined;
  if (isContainer(input) && (!issue.path?.length || issue.type === 'check')) return undefined;
  if (issue.type === 'max_length' && issue.received) return shorten(issue.received);
  const found = formatValue(typeof input === 'string' ? withoutUserinfo(input) : input);
  const isSaid = / received |, not /.test(said) || (typeof input === 'string' && input !== '' && said.includes(found));
  return isSaid ? undefined : found;
}

function isContainer(input: unknown): boolean {
  return typeof input === 'object' && input !== null;
}

/** Inserts what was found after what was expected and before the remedy: `expected 1 to 5, not 7; ask less often`. */
function insertFound(message: string, found: string): string {
  const [, wanted, remedy] = /^([^"']*?)([;:] .*)$/s.exec(message) ?? [];
  return wanted === undefined ? `${message}, not ${found}` : `${wanted}, not ${found}${remedy}`;
}

/** Whether a value at this path must not be shown: headers and environment variables may hold credentials under any name. */
function namesSecret(keys: readonly unknown[]): boolean {
  return keys.some((key) => {
    const name = String(key);
    return isSecretName(name) || holdsCredentials(name) || /^[A-Z][A-Z0-9_]+$/.test(name);
  });
}

/** Removes what looks like a user and a password before a host, even in a malformed address, and the query of an address. */
function withoutUserinfo(text: string): string {
  return text
    .slice(0, 4096)
    .replace(/\S+/g, withoutUser)
    .replace(/(:\/\/[^\s?]*\?)\S+/g, '$1…');
}

/** Word by word, because a regular expression would try every end for every start. */
function withoutUser(word: string): string {
  const at = word.lastIndexOf('@');
  return word.lastIndexOf(':', at) < 0 || at < 0 ? word : `…${word.slice(at)}`;
}

/** The message alone, for a sentence that says what failed. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The message of anything that was thrown, on one line and short. Never throws, no matter what it is given. */
export function formatError(error: unknown): string {
  try {
    if (!(error instanceof Error)) return formatValue(error);
    const { name, message, cause } = error;
    // Node's AggregateError of refused connections has no message, and undici's says only "fetch failed".
    const text = message || String((error as { code?: unknown }).code ?? 'no message');
    const because =
      cause instanceof Error && cause.message && !text.includes(cause.message) ? ` (${cause.message})` : '';
    return shorten(`${name === 'Error' ? '' : `${name}: `}${text}${because}`, 300);
  } catch {
    return 'an error that cannot be shown';
  }
}

/** At most this many characters, on one line, without control characters and without anything that looks like a secret. */
export function shorten(text: string, characters = 80): string {
  // Cut before replacing, so that ten megabytes cost nothing, but late enough that no secret is cut so short that it is not recognized.
  const line = withoutSecrets(text.slice(0, characters + 4096)).replace(/[\s\p{Cc}]+/gu, ' ');
  return (line.length > characters ? `${line.slice(0, characters - 1)}…` : line).toWellFormed();
}

/**
 * Reasons go into logs, mails and pages, and the message of an error thrown by others may quote a URL or a header. What looks like an
 * ordinary word stays: the author of a reason must not put a secret there.
 */
function withoutSecrets(text: string): string {
  return (
    text
      .replace(/\/\/[^\s/?#]*@/g, '//…@')
      .replace(/\b([Bb]earer|[Bb]asic) +(?=\S*(?:[\d=]|[a-z][A-Z]))[\w.~+/=-]{8,}/g, '$1 …')
      .replace(/((?:token|secret|signature|credential|password|passwd|api[-_]?key|sig)=)[^&\s"'<>;,]+/gi, '$1…')
      .replace(/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, '$1…')
      .replace(/\beyJ[\w-]{8,}\.[\w.-]+/g, 'eyJ…')
      // V8 quotes the text around the position.
      .replace(/(Unexpected token .{1,8}), (?:\.\.\.)?".*?"(?:\.\.\.)? is not valid JSON/gs, '$1, not valid JSON')
  );
}

/** Names of settings whose values must not be shown. */
const secretNames =
  /secret|token|passw|passphrase|userinfo|authorization|cookie|credential|signature|api[-_]?key|^key$|[-_]key$/i;

/** Whether the value of this name must not be shown, such as `x-api-key` or `set-cookie`. */
export function isSecretName(name: string): boolean {
  // An expression of its own, because Node 22, on which a team's own hook may run, cannot change a flag within one.
  return secretNames.test(name) || /[a-z]Key$/.test(name);
}

/** Whether what has this name may hold credentials under any name: `headers`, also `requestHeaders` of a custom check, and `auth`. */
export function holdsCredentials(name: string): boolean {
  return /headers|^auth$/i.test(name);
}

/**
 * JSON for people to read: of headers only the names, and no value whose name is that of a secret. A `hookDetails` string is left out,
 * because its content is not known; so is one whose name is misspelled as `hook_details`.
 *
 * @example showJson({ headers: { 'x-origin-verify': 'hunter2' }, apiKey: 'k' }) // '{"headers":{"x-origin-verify":"…"},"apiKey":"…"}'
 */
export function showJson(value: unknown, indent?: number): string {
  const show = (name: string, inner: unknown): unknown => {
    if (/hook_?details/i.test(name)) return typeof inner === 'string' ? '…' : inner;
    if (!holdsCredentials(name) && !isSecretName(name)) return inner;
    return isContainer(inner) && !Array.isArray(inner)
      ? Object.fromEntries(Object.keys(inner as object).map((key) => [key, '…']))
      : '…';
  };
  return JSON.stringify(value, show, indent) ?? 'undefined';
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
