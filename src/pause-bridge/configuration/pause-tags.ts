import type { JsonObject } from '../../hook/json.ts';
import { formatValue } from '../../wording/values.ts';

/** What the tags of a service say about its pauses. */
type TaggedConfiguration =
  /** The name of a profile: a parameter that somebody else wrote. */
  | { profile: string }
  /** Keys as in `hookDetails`. */
  | { details: JsonObject };

const prefix = 'greenlight:pause:';

/** What a tag can say. A tag has at most 256 letters, digits, spaces and `+-=._:/@`, so no rules and no JSON. */
const readers: Readonly<Record<string, { key: string; read: (text: string, tag: string) => JsonObject[string] }>> = {
  reviewers: { key: 'reviewers', read: (text) => text.split(/\s+/).filter(Boolean) },
  approvals: { key: 'approvals', read: wholeNumber },
  title: { key: 'title', read: (text) => text },
  'deadline-minutes': { key: 'deadlineMinutes', read: wholeNumber },
};

/**
 * Reads a service's tags that begin with `greenlight:pause:`; undefined if it has none. Anybody who may tag the service may write them.
 *
 * @throws Error naming the wrong tag and what to write instead: a typo must not make a pause one that nobody configured
 * @example readPauseTags(new Map([['greenlight:pause:profile', 'release']])) // { profile: 'release' }
 * @example readPauseTags(new Map([['greenlight:pause:reviewers', 'ana@example.com ben@example.com']]))
 * // { details: { reviewers: ['ana@example.com', 'ben@example.com'] } }
 */
export function readPauseTags(tags: ReadonlyMap<string, string>): TaggedConfiguration | undefined {
  const own = [...tags].flatMap(([tag, text]) => (tag.startsWith(prefix) ? [[tag.slice(prefix.length), text]] : []));
  if (own.length === 0) return undefined;
  const profile = tags.get(`${prefix}profile`);
  if (profile !== undefined) return readProfile(profile, own.length);
  return { details: Object.fromEntries(own.map(([name = '', text = '']) => readTag(name, text))) };
}

function readProfile(profile: string, count: number): TaggedConfiguration {
  if (count > 1) throw new Error(`expected no other tag with ${prefix} next to ${prefix}profile`);
  if (/^[\w.-]{1,100}$/.test(profile)) return { profile };
  throw new Error(`the tag ${prefix}profile is ${formatValue(profile)}; write the name of a profile, such as release`);
}

function readTag(name: string, text: string): [string, JsonObject[string]] {
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (reader) return [reader.key, reader.read(text, `${prefix}${name}`)];
  const known = ['profile', ...Object.keys(readers)].join(', ');
  throw new Error(
    `the tag ${prefix}${name} is not known; a tag can be one of ${known}. For anything else, write a parameter and name it with ${prefix}profile`,
  );
}

function wholeNumber(text: string, tag: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new Error(`the tag ${tag} is ${formatValue(text)}; write a whole number`);
}
