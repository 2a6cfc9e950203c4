/** A place in a diagram. */
export type Place = {
  /** What readers call it: `approval hook`. At most 14 characters fit. */
  name: string;
  /** Its name in a template, or what it is if nobody deploys it with Greenlight. At most 20 characters fit. */
  what: string;
  /** What of Greenlight's it is part of, what AWS has anyway, what is yours, or a person. */
  kind: 'greenlight' | 'aws' | 'yours' | 'person';
  /** Column 0 or 1, and the row. */
  at: readonly [column: 0 | 1, row: number];
};

/** An arrow. Between the places there is at most one row. */
export type Step = { from: string; to: string; text: string };

/** What happens in which order, for one picture and the list below it. */
export type Diagram = {
  id: string;
  title: string;
  about: string;
  places: Readonly<Record<string, Place>>;
  steps: readonly Step[];
};
