import { join } from 'node:path';
import { installHooks } from '../../sandbox/installed-hooks.ts';
import type { SandboxOptions } from '../../sandbox/sandbox.ts';
import { fileLogger } from '../terminal/file-logger.ts';

/** Greenlight's hooks for a sandbox in this folder. They log to its `hooks.log`. */
export function installLogged(folder: string): SandboxOptions['install'] {
  return (surroundings) => installHooks(surroundings, fileLogger(join(folder, 'hooks.log')));
}
