/** Shows a value inside a sentence: short, on one line, and never the whole of something large. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'an empty string' : `"${shorten(value)}"`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object' : shorten(String(value));
}

/**
 * Says what a schema found wrong, at most three things, each with its path: `requests[0].status: expected a number`. Works for every
 * Standard Schema library.
 *
 * @param within - the name of what was validated, put before every path
 */
export function describeIssues(issues: readonly Issue[], within = ''): string {
  const shown = issues.slice(0, 3).map((issue) => `${describePath(issue.path, within)}${describeMessage(issue)}`);
  const hidden = issues.length - shown.length;
  return shorten(shown.join(', '), 600) + (hidden > 0 ? ` and ${hidden} more` : '');
}

/** An issue as Standard Schema has it, loosely enough for valibot's own. */
type Issue = {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: unknown })[] | undefined;
};

function describePath(path: Issue['path'], within: string): string {
  let text = within;
  for (const key of keysOf(path)) {
    text += typeof key === 'number' ? `[${key}]` : `${text ? '.' : ''}${shorten(String(key))}`;
  }
  return text ? `${shorten(text, 200)}: ` : '';
}

function keysOf(path: Issue['path'] = []): unknown[] {
  return path.map((part) => (typeof part === 'object' ? part.key : part));
}

/** valibot's own words for the two commonest mistakes name no remedy. */
function describeMessage({ message, path }: Issue): string {
  if (message.startsWith('Invalid key: Expected never')) return 'unknown key, remove it or correct its spelling';
  if (message.startsWith('Invalid key: Expected')) return 'missing';
  const isSecret = keysOf(path).some((key) => secretNames.test(String(key)));
  return lowerFirst(shorten(isSecret ? message.replace(/ but received .*/s, '') : message, 200));
}

/** The message of whatever was thrown, on one line and short. Never throws, whatever was thrown. */
export function describeError(error: unknown): string {
  try {
    if (!(error instanceof Error)) return describeValue(error);
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

/** At most that many characters, on one line, without control characters and without what looks like a secret. */
export function shorten(text: string, characters = 80): string {
  // Cut before replacing, so that ten megabytes cost nothing, and late enough that no secret is cut into something that looks like none.
  const line = withoutSecrets(text.slice(0, characters + 4096)).replace(/[\s\p{Cc}]+/gu, ' ');
  return (line.length > characters ? `${line.slice(0, characters - 1)}…` : line).toWellFormed();
}

/**
 * Reasons go into logs, mails and pages, and the text of an error thrown by others may quote a URL or a header. What cannot be
 * told from an ordinary word stays: whoever writes a reason must not put a secret there.
 */
function withoutSecrets(text: string): string {
  return text
    .replace(/\/\/[^\s/?#]*@/g, '//…@')
    .replace(/\b([Bb]earer|[Bb]asic) +(?=\S*(?:[\d=]|[a-z][A-Z]))[\w.~+/=-]{8,}/g, '$1 …')
    .replace(/((?:token|secret|signature|credential|password|passwd|api[-_]?key|sig)=)[^&\s"'<>;,]+/gi, '$1…')
    .replace(/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, '$1…')
    .replace(/\beyJ[\w-]{8,}\.[\w.-]+/g, 'eyJ…');
}

/** Names of settings whose values are not to be repeated. */
const secretNames = /secret|token|password|passwd|authorization|cookie|credential|api[-_]?key/i;

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
