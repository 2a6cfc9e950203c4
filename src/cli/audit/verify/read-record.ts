import * as v from 'valibot';
import { canonicalJson, digestOf } from '../../../storage/canonical-json.ts';
import type { AuditFinding } from './audit-finding.ts';
import type { FileLine } from './read-lines.ts';

const hash = v.pipe(v.string(), v.hash(['sha256']));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const headerSchema = v.looseObject({
  kind: v.literal('header'),
  schemaVersion: v.literal(1),
  bucket: v.string(),
  since: v.string(),
  until: v.string(),
  services: v.array(v.string()),
  hash,
});

const recordSchema = v.looseObject({
  kind: v.picklist(['request', 'unreadable']),
  service: v.string(),
  key: v.string(),
  seq: count,
  prev: hash,
  object: v.looseObject({ sha256: hash }),
  hash,
});

const trailerSchema = v.looseObject({
  kind: v.literal('trailer'),
  header: hash,
  records: count,
  services: v.record(v.string(), v.object({ count, head: hash })),
  hash,
});

export type ReadHeader = v.InferOutput<typeof headerSchema>;
export type ReadChained = v.InferOutput<typeof recordSchema>;
export type ReadTrailer = v.InferOutput<typeof trailerSchema>;
type ReadLine = ReadHeader | ReadChained | ReadTrailer;

const lineSchema = v.variant('kind', [headerSchema, recordSchema, trailerSchema]);

/** A line with what is wrong with it by itself. `record` is undefined if it cannot be used any further. */
export function readRecordLine({ number, text, isEnded }: FileLine): { record?: ReadLine; findings: AuditFinding[] } {
  const find = (kind: AuditFinding['kind'], what: string) => ({ kind, line: number, text: what });
  const record = text === undefined ? undefined : parse(text);
  if (!record) return { findings: [find('unreadable', 'is not a record of an audit export')] };
  const { hash: own, ...content } = record;
  const findings = [
    digestOf(content) === own ? [] : find('edited', `${nameOf(record)} does not match its hash`),
    canonicalJson(record) === text ? [] : find('form', `${nameOf(record)} is not written as Greenlight writes it`),
    isEnded ? [] : find('form', `${nameOf(record)} does not end with a line feed`),
  ].flat();
  return { record, findings };
}

export function nameOf(record: ReadLine): string {
  return record.kind === 'request' || record.kind === 'unreadable' ? record.key : `the ${record.kind}`;
}

function parse(text: string): ReadLine | undefined {
  try {
    const parsed = v.safeParse(lineSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
