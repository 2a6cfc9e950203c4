import { type Auth, credentialsOf } from '../../auth/auth-config.ts';
import { deploymentValueIn, namesIn, parseTemplate } from '../../variables/template.ts';
import type { SmokeRequest } from '../request-config.ts';
import type { NamedValues } from '../values-config.ts';
import { capturedBy, orderOf, type RequestLists } from './order-of.ts';
import { textsOf } from './texts-of.ts';

/** What is wrong, and where: `requests[2].path`. */
type NameFault = { place: string; problem: string };

type Suite = RequestLists & NamedValues;

/**
 * The first fault in how a suite uses names: a placeholder that names nothing, a name that means two things, a credential that is not a
 * secret, or requests that wait for each other. Undefined if there is none.
 */
export function findNameFault(suite: Suite): NameFault | undefined {
  const placed = placedRequests(suite);
  const names = [
    ...Object.keys(suite.variables ?? {}),
    ...Object.keys(suite.secrets ?? {}),
    ...placed.flatMap(({ request }) => capturedBy(request)),
  ];
  for (const each of placed) {
    const fault = findInRequest(each, namesKnownTo(each, names, placed), suite);
    if (fault !== undefined) return fault;
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return { place: placeOfName(twice, placed), problem: `the name ${twice} is used twice` };
  const order = orderOf(suite);
  return order.ok ? undefined : order;
}

type Placed = { place: string; list: string; request: SmokeRequest };

function placedRequests({ setup = [], requests, teardown = [] }: RequestLists): readonly Placed[] {
  return Object.entries({ setup, requests, teardown }).flatMap(([list, all]) =>
    all.map((request, index) => ({ place: `${list}[${index}]`, list, request })),
  );
}

function placeOfName(name: string, placed: readonly Placed[]): string {
  const maker = placed.findLast(({ request }) => capturedBy(request).includes(name));
  return maker === undefined ? `secrets.${name}` : `${maker.place}.capture.${name}`;
}

function findInRequest({ place, request }: Placed, known: ReadonlySet<string>, suite: Suite): NameFault | undefined {
  for (const [within, text] of textsOf(request)) {
    const problem = problemOf(text, known);
    if (problem !== undefined) return { place: `${place}.${within}`, problem };
  }
  const literal = request.auth && findLiteral(request.auth, suite);
  return literal === undefined ? undefined : { place: `${place}.auth.${literal}`, problem: literalCredential };
}

/** All names but those of values that are captured only by requests of a later list. */
function namesKnownTo({ list }: Placed, names: readonly string[], placed: readonly Placed[]): ReadonlySet<string> {
  const later = placed.slice(placed.findLastIndex((each) => each.list === list) + 1);
  return new Set(names).difference(new Set(later.flatMap(({ request }) => capturedBy(request))));
}

function problemOf(text: string, known: ReadonlySet<string>): string | undefined {
  const parsed = parseTemplate(text);
  if (!parsed.ok) return parsed.problem;
  const unknown = namesIn(text).find((name) => !known.has(name) && deploymentValueIn(name) === undefined);
  if (unknown === undefined) return undefined;
  const all = [...known, '$revisionId', '$imageDigest', '$imageTag', '$taskDefinition', '$env.NAME'].join(', ');
  return `nothing is called ${unknown}: the names known here are ${all}`;
}

/** A credential may consist of secrets and captured values only; the value of a variable is written in the suite. */
function findLiteral(auth: Auth, { variables = {} }: NamedValues): string | undefined {
  const isLiteral = (text: string) =>
    namesIn(text).some((name) => Object.hasOwn(variables, name) || name.startsWith('$'));
  return credentialsOf(auth).find(([, text]) => isLiteral(text))?.[0];
}

const literalCredential =
  'expected the name of a secret of "secrets", such as "{{token}}", and not a value that everybody who may call DescribeServices can read';
