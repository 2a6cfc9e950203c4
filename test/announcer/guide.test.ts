import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import publishedSchema from '../../schemas/announcement.schema.json' with { type: 'json' };
import { announcementDocumentSchema } from '../../src/announcer/formats/announcement-document.ts';
import { announcementAttributes } from '../../src/announcer/formats/announcement-mail.ts';
import { announcementEvents } from '../../src/announcer/news/announcement.ts';
import { subject } from '../helpers/approval.ts';

const guide = readFileSync(fileURLToPath(new URL('../../docs/guides/announcements.md', import.meta.url)), 'utf8');

test('the guide has every event, in the order of the schema', () => {
  const rows = [...guide.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, event]) => event);

  expect(rows).toEqual([...announcementEvents]);
});

test('the example of the document is what both schemas say', () => {
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(guide) ?? [];
  const document: unknown = JSON.parse(json);
  const validate = new Ajv({ allErrors: true }).compile(publishedSchema);
  validate(document);

  expect(validate.errors).toBeNull();
  expect(v.parse(announcementDocumentSchema, document)).toEqual(document);
});

test('the example of a filter uses attributes and events that there are', () => {
  const [, json = ''] = /'FilterPolicy=(\{.*?\})'/.exec(guide) ?? [];
  const { event, ...rest } = JSON.parse(json) as Record<string, string[]>;
  const attributes = Object.keys(announcementAttributes('decided', subject));

  expect(announcementEvents).toEqual(expect.arrayContaining(event ?? []));
  expect(attributes).toEqual(expect.arrayContaining(['event', ...Object.keys(rest)]));
});
