import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { installHooks } from '../../src/sandbox/installed-hooks.ts';
import type { Mail } from '../../src/sandbox/mailbox/mail-schema.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** The demo's own hooks, without a word in the output of the tests. */
export const silentHooks: SandboxOptions['install'] = (surroundings) => installHooks(surroundings, silent);

/** The mails to one of the reviewers, newest first. */
export async function mailsTo(sandbox: Sandbox, reviewer: 'ana' | 'ben' | 'chi' = 'ana'): Promise<Mail[]> {
  return (await sandbox.readMails()).mails.filter(({ to }) => to === `${reviewer}@shop.example`);
}

/** A sandbox on free ports for the tests of a block, thirty times faster than the wall's clock, with a bake time of a minute. */
export function useSandbox(install = silentHooks): () => { sandbox: Sandbox; folder: string } {
  let folder: string;
  let sandbox: Sandbox | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'greenlight-sandbox-'));
    const ports = { production: 0, test: 0, dashboard: 0, desk: 0 };
    sandbox = await startSandbox({ folder, speed: 30, bakeTimeInMinutes: 1, ports, install });
  });
  afterAll(async () => {
    await sandbox?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return () => {
    if (sandbox === undefined) throw new Error('the sandbox has not started');
    return { sandbox, folder };
  };
}
