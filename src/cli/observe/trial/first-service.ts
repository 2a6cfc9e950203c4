import type { Bench } from './bench.ts';
import type { EcsTrial } from './trial.ts';

/** In the names of services that trials create. */
export const firstServiceMark = '-observed-';

/** In the names of those without a test listener rule. */
export const untestedMark = 'untested-';

/** A new one each time: ECS keeps the name of a removed service for a while. */
export function firstServiceName({ service, now }: Bench, { hasNoTestRule }: EcsTrial): string {
  return `${service}${firstServiceMark}${hasNoTestRule ? untestedMark : ''}${now().getTime().toString(36)}`;
}
