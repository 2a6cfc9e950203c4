/**
 * A compiled regular expression: from the positions at which a match may begin to those at which it may end. Undefined if that takes
 * more steps than it may. It works on sets of positions and never backtracks, so that no pattern can make it hang.
 */
export type Matcher = (value: string, starts: Iterable<number>) => ReadonlySet<number> | undefined;

const maxSteps = 500_000;
const maxRepeats = 64;
/** ELB's own limit. */
const maxLength = 128;

/**
 * Compiles what every engine reads alike: literals, `.`, classes, groups, alternatives, `^`, `$` and quantifiers. Undefined for
 * anything else.
 *
 * @example compileRegex('^/v[12]/', false)?.('/v1/x', [0]) // Set { 4 }
 */
export function compileRegex(pattern: string, ignoreCase: boolean): Matcher | undefined {
  const reader: Reader = { pattern, at: 0, ignoreCase };
  const node = pattern.length > maxLength ? undefined : alternatives(reader);
  if (node === undefined || reader.at < pattern.length) return undefined;
  return (value, starts) => {
    // Only too many steps are thrown.
    try {
      return node(new Set(starts), { value, steps: 0 });
    } catch {
      return undefined;
    }
  };
}

type Reader = { readonly pattern: string; at: number; readonly ignoreCase: boolean };
type Run = { readonly value: string; steps: number };
type Positions = ReadonlySet<number>;
type Node = (starts: Positions, run: Run) => Positions;

function alternatives(reader: Reader): Node | undefined {
  const branches = [sequence(reader)];
  while (take(reader, '|')) branches.push(sequence(reader));
  const known = branches.filter((branch) => branch !== undefined);
  if (known.length < branches.length) return undefined;
  if (known.length === 1) return known[0];
  return (starts, run) => new Set(known.flatMap((branch) => [...branch(starts, run)]));
}

function sequence(reader: Reader): Node | undefined {
  const parts: Node[] = [];
  // At the end of the pattern, `peek` gives an empty string, which every string includes.
  while (!'|)'.includes(peek(reader))) {
    const part = atom(reader);
    const repeated = part && quantified(reader, part);
    if (repeated === undefined) return undefined;
    parts.push(repeated);
  }
  return (starts, run) => parts.reduce((positions, part) => part(positions, run), starts);
}

function atom(reader: Reader): Node | undefined {
  const character = peek(reader);
  if (character === '(') return group(reader);
  reader.at += 1;
  if (character === '^') return keep((at) => at === 0);
  if (character === '$') return keep((at, value) => at === value.length);
  if (character === '.') return step(() => true);
  if ('*+?{}])'.includes(character) || !isVisible(character)) return undefined;
  const test = character === '[' ? characterClass(reader) : single(reader, character);
  return test && step(test);
}

function group(reader: Reader): Node | undefined {
  reader.at += 1;
  if (take(reader, '?') && !take(reader, ':')) return undefined;
  const inner = alternatives(reader);
  return take(reader, ')') ? inner : undefined;
}

/** A quantifier behind an atom, if there is one. Laziness changes what is captured and never whether there is a match. */
function quantified(reader: Reader, node: Node): Node | undefined {
  const found = /^(?:[*+?]|\{(?<least>\d{1,3})(?:,(?<most>\d{0,3}))?\})/.exec(reader.pattern.slice(reader.at));
  if (found === null) return node;
  const [quantifier, least, most] = found;
  reader.at += quantifier.length;
  take(reader, '?');
  const min = Number(least ?? quantifier === '+');
  const endless = quantifier === '*' || quantifier === '+' || most === '';
  const max = endless ? Number.POSITIVE_INFINITY : Number(most ?? least ?? 1);
  if (min > maxRepeats || (max !== Number.POSITIVE_INFINITY && max > maxRepeats) || max < min) return undefined;
  return repeat(node, min, max);
}

