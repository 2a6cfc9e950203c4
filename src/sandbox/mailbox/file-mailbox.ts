import { randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Notice, Notifier } from '../../approval/notice/notifier.ts';
import type { Clock } from '../../hook/clock.ts';
import type { Mail } from './mail-schema.ts';

type FileMailboxOptions = {
  /** Made if missing; holds one JSON file per mail. */
  folder: string;
  clock: Clock;
  /** Whom a notice goes to. Default: its `reviewer` attribute, else `everybody`. */
  recipient?: (notice: Notice) => string;
  /** Called with each mail once it is in the folder. */
  onMail?: (mail: Mail) => void;
};

/** Writes what SNS would have mailed to a folder. A reader never sees half a mail. */
export function fileMailbox({ folder, clock, recipient = toReviewer, onMail }: FileMailboxOptions): Notifier {
  return {
    publish: async (notice, signal) => {
      const at = clock.now().toISOString();
      const id = `${at.replace(/\D/g, '')}-${randomBytes(6).toString('hex')}`;
      const { subject, body, attributes } = notice;
      const mail: Mail = { id, to: recipient(notice), subject, body, at, attributes: { ...attributes } };
      await mkdir(folder, { recursive: true });
      const unfinished = join(folder, `.${id}.partial`);
      await writeFile(unfinished, `${JSON.stringify(mail, undefined, 2)}\n`, { flag: 'wx', signal });
      await rename(unfinished, join(folder, `${id}.json`));
      onMail?.(mail);
    },
  };
}

function toReviewer({ attributes }: Notice): string {
  return attributes['reviewer'] ?? 'everybody';
}
