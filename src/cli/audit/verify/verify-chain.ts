import { servicePathOf } from '../bucket/join-keys.ts';
import type { Chains } from '../export/chain.ts';
import type { AuditFinding, FindingKind } from './audit-finding.ts';
import type { FileLine } from './read-lines.ts';
import { type ReadChained, type ReadHeader, type ReadTrailer, readRecordLine } from './read-record.ts';

export type Verified = {
  findings: AuditFinding[];
  records: number;
  services: number;
  header: ReadHeader | undefined;
  /** Whether it has lines, but none that is a record: it may never have been an export. */
  isForeign: boolean;
  /** The hash of the trailer: kept elsewhere, it lets anybody recognize this export. Undefined without a trailer. */
  anchor: string | undefined;
};

/** More findings than anybody reads; the rest is counted. */
const maxFindings = 1000;

/**
 * Whether an export is complete and unchanged. It holds one line at a time, and the end of each service's chain.
 *
 * @param anchor - the hash of the trailer, as kept elsewhere
 * @param seen - is called with each record that can be read, in order
 */
export async function verifyChain(
  lines: AsyncIterable<FileLine>,
  { anchor, seen }: { anchor?: string | undefined; seen?: (record: ReadChained) => Promise<void> } = {},
): Promise<Verified> {
  const state = newState();
  for await (const line of lines) {
    const { record, findings } = readRecordLine(line);
    state.findings.push(...findings);
    if (record) state.isForeign = false;
    else if (line.text?.trim() !== '') state.isForeign ??= true;
    if (state.trailer) note(state, 'appended', line.number, 'comes after the trailer');
    if (record?.kind === 'header') readHeader(state, record, line.number);
    else if (line.number === 1) note(state, 'header', 1, 'the first line is not a header');
    if (record?.kind === 'trailer') state.trailer ??= { ...record, line: line.number };
    if (record?.kind === 'request' || record?.kind === 'unreadable') {
      follow(state, record, line.number);
      await seen?.(record);
    }
    if (state.findings.length > maxFindings) break;
  }
  if (state.findings.length <= maxFindings) judgeEnd(state, anchor);
  const { findings, records, chains, header, isForeign = false, trailer } = state;
  return { findings, records, services: chains.size, header, isForeign, anchor: trailer?.hash };
}

type State = {
  findings: AuditFinding[];
  header: ReadHeader | undefined;
  isForeign: boolean | undefined;
  trailer: (ReadTrailer & { line: number }) | undefined;
  chains: Chains;
  records: number;
  lastKey: string;
};

function newState(): State {
  return {
    findings: [],
    header: undefined,
    isForeign: undefined,
    trailer: undefined,
    chains: new Map(),
    records: 0,
    lastKey: '',
  };
}

function note({ findings }: State, kind: FindingKind, line: number | undefined, text: string): void {
  findings.push({ kind, text, ...(line !== undefined && { line }) });
}

function readHeader(state: State, header: ReadHeader, line: number): void {
  if (line === 1) state.header = header;
  else note(state, 'header', line, 'there is a header in the middle of the export');
}

/** Compares a record with the end of its service's chain, and continues from it, so that one change is found once. */
function follow(state: State, record: ReadChained, line: number): void {
  const { chains, lastKey, header } = state;
  const { key, service, seq, prev, hash } = record;
  const last = chains.get(service) ?? { count: 0, head: header?.hash ?? '' };
  state.records += 1;
  if (service !== servicePathOf(key)) note(state, 'edited', line, `${key} is not of the service ${service}`);
  if (key === lastKey) {
    note(state, 'duplicate', line, `${key} is there twice`);
    return;
  }
  if (key < lastKey) {
    note(state, 'order', line, `${key} comes after ${lastKey}, and belongs before it`);
    return;
  }
  const gap = seq - last.count - 1;
  if (gap > 0) note(state, 'missing', line, `${gap} ${gap === 1 ? 'record' : 'records'} of ${service} before ${key}`);
  else if (gap < 0) note(state, 'inserted', line, `there is a record too many in ${service} before ${key}`);
  else if (prev !== last.head) note(state, 'edited', line, `${key} does not follow the record before it in ${service}`);
  state.lastKey = key;
  chains.set(service, { count: seq, head: hash });
}

function judgeEnd(state: State, anchor: string | undefined): void {
  const { trailer, header, chains, records } = state;
  if (!trailer) {
    note(state, 'truncated', undefined, 'the export has no trailer, so its end is missing');
    if (anchor !== undefined) note(state, 'anchor', undefined, 'without a trailer nothing matches the anchor');
    return;
  }
  const { line } = trailer;
  if (header && trailer.header !== header.hash) note(state, 'trailer', line, 'the trailer is of another export');
  if (trailer.records !== records)
    note(state, 'trailer', line, `the trailer counts ${trailer.records} records, and there are ${records}`);
  for (const [service, { count, head }] of Object.entries(trailer.services)) {
    const found = chains.get(service);
    if (!found || found.count < count)
      note(state, 'missing', line, `${count - (found?.count ?? 0)} of the last records of ${service}`);
    else if (found.count > count || found.head !== head)
      note(state, 'trailer', line, `the chain of ${service} does not end as the trailer says`);
  }
  for (const service of chains.keys())
    if (!Object.hasOwn(trailer.services, service))
      note(state, 'inserted', line, `the trailer does not know the records of ${service}`);
  if (anchor !== undefined && anchor !== trailer.hash)
    note(state, 'anchor', line, `the anchor of this export is ${trailer.hash}, not ${anchor}`);
}
