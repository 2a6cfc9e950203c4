/**
 * Runs before a deployed function, in its process (`NODE_OPTIONS`): takes one of the wires for it, and stops its clock. A process that is killed
 * leaves its file behind; the killer removes it.
 *
 * - `INSTANCES`: the folder with one file for each wire that is taken. It contains the id of the process.
 * - `WIRES`: their ports.
 * - `CLOCK`: the file with the time in milliseconds. It is that of this machine while the file is empty.
 */
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { INSTANCES: folder = '', WIRES = '', CLOCK = '' } = process.env;
const ports = WIRES.split(',');
const taken = ports.findIndex((_, wire) => take(join(folder, `${wire}`)));
if (taken === -1) throw new Error(`all of the ${ports.length} wires are taken`);
for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_ECS']) process.env[name] = `http://127.0.0.1:${ports[taken]}`;
process.on('SIGTERM', () => {
  unlinkSync(join(folder, `${taken}`));
  process.exit();
});

function take(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

const RealDate = Date;
/** The runtime's own script, which counts what is left of an invocation: that has nothing to do with the story's time. */
const runtime = process.argv[1] ?? 'no script';

function now(): number {
  const isRuntime = new Error('where').stack?.split('\n')[3]?.includes(runtime);
  return (isRuntime ? 0 : Number(readFileSync(CLOCK, 'utf8'))) || RealDate.now();
}

globalThis.Date = class extends RealDate {
  constructor(...given: [] | [number]) {
    super(...((given.length === 0 ? [now()] : given) as [number]));
  }

  static override now(): number {
    return now();
  }
} as DateConstructor;