function repeat(node: Node, min: number, max: number): Node {
  return (starts, run) => {
    let positions = starts;
    for (let count = 0; count < min && positions.size > 0; count += 1) {
      countSteps(run, positions);
      positions = node(positions, run);
    }
    const reached = new Set(positions);
    for (let count = min; count < max && positions.size > 0; count += 1) {
      positions = new Set([...node(positions, run)].filter((at) => !reached.has(at)));
      for (const at of positions) reached.add(at);
    }
    return reached;
  };
}

type CharacterTest = (character: string) => boolean;

/**
 * What is behind `[`, up to its `]`; undefined if there is none. A bracket inside could begin a POSIX class, and `&&` an intersection,
 * which not every engine knows.
 */
function characterClass(reader: Reader): CharacterTest | undefined {
  const negated = take(reader, '^');
  const tests: CharacterTest[] = [];
  while (peek(reader) !== ']') {
    const character = peek(reader);
    reader.at += 1;
    if (character === '[' || !isVisible(character) || (character === '&' && peek(reader) === '&')) return undefined;
    const test = character !== '\\' && isRange(reader) ? range(reader, character) : single(reader, character);
    // A hyphen after an escape or a range can begin a range, or be a character.
    if (test === undefined || isRange(reader)) return undefined;
    tests.push(test);
  }
  reader.at += 1;
  return tests.length === 0 ? undefined : (character) => tests.some((test) => test(character)) !== negated;
}

function isRange({ pattern, at }: Reader): boolean {
  return pattern.charAt(at) === '-' && pattern.charAt(at + 1) !== ']';
}

function range(reader: Reader, from: string): CharacterTest | undefined {
  const to = reader.pattern.charAt(reader.at + 1);
  if ('\\['.includes(to) || from > to) return undefined;
  reader.at += 2;
  return eitherCase(reader, (character) => from <= character && character <= to);
}

/** One character that is itself, or an escape whose backslash was just read. */
function single(reader: Reader, character: string): CharacterTest | undefined {
  if (character !== '\\') return eitherCase(reader, (found) => found === character);
  const escaped = peek(reader);
  reader.at += 1;
  const known = escapedClasses.get(escaped);
  if (known !== undefined) return (found) => known.test(found);
  // `\<`, `\>` and the escaped quotation marks are positions in some engines.
  return /[^0-9A-Za-z<>'`]/.test(escaped) ? (found) => found === escaped : undefined;
}

const escapedClasses = new Map([
  ['d', /[0-9]/],
  ['D', /[^0-9]/],
  ['w', /[0-9A-Za-z_]/],
  ['W', /[^0-9A-Za-z_]/],
]);

function eitherCase({ ignoreCase }: Reader, test: CharacterTest): CharacterTest {
  return ignoreCase ? (found) => test(found.toLowerCase()) || test(found.toUpperCase()) : test;
}

function keep(test: (at: number, value: string) => boolean): Node {
  return (starts, run) => {
    const kept = new Set<number>();
    for (const at of starts) if (test(at, run.value)) kept.add(at);
    return kept;
  };
}

function step(test: CharacterTest): Node {
  return (starts, run) => {
    countSteps(run, starts);
    const ends = new Set<number>();
    for (const at of starts) if (at < run.value.length && test(run.value.charAt(at))) ends.add(at + 1);
    return ends;
  };
}

/** One for each position, and one more. Throws if there are too many, which ends everything at once. */
function countSteps(run: Run, positions: Positions): void {
  run.steps += positions.size + 1;
  if (run.steps > maxSteps) throw new Error('this regular expression takes too many steps');
}

function peek({ pattern, at }: Reader): string {
  return pattern.charAt(at);
}

function take(reader: Reader, character: string): boolean {
  if (peek(reader) !== character) return false;
  reader.at += 1;
  return true;
}

/** False for the empty string, too. */
function isVisible(character: string): boolean {
  return /[\x20-\x7e]/.test(character);
}
