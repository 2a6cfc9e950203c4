import { describe, expect, test } from 'vitest';
import {
  deploymentValueIn,
  encodeLiterals,
  namesIn,
  parseTemplate,
} from '../../../../src/checks/smoke/variables/template.ts';

describe('a string with placeholders', () => {
  test.each<[string, readonly object[]]>([
    ['', []],
    ['a}}b', [{ text: 'a}}b' }]],
    ['/a/{{id}}', [{ text: '/a/' }, { name: 'id' }]],
    ['{{ id }}{{$revisionId}}', [{ name: 'id' }, { name: '$revisionId' }]],
    ['{{{{id}}', [{ text: '{{' }, { text: 'id}}' }]],
    [`{{${'a'.repeat(64)}}}`, [{ name: 'a'.repeat(64) }]],
  ])('%j is read', (text, template) => {
    expect(parseTemplate(text)).toEqual({ ok: true, template });
  });

  test.each([
    ['x{{ab', '{{ab'],
    ['{{', '{{'],
    ['{{}}', '{{}}'],
    ['{{a b}} c', '{{a b}} c'],
    ['{{1a}}', '{{1a}}'],
    ['{{$$}}', '{{$$}}'],
    [`{{${'a'.repeat(65)}}}`, `{{${'a'.repeat(37)}…`],
  ])('%j is refused, and has no names', (text, shown) => {
    expect(parseTemplate(text)).toEqual({
      ok: false,
      problem: `expected a placeholder such as "{{name}}" or "{{$revisionId}}", or "{{{{" for a literal "{{", not "${shown}"`,
    });
    expect(namesIn(text)).toEqual([]);
  });

  test.each(['revisionId', '$$revisionId', '{{$revisionId}}', '$nothing'])(
    'does not take %s for a value of the deployment',
    (name) => {
      expect(deploymentValueIn(name)).toBeUndefined();
    },
  );

  test('is percent-encoded except for its placeholders', () => {
    expect(encodeLiterals('a b&{{ id }}={{{{ {{\nid}}é')).toBe('a%20b%26{{ id }}%3D{{{{%20{{\nid}}%C3%A9');
  });
});
