import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import publishedSchema from '../../schemas/announcement.schema.json' with { type: 'json' };
import { announcementDocumentSchema } from '../../src/announcer/formats/announcement-document.ts';
import { announcementAttributes } from '../../src/announcer/formats/announcement-mail.ts';
import { announcementEvents } from '../../src/announcer/news/announcement.ts';
import { parseSlackApp } from '../../src/approval/slack/slack-app.ts';
import { subject } from '../helpers/approval.ts';

const guide = readFileSync(fileURLToPath(new URL('../../docs/guides/announcements.md', import.meta.url)), 'utf8');

const jsonExamples = [...guide.matchAll(/^ *```json\n([\s\S]*?)```/gm)].map(([, json = '']) => json);

test('the guide has every event, in the order of the schema', () => {
  const rows = [...guide.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, event]) => event);

  expect(rows).toEqual([...announcementEvents]);
});

test('the example of the document is what both schemas say', () => {
  const [json = ''] = jsonExamples.filter((example) => example.includes('"schemaVersion"'));
  const document: unknown = JSON.parse(json);
  const validate = new Ajv({ allErrors: true }).compile(publishedSchema);
  validate(document);

  expect(validate.errors).toBeNull();
  expect(v.parse(announcementDocumentSchema, document)).toEqual(document);
});

test('the secret of the Slack app is what the desk reads, and its manifest sends Slack to the desk', () => {
  const [json = ''] = jsonExamples.filter((example) => example.includes('"signingSecret"'));
  const [, manifest = ''] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
  const { oauth_config, settings } = parseYaml(manifest) as Record<string, Record<string, Record<string, unknown>>>;

  expect(parseSlackApp(json.replace('"…"', '"0123456789abcdef"')).people['U0123ABCD']).toBe('ana@example.com');
  expect(oauth_config?.['scopes']).toEqual({ bot: ['chat:write'] });
  expect(settings?.['interactivity']).toEqual({
    ...{ is_enabled: true, request_url: 'https://desk.example.com/slack/interactions' },
  });
});

test('the example of a filter uses attributes and events that there are', () => {
  const [, json = ''] = /'FilterPolicy=(\{.*?\})'/.exec(guide) ?? [];
  const { event, ...rest } = JSON.parse(json) as Record<string, string[]>;
  const attributes = Object.keys(announcementAttributes('decided', subject));

  expect(announcementEvents).toEqual(expect.arrayContaining(event ?? []));
  expect(attributes).toEqual(expect.arrayContaining(['event', ...Object.keys(rest)]));
});
