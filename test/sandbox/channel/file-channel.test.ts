import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Announcement } from '../../../src/announcer/news/announcement.ts';
import { requestNews } from '../../../src/announcer/news/request-news.ts';
import { fileChannel, readChannel } from '../../../src/sandbox/channel/file-channel.ts';
import { channelPage } from '../../../src/sandbox/dashboard/channel-page.ts';
import { neverAborted, newRequest, subject } from '../../helpers/approval.ts';
import { newFolder } from '../sandbox-fixture.ts';

const page = 'https://desk.example.com/deployments/my-cluster/my-service/x';

async function announced(...announcements: Announcement[]) {
  const { folder, remove } = await newFolder();
  onTestFinished(remove);
  const [lane] = fileChannel(folder)(announcements);
  for (const one of announcements) await lane?.send(one, neverAborted, { receipts: {}, keep: () => {} });
  return folder;
}

const askedAbout = (deploymentId: string) =>
  requestNews(newRequest({ subject: { ...subject, deploymentId } })).map((one) => ({
    ...one,
    page,
  }))[0] as Announcement;

test('the channel of the sandbox keeps what Slack would show, in its order', async () => {
  const folder = await announced(askedAbout('one'), askedAbout('two'));
  await appendFile(join(folder, 'channel.jsonl'), 'not a message\n');

  expect(await readChannel(folder)).toEqual(
    ['one', 'two'].map((thread) => ({
      ...{ thread, at: '2026-11-22T14:00:00.000Z', title: '🟡 ASKED my-service 1.42 on my-cluster', page },
      lines: [
        'my-service 1.42 on my-cluster waits at POST_TEST_TRAFFIC_SHIFT for one approval.',
        'Until 2026-11-22 14:30 UTC, then ECS rolls back.',
      ],
      context: ['ui: shop/ui:1.41 → shop/ui:1.42', expect.stringContaining('deployment')],
    })),
  );
});

test('is empty before anything was announced', async () => {
  expect(await readChannel(await announced())).toEqual([]);
  expect(`${await channelPage([])}`).toContain('No message yet.');
});

test('its page has a thread for each deployment, the newest first, and shows text as text', async () => {
  const [message] = await readChannel(await announced(askedAbout('one')));
  if (!message) throw new Error('nothing was kept');
  const shown = `${await channelPage([
    { ...message, title: '🟡 first' },
    { ...message, title: '<b>reply</b>' },
    { ...message, title: 'newest', thread: 'two' },
  ])}`;

  expect([...shown.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, title]) => title)).toEqual([
    'newest',
    '<span class="dot waits" aria-hidden="true"></span>first',
    ...['&lt;b&gt;reply&lt;/b&gt;'],
  ]);
  expect(shown.match(/class="card thread"/g)).toHaveLength(2);
  expect(shown).toContain(`<a href="${page}" target="_blank" rel="noopener">Open on the desk</a>`);
});
