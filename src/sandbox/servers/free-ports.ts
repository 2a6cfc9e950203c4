import { createServer } from 'node:http';
import { serve } from './serve.ts';

/** A default port that something else uses, and the one that is used instead. */
export type MovedPort<Name extends string = string> = { name: Name; wanted: number; port: number };

/**
 * Chooses a port for each server: the given one, free or not, otherwise the default if it is free, otherwise 100 more, up to 900 more, and at last
 * any free one.
 *
 * @param given - explicit choices, which are never replaced: if one is taken, listening on it fails
 */
export async function choosePorts<Name extends string>(
  defaults: Readonly<Record<Name, number>>,
  given: Readonly<Partial<Record<Name, number>>>,
  isFree = isPortFree,
): Promise<{ ports: Record<Name, number>; moved: MovedPort<Name>[] }> {
  const ports: Record<Name, number> = { ...defaults, ...given };
  const moved: MovedPort<Name>[] = [];
  for (const name of Object.keys(defaults) as Name[]) {
    if (given[name] !== undefined) continue;
    const wanted = defaults[name];
    const port = await firstFree(wanted, isFree);
    if (port === wanted) continue;
    ports[name] = port;
    moved.push({ name, wanted, port });
  }
  return { ports, moved };
}

async function firstFree(wanted: number, isFree: typeof isPortFree): Promise<number> {
  for (let more = 0; more <= 900; more += 100) {
    if (await isFree(wanted + more)) return wanted + more;
  }
  return 0;
}

/** Listens on it for a moment. */
async function isPortFree(port: number): Promise<boolean> {
  try {
    await (await serve(createServer(), { port })).stop();
    return true;
  } catch {
    return false;
  }
}
