import type { JsonValue } from '../../../hook/json.ts';

/** A request of a drafted suite, with the keys of the suite's schema. */
export type DraftRequest = {
  name?: string;
  method?: string;
  path: string;
  query?: Readonly<Record<string, JsonValue>>;
  headers?: Readonly<Record<string, string>>;
  auth?: JsonValue;
  body?: JsonValue;
  timeoutSeconds?: number;
  followRedirects?: number;
  status?: number | string;
  expect?: JsonValue;
};

/** A drafted suite, with what a person should know about it. */
export type Draft = {
  /** Where the requests were sent, or where they can be; undefined if the source does not say. */
  url: string | undefined;
  requests: readonly DraftRequest[];
  /** Names of secrets, each with what it is. */
  secrets: ReadonlyMap<string, string>;
  /** What was left out, and why. */
  notes: readonly string[];
};

/** As many as a suite may have. */
export const maxDraftRequests = 100;
