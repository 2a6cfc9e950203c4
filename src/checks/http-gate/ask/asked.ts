/** What came back from asking once. */
export type Asked =
  | { kind: 'answered'; body: Uint8Array }
  /** No answer that could be read; asking again may help. */
  | { kind: 'unanswered'; problem: string; cause?: unknown }
  /** It was not sent, and asking again does not help. */
  | { kind: 'refused'; problem: string };
