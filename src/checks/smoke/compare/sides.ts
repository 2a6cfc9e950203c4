/** What both versions have, such as answers to the same request. */
export type Sides<Thing> = { blue: readonly Thing[]; green: readonly Thing[] };
