import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, onTestFinished } from 'vitest';
import { fileMailbox } from '../../../src/sandbox/mailbox/file-mailbox.ts';
import { readMails } from '../../../src/sandbox/mailbox/read-mails.ts';
import { itIsANotifier } from '../../approval/notice/notifier-conformance.ts';

describe('fileMailbox', () => {
  itIsANotifier(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'greenlight-mailbox-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const clock = { now: () => new Date('2026-11-22T13:52:00.000Z') };
    return {
      notifier: fileMailbox({ folder, clock }),
      received: async () =>
        (await readMails(folder)).mails.map(({ subject, body, attributes }) => ({ subject, body, attributes })),
    };
  });
});
