import type { ListObjects } from '../../storage/store.ts';

/** Who of those that have signed in may read every request: accounts whose mail address is believed, or every account of the provider. */
export const deskReaders = ['recognized', 'everybody'] as const;

export type DeskReaders = (typeof deskReaders)[number];

/** Of the pages for people who have signed in. */
export type HomeSettings = { listObjects: ListObjects; readers: DeskReaders };
