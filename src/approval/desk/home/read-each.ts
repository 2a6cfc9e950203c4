const readsAtOnce = 8;

/** Reads each of them, eight at a time. What was read is in the order of the items. */
export async function readEach<Item, Read>(
  items: readonly Item[],
  read: (item: Item) => Promise<Read>,
): Promise<Read[]> {
  const results: Read[] = [];
  const queue = items.entries();
  const reader = async () => {
    for (const [index, item] of queue) results[index] = await read(item);
  };
  await Promise.all(Array.from({ length: readsAtOnce }, reader));
  return results;
}
