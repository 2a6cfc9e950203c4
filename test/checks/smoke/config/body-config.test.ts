import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { bodySchema } from '../../../../src/checks/smoke/config/body-config.ts';
import { readConfiguration } from '../../../../src/hook/configuration.ts';
import type { JsonValue } from '../../../../src/hook/json.ts';

const media = 'expected a media type such as "application/xml"';

describe('the body of a request', () => {
  test.each<[JsonValue, string]>([
    ['x', ': expected an object with json, form or text, not "x"'],
    [{}, ': expected exactly one of json, form and text'],
    [{ json: 1, text: '' }, ': expected exactly one of json, form and text'],
    [{ json: 1, type: 'a/b' }, ': expected type only with text'],
    [{ text: 'x', type: 'xml' }, `.type: ${media}, not "xml"`],
    [{ text: 'x', type: 'a/b\n' }, `.type: ${media}, not "a/b "`],
    ...['a/b;', 'a b/c', ' a/b', 'a/b; c', 'a/b; c=', 'a/b; =d'].map((type): [JsonValue, string] => [
      { text: 'x', type },
      `.type: ${media}, not "${type}"`,
    ]),
    [{ text: 'x', type: 7 }, `.type: ${media}, not 7`],
    [{ text: 7 }, '.text: expected a string, not 7'],
    [{ form: 'a=1' }, '.form: expected an object of the names and values of a form, not "a=1"'],
    // With its key and quotes, one byte more than 256 KiB.
    [{ text: 'x'.repeat(262_134) }, ': expected a body of at most 256 KiB'],
  ])('is refused if it is wrong: %j', async (body, reason) => {
    const read = await readConfiguration({ body }, {}, v.strictObject({ body: bodySchema }));

    expect(read).toMatchObject({ reason: `hookDetails.body${reason}` });
  });
});
