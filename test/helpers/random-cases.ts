/**
 * How many random cases a property is tried on: `count`, or the share of it that `RANDOM_CASES` names, such as 0.02. The mutation test, which
 * runs every test thousands of times, asks for a small share, and so does `npm test -- --changed`, which has to be quick.
 */
export function casesOf(count: number): number {
  return Math.ceil(count * Number(process.env['RANDOM_CASES'] ?? 1));
}
