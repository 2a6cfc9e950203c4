/**
 * The known key that somebody probably meant; undefined if none is similar.
 *
 * @example suggestKey('reviewer', ['reviewers', 'rules']) // 'reviewers'
 */
export function suggestKey(key: string, known: readonly string[]): string | undefined {
  const wanted = key.toLowerCase();
  const longer = known.find((name) => isBeginning(wanted, name.toLowerCase()));
  if (longer !== undefined) return longer;
  const [best] = known
    .map((name) => ({ name, edits: countEdits(wanted, name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= maxEdits(name))
    .toSorted((one, other) => one.edits - other.edits);
  return best?.name;
}

/** `deadline` of `deadlineMinutes`. */
function isBeginning(one: string, other: string): boolean {
  return Math.min(one.length, other.length) >= 4 && (one.startsWith(other) || other.startsWith(one));
}

/** A short word becomes another one with few edits. */
function maxEdits({ length }: string): number {
  return Math.min(2, Math.floor(length / 3));
}

/** Letters to insert, remove or replace; two that are swapped count once. */
function countEdits(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      next[column] = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, next];
  }
  return last[to.length] ?? 0;
}
