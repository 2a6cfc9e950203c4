// Written by npm run schemas from the schemas of the hooks.

/** What every hook has in its `hookDetails`. */
export type HookKeys = {
  /** A name for this gate. Needed when two hooks of the same kind share a stage. Default: none. */
  readonly gate?: string;
  /** How many times in a row the hook may be unable to check (throttled, no answer) before the gate fails. Default 10. */
  readonly errorBudget?: number;
};
