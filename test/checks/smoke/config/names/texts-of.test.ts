import { expect, test } from 'vitest';
import { expectedTexts } from '../../../../../src/checks/smoke/config/names/texts-of.ts';
import { expecting } from '../../results.ts';

test('expectedTexts returns what has placeholders, wherever it is, and no value of the deployment', () => {
  const written = {
    header: { etag: { not: { oneOf: ['a', '{{etag}}'] } } },
    json: { '$.id': '{{id}}', '$.same': { '==': '{{id}}' }, '$.tag': '$imageTag', '$.text': { matches: 'text' } },
    body: '$revisionId',
  };

  expect(expectedTexts(expecting(written))).toEqual(['{{etag}}', '{{id}}']);
  expect(expectedTexts({ expect: undefined })).toEqual([]);
});
