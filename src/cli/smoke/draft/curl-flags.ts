import { CliError } from '../../command/cli-error.ts';

/** What a curl command says, as far as a suite can express it. */
export type CurlCommand = {
  url: string | undefined;
  method: string | undefined;
  headers: readonly (readonly [name: string, value: string])[];
  data: readonly string[];
  isJson: boolean;
  isHead: boolean;
  /** `-G`: the data belongs to the query. */
  isGet: boolean;
  user: string | undefined;
  followRedirects: boolean;
  unverified: boolean;
  timeoutSeconds: number | undefined;
};

/** What a flag changes. */
type Setter = (value: string, command: CurlCommand) => Partial<CurlCommand>;

const addHeader: Setter = (value, { headers }) => {
  const [, name, content] = /^([^:]+):\s*(.*\S)\s*$/s.exec(value) ?? [];
  // `Name:` removes a header that curl would send by itself.
  return name === undefined || content === undefined ? {} : { headers: [...headers, [name.trim(), content]] };
};

const addRaw: Setter = (value, { data }) => ({ data: [...data, value] });

const addData: Setter = (value, command) => {
  if (value.startsWith('@')) throw refused('data from a file (@)', 'write the data itself into the command');
  return addRaw(value, command);
};

const named =
  (name: string): Setter =>
  (value, { headers }) => ({ headers: [...headers, [name, value]] });

/** Flags with a value. */
const setters: Readonly<Record<string, Setter>> = {
  '--request': (value) => ({ method: value.toUpperCase() }),
  '--url': (url) => ({ url }),
  '--header': addHeader,
  '--data': addData,
  '--data-ascii': addData,
  '--data-binary': addData,
  '--data-raw': addRaw,
  '--data-urlencode': (value, command) => addRaw(encodeData(value), command),
  '--json': (value, command) => ({ ...addData(value, command), isJson: true }),
  '--user': (user) => ({ user }),
  '--oauth2-bearer': (value, command) => named('authorization')(`Bearer ${value}`, command),
  '--cookie': (value, command) => {
    if (!value.includes('=')) {
      throw refused('cookies from a file (-b)', 'write the cookies themselves into the command');
    }
    return named('cookie')(value, command);
  },
  '--user-agent': named('user-agent'),
  '--referer': named('referer'),
  '--max-time': (value) => ({ timeoutSeconds: Math.min(60, Math.max(1, Math.ceil(Number(value) || 1))) }),
};

/** Flags without a value. */
const switches: Readonly<Record<string, Partial<CurlCommand>>> = {
  '--location': { followRedirects: true },
  '--insecure': { unverified: true },
  '--head': { isHead: true },
  '--get': { isGet: true },
};

/** Flags that change nothing about the request. */
const ignored = new Set(
  '--silent --show-error --fail --fail-with-body --verbose --include --compressed --no-progress-meter --http1.1 --http2 --globoff --retry-all-errors --no-buffer --progress-bar --path-as-is'.split(
    ' ',
  ),
);
const ignoredWithValue = new Set(
  '--output --write-out --retry --retry-delay --retry-max-time --connect-timeout --dump-header --stderr --trace-ascii'.split(
    ' ',
  ),
);

const short: Readonly<Record<string, string>> = {
  X: '--request',
  H: '--header',
  d: '--data',
  u: '--user',
  b: '--cookie',
  A: '--user-agent',
  e: '--referer',
  m: '--max-time',
  L: '--location',
  k: '--insecure',
  I: '--head',
  G: '--get',
  s: '--silent',
  S: '--show-error',
  f: '--fail',
  v: '--verbose',
  i: '--include',
  g: '--globoff',
  N: '--no-buffer',
  o: '--output',
  w: '--write-out',
  D: '--dump-header',
  F: '--form',
  T: '--upload-file',
  x: '--proxy',
  E: '--cert',
  '#': '--progress-bar',
};

const impossible: Readonly<Record<string, readonly [what: string, instead: string]>> = {
  '--form': ['a multipart form (-F)', 'a suite sends JSON, a form or text: write a body of one of them'],
  '--form-string': [
    'a multipart form (--form-string)',
    'a suite sends JSON, a form or text: write a body of one of them',
  ],
  '--upload-file': ['an uploaded file (-T)', 'write the content with --data-raw'],
  '--proxy': ['a proxy (-x)', 'send the request to the server itself'],
  '--cert': ['a client certificate (-E)', 'test through a listener that does not need one'],
};

/**
 * Reads the words of a curl command after `curl`.
 *
 * @throws {CliError} for a flag that a suite cannot express, or that is not known
 */
export function readCurl(words: readonly string[]): CurlCommand {
  const command: CurlCommand = {
    ...{ url: undefined, method: undefined, headers: [], data: [], isJson: false, isHead: false, isGet: false },
    ...{ user: undefined, followRedirects: false, unverified: false, timeoutSeconds: undefined },
  };
  const left = words.flatMap(splitShort);
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word.startsWith('-') && word.length > 1) applyFlag(command, word, left);
    else command.url ??= word;
  }
  return command;
}

function applyFlag(command: CurlCommand, word: string, left: string[]): void {
  const [flag = word, inline] = splitInline(word);
  const turn = switches[flag];
  const set = setters[flag];
  if (turn) Object.assign(command, turn);
  else if (set) Object.assign(command, set(inline ?? left.shift() ?? '', command));
  else if (ignoredWithValue.has(flag)) {
    if (inline === undefined) left.shift();
  } else if (!ignored.has(flag))
    throw refused(...(impossible[flag] ?? ([`the flag ${flag} of curl`, 'leave it out'] as const)));
}

/** `--request=POST`, which curl itself does not know, but people write. */
function splitInline(word: string): [string, string?] {
  const at = word.indexOf('=');
  const flag = word.slice(0, at);
  return at > 0 && (flag in setters || ignoredWithValue.has(flag)) ? [flag, word.slice(at + 1)] : [word];
}

/** `-sSL` and `-XPOST` as separate words. */
function splitShort(word: string): string[] {
  if (!/^-[^-]/.test(word)) return [word];
  const flag = short[word.charAt(1)] ?? `-${word.charAt(1)}`;
  const rest = word.slice(2);
  if (rest === '') return [flag];
  const hasValue = flag in setters || ignoredWithValue.has(flag) || flag in impossible;
  return hasValue ? [flag, rest] : [flag, ...splitShort(`-${rest}`)];
}

function encodeData(value: string): string {
  const at = value.indexOf('=');
  return at < 0
    ? encodeURIComponent(value)
    : `${value.slice(0, at)}${at === 0 ? '' : '='}${encodeURIComponent(value.slice(at + 1))}`;
}

function refused(what: string, instead: string): CliError {
  return new CliError(`${what} cannot be drafted`, { next: instead });
}
