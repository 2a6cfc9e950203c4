import type { JsonValue } from '../../../hook/json.ts';

/** The values that the requests of one run may use now, by their names, and those that no output may show. */
export type SuiteValues = {
  get(name: string): JsonValue | undefined;
  set(name: string, value: JsonValue, isSecret: boolean): void;
  /** Whether the value of that name must not be shown or kept. */
  isSecret(name: string): boolean;
  /** Everything that is secret, including what was derived from it. The list grows. */
  readonly secrets: readonly string[];
  addSecret(text: string): void;
  /** The same values, to which captured ones are added apart: for requests to another load balancer. Secrets are shared. */
  fork(): SuiteValues;
};

export function makeSuiteValues(
  secrets: string[] = [],
  values: ReadonlyMap<string, JsonValue> = new Map(),
  secretNames: ReadonlySet<string> = new Set(),
): SuiteValues {
  const own = new Map(values);
  const hidden = new Set(secretNames);
  const addSecret = (text: string) => {
    for (const form of formsOf(text)) if (!secrets.includes(form)) secrets.push(form);
  };
  return {
    secrets,
    addSecret,
    get: (name) => own.get(name),
    set(name, value, isSecret) {
      own.set(name, value);
      if (!isSecret && !isRelated(value, secrets)) return;
      hidden.add(name);
      addSecret(textOf(value));
    },
    isSecret: (name) => hidden.has(name),
    fork: () => makeSuiteValues(secrets, own, hidden),
  };
}

/** As text, and as it is in a form, which encodes other characters than a URL does. */
function formsOf(text: string): readonly string[] {
  const inForm = new URLSearchParams({ '': text }).toString().slice(1);
  return [text, ...text.split(/\r?\n/), inForm].filter((form) => form.length >= minSecret);
}

/** Shorter ones cannot be searched for without hiding ordinary words. */
const minSecret = 4;

/** What contains a secret, or is part of one, is secret itself. */
function isRelated(value: JsonValue, secrets: readonly string[]): boolean {
  const text = textOf(value);
  return text.length >= minSecret && secrets.some((secret) => text.includes(secret) || secret.includes(text));
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
