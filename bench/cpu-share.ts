import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The memory with which a function has a full core; with less memory its share is proportional.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
const megabytesOfCore = 1769;

export type CpuShare = {
  /** For the reader: how the share is enforced, and in which period. */
  how: string;
  /** Limits a process to its share from now until the returned function is called. */
  hold(pid: number): () => void;
  remove(): Promise<void>;
};

/** The kernel's own quota if this user may set one, otherwise a process that is stopped and continued. */
export function cpuShare(megabytes = 128): CpuShare {
  const share = Math.min(1, megabytes / megabytesOfCore);
  return cgroupShare(megabytes, share) ?? stoppingShare(share);
}

/** Lambda's own period is not documented; 20 ms is what has been observed from inside functions. */
const quotaPeriodMs = 20;

function cgroupShare(megabytes: number, share: number): CpuShare | undefined {
  const name = `greenlight-bench-${process.pid}-${megabytes}`;
  const quotaUs = Math.round(quotaPeriodMs * 1000 * share);
  for (const { version, folder } of cgroupFolders()) {
    const own = join(folder, name);
    try {
      mkdirSync(own);
    } catch {
      continue;
    }
    try {
      if (version === 2) {
        writeFileSync(join(own, 'cpu.max'), `${quotaUs} ${quotaPeriodMs * 1000}`);
      } else {
        writeFileSync(join(own, 'cpu.cfs_period_us'), `${quotaPeriodMs * 1000}`);
        writeFileSync(join(own, 'cpu.cfs_quota_us'), `${quotaUs}`);
      }
    } catch {
      rmdirSync(own);
      continue;
    }
    return {
      how: `cgroup v${version} quota of ${quotaUs / 1000} ms in every ${quotaPeriodMs} ms`,
      hold(pid) {
        writeFileSync(join(own, 'cgroup.procs'), `${pid}`);
        return () => writeFileSync(join(folder, 'cgroup.procs'), `${pid}`);
      },
      remove: () => removeFolder(own),
    };
  }
  return undefined;
}

/** Where this process is, as far as a folder below might take a quota. */
function cgroupFolders(): { version: 1 | 2; folder: string }[] {
  const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
  return lines.flatMap((line): { version: 1 | 2; folder: string }[] => {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === '') return [{ version: 2, folder: join('/sys/fs/cgroup', path) }];
    return controllers.split(',').includes('cpu') ? [{ version: 1, folder: join('/sys/fs/cgroup/cpu', path) }] : [];
  });
}

/** A group that a process has just left can be busy for a moment. */
async function removeFolder(folder: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      rmdirSync(folder);
      return;
    } catch (error) {
      if (tries === 50) throw error;
      await sleep(20);
    }
  }
}

/** Timers are accurate to a millisecond, so the period has to be long. Time that the process spends waiting counts as CPU time. */
const stopPeriodMs = 70;

function stoppingShare(share: number): CpuShare {
  const runMs = stopPeriodMs * share;
  return {
    how: `SIGSTOP and SIGCONT, ${runMs.toFixed(1)} ms running in every ${stopPeriodMs} ms (no cgroup takes a quota here)`,
    hold(pid) {
      let timer = setTimeout(stop, runMs);
      function stop() {
        process.kill(pid, 'SIGSTOP');
        timer = setTimeout(proceed, stopPeriodMs - runMs);
      }
      function proceed() {
        process.kill(pid, 'SIGCONT');
        timer = setTimeout(stop, runMs);
      }
      return () => {
        clearTimeout(timer);
        process.kill(pid, 'SIGCONT');
      };
    },
    remove: async () => {},
  };
}
