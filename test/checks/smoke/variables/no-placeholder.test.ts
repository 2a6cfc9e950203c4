import { describe, expect, test } from 'vitest';
import { faultsInDetails } from '../../../../src/service-hooks/faults/list-faults.ts';

const given = (more: object) => ({ variables: { id: 'a' }, requests: [{ path: '/', ...more }] });

describe('a placeholder', () => {
  test.each<[string, object, string]>([
    ['a regular expression', { expect: { body: { matches: 'order {{id}}' } } }, 'requests[0].expect.body.matches'],
    [
      'a regular expression, of the deployment',
      { expect: { header: { x: { matches: '^{{$imageTag}}$' } } } },
      'requests[0].expect.header.x.matches',
    ],
    [
      'a regular expression inside not',
      { expect: { body: { not: { matches: '{{ id }}' } } } },
      'requests[0].expect.body.not.matches',
    ],
    [
      'a JSON path',
      { expect: { json: { '$.items[?@.id == "{{id}}"]': { exists: true } } } },
      'requests[0].expect.json.$.items[?@.id == "{{id}}"]',
    ],
    ['a JSON path of json', { json: { '$["{{id}}"]': 1 } }, 'requests[0].json.$["{{id}}"]'],
    ['a JSON Schema', { expect: { schema: { const: '{{id}}' } } }, 'requests[0].expect.schema'],
    [
      'the pattern of a captured value',
      { capture: { sku: { matches: '{{id}}=(.*)' } } },
      'requests[0].capture.sku.matches',
    ],
    ['the path of a captured value', { capture: { sku: '$["{{id}}"]' } }, 'requests[0].capture.sku'],
  ])('in %s is refused, because nothing fills it in', async (_, more, place) => {
    const [fault, ...others] = await faultsInDetails('smoke', given(more));

    expect(fault).toMatchObject({ place, message: expect.stringMatching(/^expected no "\{\{…\}\}" in /) });
    expect(others).toEqual([]);
  });

  test.each<[object, string]>([
    [
      { expect: { body: { matches: 'order {{id}}' } } },
      'a regular expression, which is not filled in: use contains, startsWith or endsWith, or write "\\{\\{" for "{{"',
    ],
    [
      { json: { '$["{{id}}"]': 1 } },
      'a path, which is not filled in: compare the value at a path with it, such as "$.items[*].id"',
    ],
    [{ capture: { sku: '$["{{id}}"]' } }, 'the place of a captured value, which is not filled in'],
    [{ capture: { sku: { header: '{{id}}' } } }, 'the place of a captured value, which is not filled in'],
  ])('in %j is refused with what to do instead', async (more, what) => {
    const [fault] = await faultsInDetails('smoke', given(more));

    expect(fault?.message.replace(/, not "[^:]*"(?=:|$)/, '')).toBe(`expected no "{{…}}" in ${what}`);
  });

  test.each<[string, object]>([
    ['a literal {{ of a regular expression', { expect: { body: { matches: '\\{\\{id}}' } } }],
    ['a repetition in a regular expression', { expect: { body: { matches: '^[0-9]{2}{{{2}$' } } }],
    ['a value to compare with', { expect: { body: { contains: '{{id}}' } } }],
    ['the value at a path', { expect: { json: { '$.items[*].id': { contains: '{{id}}' } } } }],
  ])('is no problem in %s', async (_, more) => {
    expect((await faultsInDetails('smoke', given(more))).filter(({ message }) => message.includes('{{…}}'))).toEqual(
      [],
    );
  });
});
