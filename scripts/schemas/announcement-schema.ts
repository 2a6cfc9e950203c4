import { announcementDocumentSchema } from '../../src/announcer/formats/announcement-document.ts';
import { findKeyComments } from '../docs/pages/key-comments.ts';
import { convertSchema } from './convert-schema.ts';
import type { SchemaObject } from './json-schema.ts';

/** The JSON Schema of the document that queues, functions and webhooks get. Made from the schema that each one is checked with before it is sent. */
export function announcementSchema(): SchemaObject {
  const comments = findKeyComments(['src/announcer/formats/announcement-document.ts']);
  const { definitions, ...rest } = convertSchema(announcementDocumentSchema, {
    overrides: new Map(),
    describe: (key) => comments.get(key),
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: "Greenlight's announcement",
    description:
      'What happens to requests and deployments. There will be new keys; schemaVersion changes if an old key does.',
    ...rest,
    ...(Object.keys(definitions ?? {}).length > 0 && { definitions }),
  };
}
