/** What is wrong with an export. Each kind is a way in which somebody may have changed it, or the ledger. */
export type FindingKind =
  /** The first line is not the header as it was written. */
  | 'header'
  /** What a record says does not match its hash, or what follows it. */
  | 'edited'
  /** It says the same in other bytes. */
  | 'form'
  /** It is not a record at all. */
  | 'unreadable'
  | 'missing'
  | 'duplicate'
  | 'order'
  | 'inserted'
  /** The end is missing. */
  | 'truncated'
  /** There is something after the end. */
  | 'appended'
  /** The trailer is not as it was written, or about other records. */
  | 'trailer'
  /** The whole export is another one than the one whose anchor was kept. */
  | 'anchor'
  | 'not-in-ledger'
  | 'not-in-export'
  | 'differs'
  | 'changed-after-decision';

export type AuditFinding = {
  kind: FindingKind;
  /** In the file, from 1; undefined if it is about the bucket. */
  line?: number | undefined;
  /** A sentence without a full stop. */
  text: string;
};
