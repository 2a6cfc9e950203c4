import { combinators } from '../../checks/gate/gate-node.ts';
import { parseSuite } from '../../checks/smoke/suite/parse-suite.ts';
import { isJsonObject, type JsonValue } from '../../hook/json.ts';
import { gateSchemas } from '../../service-hooks/details-schemas.ts';
import { formatValue } from '../../wording/values.ts';
import { isServiceForm } from '../attach/file/find-hooks.ts';
import { parseHooksText } from '../attach/file/parse-hooks-text.ts';
import { CliError } from '../command/cli-error.ts';
import type { LintSurroundings } from './complete-requests.ts';
import { type DetailsForm, detailsForms, lintDetails, lintSuite, recognizeForm } from './lint-details.ts';
import { lintHooks } from './lint-hooks.ts';
import type { Linted } from './linted.ts';

/** What a file can be. */
const fileForms = ['hooks', ...detailsForms] as const;
export type FileForm = (typeof fileForms)[number];

/**
 * Checks a file, without AWS.
 *
 * @param as what it is. Default: by its keys
 * @throws {CliError} if it is neither JSON nor YAML, or it is not clear what it is
 */
export async function lintText(
  text: string,
  name: string,
  { as, stack }: { as?: FileForm | undefined; stack: LintSurroundings['stack'] },
): Promise<Linted & { form: FileForm }> {
  if (as === 'suite' || (as === undefined && isBrokenSuite(text)))
    return { ...(await lintSuite(text, stack)), form: 'suite' };
  const parsed = parseHooksText(text, name);
  const value = isListOfChecks(parsed, as) ? { checks: parsed as JsonValue[] } : parsed;
  if (as === 'hooks' || (as === undefined && isServiceForm(value))) {
    return { ...(await lintHooks(value, name, stack)), form: 'hooks' };
  }
  if (!isJsonObject(value)) {
    throw new CliError(`${name} has ${formatValue(value)} instead of the keys of a gate`, {
      next: 'docs/hook-details.md lists the keys',
    });
  }
  const form: DetailsForm = as ?? (await recognizeForm(value, name));
  const linted = form === 'suite' ? lintSuite(text, stack) : lintDetails(value, form, stack);
  return { ...(await linted), form };
}

/** What `attach --checks` accepts as well: the checks of a gate, without the keys around them. */
function isListOfChecks(value: unknown, as: FileForm | undefined): boolean {
  if (!Array.isArray(value) || (as !== undefined && as !== 'gate')) return false;
  return as === 'gate' || value.some((entry) => isJsonObject(entry) && Object.keys(entry).some(isPartOfGate));
}

function isPartOfGate(key: string): boolean {
  return Object.hasOwn(gateSchemas, key) || combinators.some((name) => name === key);
}

/** The placeholders of a suite with a mistake in its YAML would look like those of a template. */
function isBrokenSuite(text: string): boolean {
  return /^requests\s*:/m.test(text) && !/^(?:suite|gate|errorBudget)\s*:/m.test(text) && !parseSuite(text).ok;
}
