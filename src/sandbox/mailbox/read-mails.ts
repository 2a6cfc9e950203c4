import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Mail, mailSchema } from './mail-schema.ts';

export type Mails = {
  /** Newest first. */
  mails: Mail[];
  /** Names of files that are not mails, so that a page can say so. */
  unreadable: string[];
};

/** Reads the mailbox; a folder that does not exist yet is an empty mailbox. */
export async function readMails(folder: string): Promise<Mails> {
  const names = (await list(folder)).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  const found = await Promise.all(names.map(async (name) => ({ name, mail: await readMail(join(folder, name)) })));
  return {
    mails: found
      .flatMap(({ mail }) => mail ?? [])
      .sort((one, other) => other.at.localeCompare(one.at) || other.id.localeCompare(one.id)),
    unreadable: found.filter(({ mail }) => mail === undefined).map(({ name }) => name),
  };
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

async function readMail(path: string): Promise<Mail | undefined> {
  try {
    const parsed = v.safeParse(mailSchema, JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
