import type { Announcement } from '../news/announcement.ts';

/** What goes to one place one after the other: a channel, or a person on one. */
export type Lane = {
  /** What the record calls it. It never changes, or everything would be sent again. */
  name: string;
  /** In this order. */
  announcements: readonly Announcement[];
  /** Resolves once the channel has accepted it. Rejects if not, perhaps with a {@link RetryLaterError}. */
  send(announcement: Announcement, signal: AbortSignal, memory: LaneMemory): Promise<void>;
};

/** What a channel that changes its messages remembers of them. */
export type LaneMemory = {
  /** How the channel calls what was kept, by the announcement's id, the oldest first. */
  receipts: Readonly<Record<string, string>>;
  /** Stores how it calls this one. */
  keep(receipt: string): void;
};

/** A way to announce something: the lanes that everything about a deployment goes through. */
export type Channel = (announcements: readonly Announcement[]) => readonly Lane[];

/** A channel that asks to be left alone for some time. */
export class RetryLaterError extends Error {
  override name = 'RetryLaterError';
  declare readonly afterMs: number;

  constructor(message: string, afterMs: number) {
    super(message);
    this.afterMs = afterMs;
  }
}
