import * as v from 'valibot';
import { isJsonObject } from '../../hook/json.ts';
import { canonicalHost } from './ecr-host.ts';
import { parseReference } from './image-reference.ts';

/** The keys of `hookDetails` for the image policy. Unknown keys are refused. */
export type ImagePolicyConfig = v.InferOutput<typeof imagePolicyConfigSchema>;

export type ScanPolicy = NonNullable<ImagePolicyConfig['scan']>;

const registry =
  'expected the host of a registry, with a path if only that is allowed, such as "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop"';
const anObject = v.custom<object>(isJsonObject, 'expected an object');
const tag = 'expected a tag, in which * stands for any characters, such as "v*"';
const tagsSchema = v.optional(list(v.pipe(v.string(tag), v.regex(/^[\w.*-]{1,128}$/, tag)), 'tags', 50));
const host = 'expected the host of an upstream registry, such as "public.ecr.aws"';
const minutes = 'expected a whole number of minutes, from 0 to 1430';
const hours = 'expected a whole number of hours, from 1 to 8760';
const limit = 'expected a whole number of findings, at least 0';
const limitSchema = v.pipe(v.number(limit), v.integer(limit), v.minValue(0, limit));

/** Validates and completes what is configured. */
export const imagePolicyConfigSchema = v.pipe(
  v.strictObject({
    /**
     * The only registries that images may come from: hosts, with a path if only that and what is below it is allowed. A host of Amazon ECR stands for all host
     * names of the same account, Region and partition; every other host for itself alone. Docker Hub is `docker.io`. Default: any registry.
     */
    registries: v.optional(list(v.pipe(v.string(registry), v.check(isRegistry, registry)), 'registries', 50)),
    /**
     * Upstream registries whose images a pull-through cache of ECR may hold: hosts, or `any`, which does not read the rules. Default none: an image in a
     * repository of a pull-through cache is refused, if `registries` is set. Hosts require `registries`.
     */
    pullThrough: v.optional(
      v.union([v.literal('any'), v.array(v.pipe(v.string(host), v.regex(/^[a-z\d][a-z\d.:-]*$/, host)))], host),
      [],
    ),
    /** `pinned`: the task definition has to name each image by its digest. Default `any`. */
    digest: v.optional(v.picklist(['any', 'pinned'], 'expected "any" or "pinned"'), 'any'),
    /** What tags are `allowed` and `forbidden`: `{ "forbidden": ["latest"] }`. An image without tag and digest has the tag `latest`. */
    tags: v.optional(v.pipe(anObject, v.strictObject({ allowed: tagsSchema, forbidden: tagsSchema }))),
    /**
     * The most findings that ECR's scan of an image may have by severity, and the greatest age of the scan: `{ "critical": 0, "high": 5, "maxAgeHours": 24 }`. Default of
     * `critical`, `high` and `unrated` 0, of `medium` and `low` any number, of `maxAgeHours` 168, which is a week. Default: scans are not read.
     */
    scan: v.optional(
      v.pipe(
        anObject,
        v.strictObject({
          critical: v.optional(limitSchema, 0),
          high: v.optional(limitSchema, 0),
          medium: v.optional(limitSchema),
          low: v.optional(limitSchema),
          unrated: v.optional(limitSchema, 0),
          maxAgeHours: v.optional(
            v.pipe(v.number(hours), v.integer(hours), v.minValue(1, hours), v.maxValue(8760, hours)),
            168,
          ),
        }),
      ),
    ),
    /** `present`: ECR has to hold a signature of each image. It is not verified. Default: signatures are not read. */
    signature: v.optional(v.literal('present', 'expected "present"; signatures are not verified')),
    /** The longest time to wait for a scan that is still running, from the gate's first call: 0 to 1430 minutes. Default 10. */
    waitMinutes: v.optional(
      v.pipe(v.number(minutes), v.integer(minutes), v.minValue(0, minutes), v.maxValue(1430, minutes)),
      10,
    ),
  }),
  v.forward(
    v.check(
      ({ registries, pullThrough }) => registries !== undefined || pullThrough === 'any' || pullThrough.length === 0,
      'expected registries next to it: without them, images may come from any registry',
    ),
    ['pullThrough'],
  ),
  v.check(
    ({ registries, digest, tags, scan, signature }) =>
      Boolean(registries ?? tags?.allowed ?? tags?.forbidden ?? scan ?? signature) || digest === 'pinned',
    'expected registries, digest, tags, scan or signature: without one of them, every image passes',
  ),
);

function list<Item extends v.GenericSchema>(item: Item, what: string, max: number) {
  const message = `expected a list of 1 to ${max} ${what}`;
  return v.pipe(v.array(item, message), v.minLength(1, message), v.maxLength(max, message));
}

/** A host, or a host and a path. A name without a dot would be a path of Docker Hub. */
function isRegistry(text: string): boolean {
  const [name = '', ...path] = text.split('/');
  return /[.:]/.test(name) && parseReference(`${name}/${path.length > 0 ? path.join('/') : 'any'}:any`) !== undefined;
}

/** Whether an image comes from a configured registry. */
export function isAllowedRegistry(registries: readonly string[], host: string, repository: string): boolean {
  return registries.some((text) => {
    const [name = '', ...path] = text
      .toLowerCase()
      .replace(/:443(?=\/|$)/, '')
      .split('/');
    const below = path.join('/');
    const isThere = below === '' || repository === below || repository.startsWith(`${below}/`);
    return isThere && canonicalHost(name) === canonicalHost(host);
  });
}

/** Whether a string fits a pattern in which `*` stands for any characters. Takes time in proportion to both. */
export function fitsGlob(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === first;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const middle of rest) {
    const found = text.indexOf(middle, at);
    if (found === -1 || found + middle.length > text.length - last.length) return false;
    at = found + middle.length;
  }
  return true;
}
