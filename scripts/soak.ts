import { parseArgs } from 'node:util';
import { playMany } from '../test/controller/ten-thousand/play-many.ts';

/*
 * Plays random deployments with random faults and the kit's real hooks, and reports which promises of the design were broken.
 * `npm run soak -- --seed 4711 --count 1` plays one again.
 */
const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '100000' } },
});
const [firstSeed, count] = [Number(values.seed), Number(values.count)];
if (!Number.isSafeInteger(firstSeed) || !Number.isSafeInteger(count) || count < 1) {
  console.error(`--seed ${values.seed} --count ${values.count}: write whole numbers, the count above 0`);
  process.exit(2);
}

const startedAt = performance.now();
const { broken, ends, faults } = await playMany({ firstSeed, count }, (done) => {
  if (done % 10_000 === 0) console.error(`${done} of ${count}`);
});
const seconds = (performance.now() - startedAt) / 1000;
console.log(JSON.stringify({ firstSeed, count, seconds, broken: broken.length, ends, faults }, null, 2));
for (const promise of broken.slice(0, 50)) console.error(promise);
process.exitCode = broken.length > 0 ? 1 : 0;
