import { describe, expect, test } from 'vitest';
import { gateConfigSchema, maxChecks } from '../../../src/checks/gate/gate-config.ts';
import { type GatePart, leavesOf } from '../../../src/checks/gate/gate-node.ts';

const plain: GatePart = { name: 'plain' };
/** Its schema refuses everything, without saying where. */
const strict: GatePart = {
  name: 'strict',
  configSchema: { '~standard': { version: 1, vendor: 'test', validate: () => ({ issues: [{ message: 'no' }] }) } },
};

async function read(input: unknown) {
  const schema = gateConfigSchema({ plain: async () => plain, strict: async () => strict });
  const result = await schema['~standard'].validate(input);
  return result.issues
    ? { issues: result.issues.map(({ path = [], message }) => `${path.join('.')}: ${message}`) }
    : { leaves: leavesOf(result.value).map(({ name, config }) => [name, config]) };
}

describe('the configuration of a gate', () => {
  test('is passed on as it is to a check without a schema', async () => {
    expect(await read({ checks: [{ plain: { any: 'thing' } }] })).toEqual({ leaves: [['plain', { any: 'thing' }]] });
  });

  test('may have as many checks as are allowed, all of which run', async () => {
    const { leaves = [] } = await read({ checks: Array(maxChecks).fill({ plain: {} }) });

    expect(leaves.map(([name]) => name)).toEqual([
      'plain',
      ...Array.from({ length: maxChecks - 1 }, (_, index) => `plain-${index + 2}`),
    ]);
  });

  test('with more than that is refused once, at the first that is too many', async () => {
    expect(await read({ checks: Array(maxChecks + 3).fill({ plain: {} }) })).toEqual({
      issues: [`checks.${maxChecks}.plain: expected at most ${maxChecks} checks in one gate`],
    });
  });

  test.each([
    [{}, ''],
    [{ checks: [] }, ', not an empty one'],
    [{ checks: 'smoke' }, ', not "smoke"'],
  ])('that has no list of checks is refused: %j', async (input, found) => {
    expect(await read(input)).toEqual({
      issues: [`checks: expected a list of checks, such as [{"smoke": {}}, {"approval": {}}]${found}`],
    });
  });

  test('is refused at the check itself if its schema names no key', async () => {
    expect(await read({ checks: [{ plain: {} }, { all: [{ strict: {} }] }] })).toEqual({
      issues: ['checks.1.all.0.strict: no'],
    });
  });
});
