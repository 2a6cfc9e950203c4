import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { costPage } from '../../scripts/docs/pages/cost-page.ts';
import { decisionsPage } from '../../scripts/docs/pages/decisions-page.ts';
import { describeKeys } from '../../scripts/docs/pages/describe-schema.ts';
import { failureModes } from '../../scripts/docs/pages/failure-modes.ts';
import { failureModesPage } from '../../scripts/docs/pages/failure-modes-page.ts';
import { hookDetailsPage } from '../../scripts/docs/pages/hook-details-page.ts';
import { rulesPage } from '../../scripts/docs/pages/rules-page.ts';
import { alarmsConfigSchema } from '../../src/checks/alarms/alarms-config.ts';
import { approvalConfigSchema } from '../../src/checks/approval/approval-config.ts';
import { smokeConfigSchema } from '../../src/checks/smoke/config/smoke-config.ts';
import { termsEntries } from '../../src/checks/terms/apply-terms.ts';
import { rules } from '../../src/cli/doctor/rules/rules.ts';
import { lintRules } from '../../src/cli/lint/lint-rules.ts';
import { planRules } from '../../src/cli/plan/judge-time.ts';
import { kitSchema } from '../../src/hook/configuration.ts';
import { gateSchemas } from '../../src/service-hooks/details-schemas.ts';
import type { Rule } from '../../src/service-hooks/rules/rule.ts';

describe('the reference of hookDetails', () => {
  test('reads kinds, bounds and defaults off a schema', () => {
    const schema = v.pipe(
      v.strictObject({
        minutes: v.optional(v.pipe(v.number('a number'), v.integer('whole'), v.minValue(1), v.maxValue(9)), 5),
        names: v.pipe(v.array(v.string('a string')), v.minLength(1), v.maxLength(3)),
        mode: v.optional(v.picklist(['a', 'b'])),
      }),
      v.transform((value) => value),
    );

    expect(describeKeys(schema)).toEqual([
      {
        name: 'minutes',
        kind: 'whole number',
        isRequired: false,
        defaultValue: '5',
        bounds: '1 to 9',
        expects: ['a number', 'whole'],
      },
      {
        name: 'names',
        kind: 'list of strings',
        isRequired: true,
        defaultValue: undefined,
        bounds: '1 to 3',
        expects: ['a string'],
      },
      { name: 'mode', kind: 'one of', isRequired: false, defaultValue: undefined, bounds: '"a", "b"', expects: [] },
    ]);
  });

  test('has every key of every hook, each with a meaning', () => {
    const page = hookDetailsPage();

    for (const { name } of everyKey())
      expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\|.*\\| [^|]*\\w[^|]* \\|$`, 'm'));
  });

  test.each(Object.keys(gateSchemas))('has the keys of %s', (name) => {
    const page = hookDetailsPage();
    const own = ['smoke', 'alarms', 'approval'].includes(name);

    expect(page).toContain(own ? `## ${name[0]?.toUpperCase()}${name.slice(1)}\n` : `The keys of \`${name}\` in the`);
  });

  test('agrees with the tables in docs/hook-details.md', () => {
    const attach = readFileSync(fileURLToPath(new URL('../../docs/hook-details.md', import.meta.url)), 'utf8');
    const rows = [...attach.matchAll(/^\| ((?:`\w+`(?:, )?)+) \| ([^|]*) \|/gm)].map(([, names = '', shown = '']) => ({
      names,
      shown,
    }));

    for (const { name, isRequired, defaultValue = '[]' } of everyKey()) {
      const shown = rows.filter(({ names }) => names.includes(`\`${name}\``)).map((row) => row.shown);
      const expected = isRequired ? 'required' : defaultValue === '[]' ? /^(none|found)$/ : `\`${defaultValue}\``;
      expect(shown, name).toContainEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
    }
  });
});

describe('the decision tables', () => {
  test('match what decide does', () => {
    const page = decisionsPage();

    expect(page).toContain('| `error` | 10 | 9 | `IN_PROGRESS` | 60 s | 10 |');
    expect(page).toContain('| `error` | 10 | 10 | `FAILED` | – | – |');
    expect(page).toContain('| `pass` | any | any | `SUCCEEDED` | – | – |');
  });

  test('count the calls of a gate as the performance target does: at most 145 in four hours', () => {
    const calls = /A gate of four hours is called (\d+) times/.exec(decisionsPage())?.[1];

    expect(Number(calls)).toBeGreaterThan(100);
    expect(Number(calls)).toBeLessThanOrEqual(145);
  });
});

describe('the cost page', () => {
  test('keeps a gate of four hours with mails below 300 millionths of a dollar', () => {
    const dollars = /^\| 4 h \| \d+ \| (\d+) \|$/m.exec(costPage())?.[1];

    expect(Number(dollars)).toBeGreaterThan(0);
    expect(Number(dollars)).toBeLessThan(300);
  });
});

describe('the rules page', () => {
  const page = rulesPage();

  test('has every rule once, with its severity, title and reason', () => {
    for (const [id, { severity, title, why }] of Object.entries<Rule>({ ...rules, ...planRules, ...lintRules })) {
      const rows = page.split('\n').filter((line) => line.startsWith(`| \`${id}\` |`));
      expect(rows, id).toHaveLength(1);
      expect(rows[0]).toContain(`| ${severity} | ${title} | ${why} | `);
    }
  });

  test.each([
    ['hook-stage', 'attach, diff, doctor'],
    ['rolling-skips-hooks', 'attach, diff, plan, doctor'],
    ['longer-than-30-days', 'plan'],
    ['hook-form', 'lint'],
    ['alarm-never-ok', 'attach, diff, plan, doctor'],
    ['ledger-public', 'doctor'],
  ])('names the commands that show %s: %s', (id, commands) => {
    expect(page).toMatch(new RegExp(`^\\| \`${id}\` \\|.* \\| ${commands} \\|$`, 'm'));
  });
});

describe('the table of failure modes', () => {
  test('is generated if every test that it names exists', () => {
    expect(failureModesPage().match(/^\| /gm)).toHaveLength(failureModes.length + 2);
  });

  test('is not generated if a test is missing', () => {
    const row = { what: 'a meteorite', gate: 'burns', operator: 'smoke' };

    expect(() =>
      failureModesPage([{ ...row, test: ['test/hook/answer/decide.test.ts', 'survives a meteorite'] }]),
    ).toThrow(
      '"a meteorite" names the test "survives a meteorite" in test/hook/answer/decide.test.ts, which is not there',
    );
    expect(() => failureModesPage([{ ...row, test: ['test/meteorite.test.ts', 'x'] }])).toThrow('which is not there');
  });
});

function everyKey() {
  return [kitSchema, approvalConfigSchema, smokeConfigSchema, alarmsConfigSchema, v.object(termsEntries)].flatMap(
    (schema) => describeKeys(schema),
  );
}
