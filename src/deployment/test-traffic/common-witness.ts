/**
 * A string that all patterns match, each with `*` and `?` for any and for one character: the shortest, in the first pattern's case.
 * Undefined if there is none, or if finding it takes too many steps.
 *
 * @param filler One character for a `?`, and where every pattern takes anything
 * @example
 * commonWitness(['*test*', 'a?*']) // 'atest'
 * commonWitness(['/v?/items/*']) // '/v1/items/'
 */
export function commonWitness(patterns: readonly string[], filler = '1'): string | undefined {
  const queue: State[] = [{ rests: patterns, text: '' }];
  const seen = new Set<string>();
  // Breadth first: what is found first is as short as can be.
  for (const { rests, text } of queue) {
    const open = rests.map(skipStars);
    if (open.every((choices) => choices.includes(''))) return text;
    if (seen.size > maxStates) return undefined;
    for (const next of nextStates(open, text, filler)) {
      const key = next.rests.map(({ length }) => length).join();
      if (!seen.has(key)) {
        seen.add(key);
        queue.push(next);
      }
    }
  }
  return undefined;
}

/** What remains of each pattern behind the text so far. */
type State = { rests: readonly string[]; text: string };

const maxStates = 20_000;

/** The rest itself, and what is behind the stars that may stay empty. */
function skipStars(rest: string): readonly string[] {
  return rest.startsWith('*') ? [rest, ...skipStars(rest.slice(1))] : [rest];
}

function nextStates(open: readonly (readonly string[])[], text: string, filler: string): readonly State[] {
  const literals = open.flat().map((rest) => rest.charAt(0));
  const characters = new Set([...literals.filter((character) => !'*?'.includes(character)), filler]);
  return [...characters].flatMap((character) => {
    const moved = open.map((choices) => choices.flatMap((rest) => step(rest, character)));
    return combine(moved).map((rests) => ({ rests, text: text + character }));
  });
}

/** The rest of a pattern after this character: one character less, or none if it does not match; a star matches and stays. */
function step(rest: string, character: string): readonly string[] {
  const wanted = rest.charAt(0);
  if (wanted === '*') return [rest];
  return wanted === '?' || wanted.toLowerCase() === character.toLowerCase() ? [rest.slice(1)] : [];
}

function combine(choices: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return choices.reduce<readonly (readonly string[])[]>(
    (tuples, rests) => tuples.flatMap((tuple) => [...new Set(rests)].map((rest) => [...tuple, rest])),
    [[]],
  );
}
