import { describe, expect, test } from 'vitest';
import type { GateLeaf, GateNode, GatePart } from '../../../src/checks/gate/gate-node.ts';
import { refuseAsking } from '../../../src/checks/gate/refuse-asking.ts';
import type { JsonObject } from '../../../src/hook/json.ts';

type Leaf = GateLeaf<GatePart>;
type Node = GateNode<GatePart>;

function leaf(name: string, config: JsonObject, asksPeople?: GatePart['asksPeople']): Leaf {
  return { name, check: { name, ...(asksPeople && { asksPeople }) }, config, path: ['checks', name] };
}

const smoke = leaf('smoke', {});
const asking = (name = 'metrics') => leaf(name, { onInconclusive: 'ask' });
const approval = (config: JsonObject = {}) => leaf('approval', config, 'always');
const fallback = leaf('ask', {}, 'if inconclusive');
const listOf = (combinator: 'sequence' | 'all' | 'any', ...parts: Node[]): Node => ({
  name: combinator,
  combinator,
  parts,
});

/** The paths that are refused, with the message for each. */
function refused(...parts: Node[]): Record<string, string> {
  return Object.fromEntries(refuseAsking(parts).map(({ path = [], message }) => [path.join('.'), message]));
}

const nobodyAsked = expect.stringContaining('to ask people, put an approval after this check');
const neverAsked = expect.stringContaining('without it, nobody would ever be asked');
const unattended = expect.stringContaining('only a person may decide what a check cannot tell');

describe('refuseAsking', () => {
  test.each<[string, Node[]]>([
    ['no check asks, and an approval always does', [smoke, approval()]],
    ['no check asks, and the approval lets a first deployment pass', [smoke, approval({ firstDeployment: 'pass' })]],
    ['an approval follows', [asking(), approval()]],
    ['a check and then an approval follow', [asking(), smoke, approval()]],
    ['the fallback follows', [asking(), fallback]],
    ['an approval follows the list that it is in', [listOf('all', asking(), smoke), approval()]],
    ['an approval follows in the same inner list', [listOf('sequence', asking(), approval())]],
    ['a list in which all must pass, an approval among them, follows', [asking(), listOf('all', smoke, approval())]],
    ['two ask, each before an approval', [asking('a'), approval(), asking('b'), approval()]],
    [
      'a check, which asks nobody, lets a first deployment pass',
      [asking(), leaf('smoke', { firstDeployment: 'pass' }), approval()],
    ],
    ['an approval says how it treats first deployments', [asking(), approval({ firstDeployment: 'ask', once: false })]],
  ])('accepts a gate in which %s', (_what, parts) => {
    expect(refused(...parts)).toEqual({});
  });

  test.each<[string, Node[], string[]]>([
    ['nothing follows', [asking()], ['metrics']],
    ['only another check follows', [asking(), smoke], ['metrics']],
    ['the approval comes before it', [approval(), asking()], ['metrics']],
    ['the approval and it are in all', [listOf('all', asking(), approval())], ['metrics']],
    ['the only approval is one way among others', [asking(), listOf('any', smoke, approval())], ['metrics']],
    ['the approval is between two that ask', [asking('a'), approval(), asking('b')], ['b']],
    [
      'it is in a list of a list',
      [listOf('all', smoke, listOf('sequence', asking('a'), approval(), asking('b')))],
      ['b'],
    ],
  ])('refuses a gate in which %s', (_what, parts, names) => {
    const expected = names.map((name) => [`checks.${name}.onInconclusive`, nobodyAsked]);

    expect(refused(...parts)).toEqual(Object.fromEntries(expected));
  });

  test('does not complain about a check that only fails if it cannot tell', () => {
    expect(refused(leaf('alarms', { onInconclusive: 'fail' }), asking(), approval())).toEqual({});
    expect(refused(leaf('alarms', { onInconclusive: 'fail' }), asking())).toEqual({
      'checks.metrics.onInconclusive': nobodyAsked,
    });
  });

  test('refuses a fallback that nothing can call', () => {
    expect(refused(smoke, fallback)).toEqual({ 'checks.ask': neverAsked });
  });

  test.each<[JsonObject, string]>([
    [{ firstDeployment: 'pass' }, 'firstDeployment'],
    [{ onDeadline: 'approve' }, 'onDeadline'],
    [{ autoApprove: { clusters: ['dev'] } }, 'autoApprove'],
    [{ once: true }, 'once'],
  ])('refuses %j in an approval that answers for a check', (config, key) => {
    expect(refused(asking(), approval(config))).toEqual({ [`checks.approval.${key}`]: unattended });
  });

  test('names every such key, in every approval', () => {
    const config = { firstDeployment: 'pass', onDeadline: 'approve', autoApprove: {}, once: true };

    expect(Object.keys(refused(asking(), approval(config), { ...fallback, config: { once: true } }))).toEqual([
      'checks.approval.firstDeployment',
      'checks.approval.onDeadline',
      'checks.approval.autoApprove',
      'checks.approval.once',
      'checks.ask.once',
    ]);
  });
});
