import type { JsonValue } from '../../../hook/json.ts';
import { shorten } from '../../../wording/values.ts';
import type { Expected } from './deployment-value.ts';
import { formatJson } from './format-json.ts';
import type { Predicate, PredicateTest } from './predicate.ts';
import type { KnownValue } from './read-values.ts';

/** How values may be shown. */
type Showing = {
  known: ReadonlyMap<string, KnownValue>;
  /** No value may be shown. */
  isSecret: boolean;
  /** Of a number, such as ` ms`; undefined for a value that is shown with its type. */
  unit: string | undefined;
};

/** What a predicate allows, such as `> 3 and <= 10`. Values of the deployment are named, and shown if they are not secret. */
export function formatPredicate(predicate: Predicate, showing: Showing): string {
  return predicate.map((test) => formatTest(test, showing)).join(' and ');
}

function formatTest(test: PredicateTest, showing: Showing): string {
  const show = (expected: Expected<JsonValue>) => formatExpected(expected, showing);
  switch (test.key) {
    case '==':
      return show(test.wanted);
    case '!=':
      return `other than ${show(test.wanted)}`;
    case 'exists':
      return test.wanted ? 'present' : 'absent';
    case 'count':
      return `count ${formatPredicate(test.wanted, { ...showing, isSecret: false, unit: '' })}`;
    case 'type':
      return `of type ${test.wanted}`;
    case 'matches':
      return `matching ${showing.isSecret ? 'what is configured' : JSON.stringify(shorten(test.wanted.text, 60))}`;
    case 'oneOf':
      return showing.isSecret ? 'one of those configured' : `one of ${shorten(test.wanted.map(show).join(', '), 200)}`;
    case 'not':
      return `not (${formatPredicate(test.wanted, showing)})`;
    case 'contains':
    case 'notContains':
    case 'startsWith':
    case 'endsWith':
    case 'prefixOf':
      return `${words[test.key]} ${show(test.wanted)}`;
    default:
      return `${test.key} ${showing.isSecret ? 'what is configured' : `${test.wanted}${showing.unit ?? ''}`}`;
  }
}

const words = {
  contains: 'containing',
  notContains: 'without',
  startsWith: 'beginning with',
  endsWith: 'ending with',
  prefixOf: 'the beginning of',
} as const;

function formatExpected(expected: Expected<JsonValue>, { known, isSecret, unit }: Showing): string {
  if (expected.kind === 'literal') return isSecret ? 'as configured' : formatJson(expected.value, unit);
  const value = known.get(expected.text);
  return value === undefined || value.isSecret || isSecret
    ? expected.text
    : `${expected.text} (${shorten(String(value.forms.at(-1) ?? ''))})`;
}
