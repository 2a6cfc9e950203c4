import type { NewsParts } from '../news/news-parts.ts';
import type { Channel } from './lane.ts';
import type { OutboxStore } from './outbox-store.ts';

export type AnnouncerParts = NewsParts & {
  outbox: OutboxStore;
  channels: readonly Channel[];
  /** How long a channel may take nothing before what it does not take is given up. */
  giveUpAfterMs: number;
  newId: () => string;
};
