import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileMailbox } from '../../../src/sandbox/mailbox/file-mailbox.ts';
import type { Mail } from '../../../src/sandbox/mailbox/mail-schema.ts';
import { readMails } from '../../../src/sandbox/mailbox/read-mails.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greenlight-mailbox-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const { signal } = new AbortController();

const question = {
  subject: '[ACTION] Approve retail-ui revision …6934 by 14:30 UTC',
  body: 'retail-ui on prod-cluster waits for your decision.\nDecide:   http://127.0.0.1:8091/a/x\n',
  attributes: { reviewer: 'ana@shop.example', kind: 'action' },
};

describe('the mailbox', () => {
  test('keeps a published message exactly as it was sent, addressed to its reviewer', async () => {
    const mailbox = fileMailbox({ folder, clock: clockAt('2026-11-22T13:52:00.000Z') });

    await mailbox.publish(question, signal);

    expect(await readMails(folder)).toEqual({
      mails: [
        {
          id: expect.stringMatching(/^20261122135200000-[\da-f]{12}$/),
          to: 'ana@shop.example',
          subject: '[ACTION] Approve retail-ui revision …6934 by 14:30 UTC',
          body: 'retail-ui on prod-cluster waits for your decision.\nDecide:   http://127.0.0.1:8091/a/x\n',
          at: '2026-11-22T13:52:00.000Z',
          attributes: { reviewer: 'ana@shop.example', kind: 'action' },
        },
      ],
      unreadable: [],
    });
  });

  test('addresses a message that names no reviewer to everybody', async () => {
    const mailbox = fileMailbox({ folder, clock: clockAt('2026-11-22T13:52:00.000Z') });

    await mailbox.publish({ ...question, attributes: {} }, signal);

    expect((await readMails(folder)).mails.map(({ to }) => to)).toEqual(['everybody']);
  });

  test('lists the newest mail first', async () => {
    for (const at of ['2026-11-22T13:52:00.000Z', '2026-11-22T14:30:00.000Z', '2026-11-22T13:59:00.000Z']) {
      await fileMailbox({ folder, clock: clockAt(at) }).publish({ ...question, subject: at }, signal);
    }

    const { mails } = await readMails(folder);

    expect(mails.map(({ subject }) => subject)).toEqual([
      '2026-11-22T14:30:00.000Z',
      '2026-11-22T13:59:00.000Z',
      '2026-11-22T13:52:00.000Z',
    ]);
  });

  test('is empty before its folder exists', async () => {
    expect(await readMails(join(folder, 'not-yet'))).toEqual({ mails: [], unreadable: [] });
  });

  test('names a file that is not a mail and still shows the others', async () => {
    await fileMailbox({ folder, clock: clockAt('2026-11-22T13:52:00.000Z') }).publish(question, signal);
    await writeFile(join(folder, 'note.json'), '{"subject": "half a ma');
    await writeFile(join(folder, 'readme.txt'), 'not looked at');

    const { mails, unreadable } = await readMails(folder);

    expect(mails).toHaveLength(1);
    expect(unreadable).toEqual(['note.json']);
  });

  test('keeps every one of many messages published at the same moment', async () => {
    const mailbox = fileMailbox({ folder, clock: clockAt('2026-11-22T13:52:00.000Z') });

    await Promise.all(Array.from({ length: 50 }, () => mailbox.publish(question, signal)));

    const { mails } = await readMails(folder);
    expect(new Set(mails.map(({ id }) => id)).size).toBe(50);
    expect(await readdir(folder)).toHaveLength(50);
  });

  test('reports a mail only once it is in the folder', async () => {
    const seen: Promise<string>[] = [];
    const onMail = ({ id }: Mail) => seen.push(readFile(join(folder, `${id}.json`), 'utf8'));

    await fileMailbox({ folder, clock: clockAt('2026-11-22T13:52:00.000Z'), onMail }).publish(question, signal);

    expect(await Promise.all(seen)).toEqual([expect.stringContaining('"subject": "[ACTION] Approve retail-ui')]);
  });
});

function clockAt(at: string) {
  return { now: () => new Date(at) };
}
