import * as v from 'valibot';
import { startBackEnds } from '../../../src/sandbox/shop/back-ends.ts';
import { startShop } from '../../../src/sandbox/shop/shop.ts';

/**
 * One task of the demonstration: the sandbox's shop, listening for the load balancer. Its settings come from the task definition as
 * environment variables; a wrong value ends the task at once with a line that names it.
 */
const environmentSchema = v.object({
  SHOP_BACKGROUND: v.optional(
    v.picklist(['blue', 'green'], ({ received }) => `SHOP_BACKGROUND is ${received}, expected "blue" or "green"`),
    'blue',
  ),
  SHOP_VERSION: v.optional(v.pipe(v.string(), v.maxLength(40, 'SHOP_VERSION has more than 40 characters')), '1.41'),
  SHOP_PORT: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,5}$/, ({ received }) => `SHOP_PORT is ${received}, expected a port from 0 to 65535`),
      v.transform(Number),
    ),
    '8080',
  ),
  SHOP_REVISION: v.optional(v.string(), 'container'),
});

const environment = v.safeParse(environmentSchema, process.env);
if (environment.success) {
  const { SHOP_BACKGROUND, SHOP_VERSION, SHOP_PORT, SHOP_REVISION } = environment.output;
  const backEnds = await startBackEnds();
  const shop = await startShop({
    version: SHOP_VERSION,
    background: SHOP_BACKGROUND,
    revision: SHOP_REVISION,
    backEnds,
    port: SHOP_PORT,
    host: '0.0.0.0',
  });
  console.log(`shop ${SHOP_VERSION}, ${SHOP_BACKGROUND}, listens at ${shop.url}`);
  // ECS sends SIGTERM, and kills after half a minute.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void Promise.all([shop.stop(), backEnds.stop()]));
  }
} else {
  console.error(environment.issues.map(({ message }) => message).join('; '));
  process.exitCode = 1;
}
