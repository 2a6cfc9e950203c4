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
  const start: State = { places: patterns.map(() => 0), text: '' };
  const queue = [start];
  const seen = new Set([start.places.join()]);
  // Breadth first: what is found first is as short as can be.
  for (const state of queue) {
    const open = patterns.map((pattern, index) => skipStars(pattern, state.places[index] ?? 0));
    if (open.every((places, index) => places.includes(patterns[index]?.length ?? 0))) return state.text;
    if (seen.size > maxStates) return undefined;
    for (const next of nextStates(patterns, open, state.text, filler)) {
      const key = next.places.join();
      if (!seen.has(key)) {
        seen.add(key);
        queue.push(next);
      }
    }
  }
  return undefined;
}

type State = { places: readonly number[]; text: string };

const maxStates = 20_000;

/** The place itself and those behind the stars that may stay empty. */
function skipStars(pattern: string, place: number): readonly number[] {
  const places = [place];
  for (let at = place; pattern.charAt(at) === '*'; at += 1) places.push(at + 1);
  return places;
}

function nextStates(
  patterns: readonly string[],
  open: readonly (readonly number[])[],
  text: string,
  filler: string,
): readonly State[] {
  const literals = open.flatMap((places, index) => places.map((at) => patterns[index]?.charAt(at) ?? ''));
  const characters = new Set([...literals.filter((character) => !'*?'.includes(character)), filler]);
  return [...characters].flatMap((character) => {
    const moved = open.map((places, index) => places.flatMap((at) => step(patterns[index] ?? '', at, character)));
    return combine(moved).map((places) => ({ places, text: text + character }));
  });
}

/** Where a character leads to from one place: on, or nowhere; a star takes it and stays. */
function step(pattern: string, at: number, character: string): readonly number[] {
  const wanted = pattern.charAt(at);
  if (wanted === '*') return [at];
  return wanted === '?' || wanted.toLowerCase() === character.toLowerCase() ? [at + 1] : [];
}

function combine(choices: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return choices.reduce<readonly (readonly number[])[]>(
    (tuples, places) => tuples.flatMap((tuple) => [...new Set(places)].map((place) => [...tuple, place])),
    [[]],
  );
}
