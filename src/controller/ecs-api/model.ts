import type { DescribeServices$ } from '@aws-sdk/client-ecs';
import { EcsApiError } from './ecs-api-error.ts';

/*
 * The API model, as `@aws-sdk/client-ecs` carries it at run time: nested arrays and numbers, generated from AWS's own Smithy model. A shape is
 *   0 text · 1 number · 2 boolean · 4 to 7 time · 15 any JSON · 64 + shape: a list of it · 128 + shape: a map of it
 *   [1, namespace, name, traits, shape] list · [2, namespace, name, traits, key, shape] map
 *   [3, namespace, name, traits, member names, member shapes, how many of the first ones are required] structure
 * or a function that returns one, or a pair of one and traits of the member. (`@smithy/types`, schema/static-schemas.d.ts and sentinels.d.ts.)
 */

/** One operation of the model: its name, and the shapes of its request and its response. */
export type OperationSchema = typeof DescribeServices$;

/**
 * Reads the JSON of a request as the model has it: times become `Date`, null counts as missing, and members that the model does not
 * have are dropped.
 *
 * @throws {EcsApiError} SerializationException for a wrong type, InvalidParameterException for a required member that is missing
 */
export function readRequest(schema: OperationSchema, json: unknown): unknown {
  return convert(schema[4], json, '', reading);
}

/**
 * The JSON of a response: times become seconds since 1970. Only members of the model are sent.
 *
 * @throws {TypeError} if the model does not allow the response, which is our own fault
 */
export function writeResponse(schema: OperationSchema, response: unknown): unknown {
  return convert(schema[5], response, '', writing);
}

type Direction = {
  time(value: unknown): unknown;
  wrongType(where: string, expected: string, value: unknown): Error;
  missing(where: string): Error;
};

const reading: Direction = {
  time: (value) => (typeof value === 'number' && Number.isFinite(value) ? new Date(value * 1000) : undefined),
  wrongType: (where, expected, value) =>
    new EcsApiError('SerializationException', `${where || 'the request'} is ${kindOf(value)} and not ${expected}`),
  missing: (where) => new EcsApiError('InvalidParameterException', `${where} is missing`),
};

const writing: Direction = {
  time: (value) => (value instanceof Date ? value.getTime() / 1000 : undefined),
  wrongType: (where, expected, value) => new TypeError(`${where} is ${kindOf(value)} and not ${expected}`),
  missing: (where) => new TypeError(`${where} is missing`),
};

function convert(reference: unknown, value: unknown, where: string, direction: Direction): unknown {
  const shape = typeof reference === 'function' ? reference() : reference;
  if (typeof shape === 'number') return convertSimple(shape, value, where, direction);
  const [kind] = shape;
  if (shape.length === 2) return convert(kind, value, where, direction);
  switch (kind) {
    case 0:
      return convert(shape[4], value, where, direction);
    case 1:
      return convertList(shape[4], value, where, direction);
    case 2:
      return convertMap(shape[5], value, where, direction);
    case 3:
      return convertStructure(shape, value, where, direction);
    default:
      throw new TypeError(`the model has a shape of kind ${kind} at ${where}, which is not read here`);
  }
}

const listModifier = 64;
const mapModifier = 128;

function convertSimple(shape: number, value: unknown, where: string, direction: Direction): unknown {
  if (shape >= mapModifier) return convertMap(shape - mapModifier, value, where, direction);
  if (shape >= listModifier) return convertList(shape - listModifier, value, where, direction);
  const expect = (expected: string, isRight: boolean) => {
    if (!isRight) throw direction.wrongType(where, expected, value);
    return value;
  };
  switch (shape) {
    case 0:
      return expect('text', typeof value === 'string');
    case 1:
      return expect('a number', typeof value === 'number' && Number.isFinite(value));
    case 2:
      return expect('true or false', typeof value === 'boolean');
    case 4:
    case 5:
    case 6:
    case 7: {
      const time = direction.time(value);
      expect('a time', time !== undefined);
      return time;
    }
    case 15:
      return value;
    default:
      throw new TypeError(`the model has the simple shape ${shape} at ${where}, which is not read here`);
  }
}

function convertList(shape: unknown, value: unknown, where: string, direction: Direction): unknown[] {
  if (!Array.isArray(value)) throw direction.wrongType(where, 'a list', value);
  return value.map((element, index) => convert(shape, element, `${where}.${index}`, direction));
}

function convertMap(shape: unknown, value: unknown, where: string, direction: Direction): unknown {
  if (!isObject(value)) throw direction.wrongType(where, 'a map', value);
  const entries = Object.entries(value).filter(([, element]) => isGiven(element));
  return Object.fromEntries(
    entries.map(([key, element]) => [key, convert(shape, element, `${where}.${key}`, direction)]),
  );
}

type Structure = [
  kind: 3,
  namespace: string,
  name: string,
  traits: unknown,
  names: string[],
  shapes: unknown[],
  required?: number,
];

function convertStructure(structure: Structure, value: unknown, where: string, direction: Direction): unknown {
  const [, , , , names, shapes, required = 0] = structure;
  if (!isObject(value)) throw direction.wrongType(where, 'an object', value);
  const converted: Record<string, unknown> = {};
  for (const [index, name] of names.entries()) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    const path = where ? `${where}.${name}` : name;
    if (isGiven(member)) converted[name] = convert(shapes[index], member, path, direction);
    else if (index < required) throw direction.missing(path);
  }
  return converted;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return 'a time';
  return (
    { string: 'text', number: 'a number', boolean: 'true or false', object: 'an object' }[typeof value as string] ??
    typeof value
  );
}
