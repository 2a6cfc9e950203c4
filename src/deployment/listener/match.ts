/** Whether something matches: certainly, certainly not, or not known. */
export type Match = boolean | Doubt;

/** Why a match is not known: a clause for people. It names headers, and never has their values. */
type Doubt = { because: string };

/** Everything has to match: one certain mismatch decides, no matter what else is in doubt. */
export function allOf(matches: readonly Match[]): Match {
  return matches.includes(false) ? false : (matches.find(isDoubt) ?? true);
}

/** One match is enough: a certain one decides, no matter what else is in doubt. */
export function anyOf(matches: readonly Match[]): Match {
  return matches.includes(true) ? true : (matches.find(isDoubt) ?? false);
}

/** What is documented in one way only if it is read in several: certain only if every reading has the same result. */
export function sameInAll(readings: readonly Match[], because: string): Match {
  const [first = { because }] = readings;
  return isDoubt(first) || readings.every((reading) => reading === first) ? first : { because };
}

export function isDoubt(match: Match): match is Doubt {
  return typeof match !== 'boolean';
}
