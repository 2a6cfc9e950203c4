import { shorten } from '../../../wording/values.ts';
import type { JsonShape } from './json-shape.ts';

/** A place at which two shapes differ. */
type ShapeDifference = {
  /** `$.items[*].price`. */
  path: string;
  /** `missing` in green, `added` in green, or of another `type`. */
  kind: 'missing' | 'added' | 'type';
  /** A clause for people, without any value: `$.items[*].price is a string instead of a number`. */
  text: string;
};

/**
 * What differs in the shape of green's JSON, from the root down; below a place of another type nothing is compared. Null next to a type is no
 * difference, and neither is a list without items.
 *
 * @example
 * shapeDifferences(shapeOf([{ price: 1 }]), shapeOf([{ price: '1' }])); // [{ path: '$.price', kind: 'type', … }]
 */
export function shapeDifferences(blue: JsonShape, green: JsonShape, path = '$'): readonly ShapeDifference[] {
  if (blue.types.size === 0 || green.types.size === 0) return [];
  return [
    ...typeDifferences(blue, green, path),
    ...memberDifferences(blue, green, path),
    ...(blue.items && green.items ? shapeDifferences(blue.items, green.items, `${path}[*]`) : []),
  ];
}

function typeDifferences(blue: JsonShape, green: JsonShape, path: string): readonly ShapeDifference[] {
  if (blue.types.symmetricDifference(green.types).size === 0) return [];
  return [{ path, kind: 'type', text: `${path} is ${formatTypes(green)} instead of ${formatTypes(blue)}` }];
}

/** Only objects have members, so they are compared only if both have objects here. */
function memberDifferences(blue: JsonShape, green: JsonShape, path: string): readonly ShapeDifference[] {
  if (!blue.types.has('object') || !green.types.has('object')) return [];
  const names = new Set([...blue.members.keys(), ...green.members.keys()]);
  return [...names].flatMap((name) => {
    const [ofBlue, ofGreen] = [blue.members.get(name), green.members.get(name)];
    const at = path + formatStep(name);
    if (ofGreen === undefined) return [{ path: at, kind: 'missing' as const, text: `${at} is missing` }];
    if (ofBlue === undefined) return [{ path: at, kind: 'added' as const, text: `${at} is new` }];
    return shapeDifferences(ofBlue, ofGreen, at);
  });
}

function formatTypes({ types }: JsonShape): string {
  const words = {
    string: 'a string',
    number: 'a number',
    boolean: 'true or false',
    object: 'an object',
    list: 'a list',
  };
  return [...types].map((type) => words[type]).join(' or ');
}

/** A name comes from outside, so it is short. */
function formatStep(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_-]{0,39}$/u.test(name) ? `.${name}` : `[${JSON.stringify(shorten(name, 40))}]`;
}
