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
    ['x{{ab', 2],
    ['{{', 1],
    ['{{}}', 1],
    ['{{a}} {{a b}} c', 7],
    ['{{1a}}', 1],
    ['{{{{{{$$}}', 5],
    [`{{${'a'.repeat(65)}}}`, 1],
  ])('%j is refused without being quoted, and has no names', (text, character) => {
    expect(parseTemplate(text)).toEqual({
      ok: false,
      problem: `expected a placeholder such as "{{name}}" or "{{$revisionId}}", or "{{{{" for a literal "{{", at character ${character}`,
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
