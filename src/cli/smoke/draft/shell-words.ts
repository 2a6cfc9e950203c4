/** A word of a command, or the end of a command. */
type Token = { word: string } | 'end';

/**
 * The commands in a string, each as its words, as a POSIX shell reads them: quotes, `$'…'`, backslashes, continued lines, comments. Nothing is
 * expanded: a `$NAME` stays as it is.
 *
 * @example splitCommands("curl 'https://a.example.com' \\\n -H \"x: 1\"; ls") // [['curl', 'https://a.example.com', '-H', 'x: 1'], ['ls']]
 * @throws {SyntaxError} if a quote is not closed
 */
export function splitCommands(text: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  for (const token of tokensOf(text.replaceAll('\r\n', '\n'))) {
    if (token === 'end') commands.push([]);
    else commands.at(-1)?.push(token.word);
  }
  return commands.filter((words) => words.length > 0);
}

function* tokensOf(text: string): Generator<Token> {
  let at = 0;
  while (at < text.length) {
    const [skipped = ''] = /^(?:[ \t]|\\\n|#[^\n]*(?=\n|$))+/.exec(text.slice(at)) ?? [];
    at += skipped.length;
    if (at >= text.length) return;
    const [end] = /^[\n;|&]+/.exec(text.slice(at)) ?? [];
    if (end !== undefined) {
      at += end.length;
      yield 'end';
      continue;
    }
    const { word, length } = readWord(text.slice(at));
    at += length;
    yield { word };
  }
}

function readWord(text: string): { word: string; length: number } {
  let word = '';
  let at = 0;
  while (at < text.length && !/[\s;|&]/.test(text.charAt(at))) {
    const part = readPart(text.slice(at));
    word += part.word;
    at += part.length;
  }
  return { word, length: at };
}

/** Quoted or not, up to where the kind of quoting changes. */
function readPart(text: string): { word: string; length: number } {
  if (text.startsWith("$'")) return quoted(text, /^\$'((?:[^'\\]|\\[\s\S])*)'/, unescapeAnsi);
  if (text.startsWith("'")) return quoted(text, /^'([^']*)'/, (inner) => inner);
  if (text.startsWith('"')) {
    return quoted(text, /^"((?:[^"\\]|\\[\s\S])*)"/, (inner) =>
      inner.replace(/\\\n/g, '').replace(/\\(["\\$`])/g, '$1'),
    );
  }
  if (text.startsWith('\\\n')) return { word: '', length: 2 };
  if (text.startsWith('\\')) return { word: text.charAt(1), length: 2 };
  return { word: text.charAt(0), length: 1 };
}

function quoted(text: string, pattern: RegExp, read: (inner: string) => string): { word: string; length: number } {
  const [whole, inner] = pattern.exec(text) ?? [];
  if (whole === undefined || inner === undefined) throw new SyntaxError('a quote is not closed');
  return { word: read(inner), length: whole.length };
}

const ansi: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
};

function unescapeAnsi(inner: string): string {
  return inner.replace(
    /\\(?:u([\da-f]{1,4})|U([\da-f]{1,8})|x([\da-f]{1,2})|([0-7]{1,3})|([\s\S]))/gi,
    (_whole, u, big, x, octal, other) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      const code = u ?? big ?? x;
      return code === undefined
        ? (ansi[other] ?? other)
        : String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
    },
  );
}
