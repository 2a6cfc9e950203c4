import { fileStore } from '../../../src/storage/file/file-store.ts';

/**
 * One of several processes that change the same objects at once: adds its name to a list, as often as requested. Prints how many
 * of its writes were taken.
 *
 * `node file-store-racer.ts <folder> <name> <times>`
 */
const [folder = '', name = '', times = '0'] = process.argv.slice(2);
const store = fileStore(folder);
const { signal } = new AbortController();

const created = await store.create('race/first', name, signal);
let taken = 0;
while (taken < Number(times)) {
  const found = await store.read('race/list', signal);
  const etag = found
    ? await store.replace('race/list', found.etag, `${found.body}${name} `, signal)
    : await store.create('race/list', `${name} `, signal);
  if (etag !== undefined) taken += 1;
}
process.stdout.write(JSON.stringify({ name, wasFirst: created !== undefined, taken }));
