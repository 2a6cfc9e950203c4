import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filterFor, reachOfFilter } from '../../../../src/approval/notice/filter/reach-of-filter.ts';

type Attributes = Readonly<Record<string, string | undefined>>;

/**
 * What SNS does with a filter policy on message attributes, as its documentation says, and independent of the program: every key must match, and
 * one of its values is enough; `$or` needs one of its policies.
 */
function delivers(policy: Readonly<Record<string, readonly unknown[]>>, attributes: Attributes): boolean {
  for (const [key, values] of Object.entries(policy)) {
    const isMatch =
      key === '$or'
        ? values.some((each) => delivers(each as Record<string, readonly unknown[]>, attributes))
        : values.some((value) => matchesValue(value, attributes[key]));
    if (!isMatch) return false;
  }
  return true;
}

function matchesValue(value: unknown, given: string | undefined): boolean {
  if (typeof value === 'string') return given !== undefined && given === value;
  const { exists, prefix, suffix, ...rest } = value as { exists?: boolean; prefix?: string; suffix?: string };
  if (exists !== undefined) return exists ? given !== undefined : given === undefined;
  const refused = (rest as { 'anything-but'?: string[] })['anything-but'];
  if (refused) return given !== undefined && !refused.includes(given);
  if (prefix !== undefined) return given?.startsWith(prefix) ?? false;
  return given !== undefined && suffix !== undefined && given.endsWith(suffix);
}

const name = fc.stringMatching(/^[a-z0-9]{1,6}$/);
/** Few and alike, so that one is often the beginning or the end of another. */
const address = fc
  .tuple(fc.constantFrom('a', 'an', 'ana', 'xana', 'ana+b', 'bo'), fc.constantFrom('x.io', 'x.io.de', 'y.io'))
  .map((parts) => parts.join('@'));
const notice = fc.record({
  event: fc.constantFrom('approval-requested', 'test', 'something-else'),
  reviewer: fc.option(address, { nil: undefined }),
  cluster: name,
  service: name,
});
const anyCase = (text: string) => fc.mixedCase(fc.constant(text));

describe('the filter that add writes', () => {
  test('M7 lets through exactly the notices for its address, and with --shared those for everybody as well', () => {
    fc.assert(
      fc.property(
        address.chain((own) => fc.tuple(fc.constant(own), anyCase(own))),
        notice,
        fc.boolean(),
        ([own, typed], sent, shared) => {
          const policy = JSON.parse(filterFor(typed, { shared }));

          expect(delivers(policy, sent)).toBe(sent.reviewer === own || (shared && sent.reviewer === undefined));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('what is said about a filter', () => {
  const value = fc.oneof(
    address,
    fc.constant({ exists: false }),
    fc.constant({ exists: true }),
    address.map((prefix) => ({ prefix: prefix.slice(0, 3) })),
    address.map((suffix) => ({ suffix: suffix.slice(-4) })),
    fc.array(address, { minLength: 1, maxLength: 2 }).map((list) => ({ 'anything-but': list })),
  );
  const flat = fc.record({ reviewer: fc.array(value, { minLength: 1, maxLength: 3 }) });
  const policy = fc.oneof(
    flat,
    fc.tuple(flat, flat).map((both) => ({ $or: both })),
  );

  test('M7 is never that nobody else is reached if one is', () => {
    fc.assert(
      fc.property(policy, address, address, (written, own, other) => {
        const reach = reachOfFilter({ policy: JSON.stringify(written), scope: undefined }, own);
        const base = { event: 'approval-requested', cluster: 'c', service: 's' };

        expect(reach.own).toBe(delivers(written, { ...base, reviewer: own }));
        expect(reach.shared).toBe(delivers(written, base));
        if (other !== own && delivers(written, { ...base, reviewer: other })) expect(reach.others).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
