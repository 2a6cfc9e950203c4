import { announcementSchema } from './announcement-schema.ts';
import { auditSchema } from './audit-schema.ts';
import { gateSchema } from './gate-schema.ts';
import { profileSchema } from './profile-schema.ts';
import { smokeSuiteSchema } from './smoke-suite-schema.ts';

/** The published JSON Schemas that are made from the code, by their files in `schemas/`. */
export const schemaFiles: Readonly<Record<string, () => string>> = {
  'announcement.schema.json': () => formatJson(announcementSchema()),
  'audit.schema.json': () => formatJson(auditSchema()),
  'gate.schema.json': () => formatJson(gateSchema()),
  'profile.schema.json': () => formatJson(profileSchema()),
  'smoke-suite.schema.json': () => formatJson(smokeSuiteSchema()),
};

function formatJson(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
