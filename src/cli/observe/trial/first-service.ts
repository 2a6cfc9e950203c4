import type { Bench } from './bench.ts';

/** In the names of services that trials create. */
export const firstServiceMark = '-observed-';

/** A new one each time: ECS keeps the name of a removed service for a while. */
export function firstServiceName({ service, now }: Bench): string {
  return `${service}${firstServiceMark}${now().getTime().toString(36)}`;
}
