/**
 * Does the work for one item after the other. A function is then started once, and a new account, in which ten may run at the same time, is not
 * throttled.
 */
export async function oneByOne<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
