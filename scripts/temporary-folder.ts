import { accessSync, constants, readFileSync, statfsSync } from 'node:fs';
import { freemem, userInfo } from 'node:os';
import { makeProcessFolder } from './process-folder.ts';

const memory = '/dev/shm';
const needed = 6e9;

/**
 * A temporary folder in memory for the tests, which install packages and remove them again, tens of thousands of files: on a disk, that takes more
 * time of the kernel than the tests themselves take.
 *
 * @returns undefined where programs cannot be started from memory, or where there is too little of it
 */
export function temporaryFolder(): string | undefined {
  try {
    accessSync(memory, constants.W_OK);
    const options = /^\S+ \/dev\/shm tmpfs (\S+)/m.exec(readFileSync('/proc/self/mounts', 'utf8'))?.[1]?.split(',');
    const { bavail, bsize } = statfsSync(memory);
    if (options === undefined || options.includes('noexec')) return undefined;
    if (Math.min(bavail * bsize, freemem()) < needed) return undefined;
    return makeProcessFolder(`${memory}/greenlight-tests-${userInfo().uid}`);
  } catch {
    return undefined;
  }
}
