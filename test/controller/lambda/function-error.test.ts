import { expect, test } from 'vitest';
import { readFunctionError } from '../../../src/controller/lambda/function-error.ts';

test.for([
  ['{"errorType":"TypeError","errorMessage":"no such bucket"}', 'TypeError', 'no such bucket'],
  ['{"errorMessage":"no such bucket"}', 'Unhandled', 'no such bucket'],
  ['{"errorType":"TypeError"}', 'TypeError', '{"errorType":"TypeError"}'],
  ['{"errorType":7,"errorMessage":8}', '7', '8'],
  ['out of memory', 'Unhandled', 'out of memory'],
  ['"out of memory"', 'Unhandled', '"out of memory"'],
  ['null', 'Unhandled', 'null'],
  ['', 'Unhandled', ''],
] as const)('W-28 the report %j is read as %s: %s', ([body, name, message]) => {
  expect(readFunctionError(body)).toMatchObject({ name, message });
});
