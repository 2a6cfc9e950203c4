import type { ChainedRecord } from './export-records.ts';

/** The columns, in order: one row for each vote, and one for a request without any. */
const csvColumns = [
  ...['account', 'region', 'cluster', 'service', 'deployment', 'stage', 'step', 'gate', 'request'],
  ...['created_at', 'deadline', 'status', 'decided_at', 'decided_by', 'decided_via', 'decision_reason'],
  ...['vote_at', 'voter', 'person', 'choice', 'via', 'assurance', 'counts', 'vote_reason', 'evidence', 'problems'],
  ...['rollbacks', 'record_hash'],
] as const;

type Row = Partial<Record<(typeof csvColumns)[number], unknown>>;

/** @see https://www.rfc-editor.org/rfc/rfc4180 */
export function csvHeader(): string {
  return csvLine(csvColumns);
}

/** The rows of a record, each ended with CR and LF. `record_hash` is that of the same record in a JSON Lines export with the same chain. */
export function csvRows(record: ChainedRecord): string {
  return rowsOf(record)
    .map((row) => csvLine(csvColumns.map((column) => row[column])))
    .join('');
}

function rowsOf(record: ChainedRecord): Row[] {
  const [account, region, cluster, service] = record.service.split('/');
  const place = { account, region, cluster, service, request: record.key, record_hash: record.hash };
  if (record.kind === 'unreadable') return [{ ...place, status: `unreadable: ${record.reason}` }];
  const { subject, decision, ecs } = record;
  const request: Row = {
    ...place,
    ...{ deployment: subject.deploymentId, stage: subject.stage, step: subject.step, gate: subject.gate },
    ...{ created_at: record.createdAt, deadline: record.deadline, status: record.status },
    ...{ decided_at: decision?.at, decided_by: decision?.by, decided_via: decision?.via },
    ...{ decision_reason: decision?.reason, rollbacks: ecs.rollbacks.map(({ reason }) => reason).join('; ') },
  };
  const rows = record.votes.map(({ at, by, person, choice, via, assurance, counts, reason, evidence }) => ({
    ...request,
    ...{ vote_at: at, voter: by, person, choice, via, assurance, counts, vote_reason: reason },
    evidence: evidence?.['digest'],
    problems: [evidence?.['problems'] ?? []].flat().join('; '),
  }));
  return rows.length > 0 ? rows : [request];
}

function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** A spreadsheet takes a cell that begins like this for a formula; with an apostrophe before it, it is text. */
const formula = /^[=+\-@\t\r\n]/;

function csvCell(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value);
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
