import { describe, expect, test } from 'vitest';
import { evaluateListener, type ListenerOutcome } from '../../../src/deployment/listener/evaluate-listener.ts';
import type { ListenerRequest } from '../../../src/deployment/listener/listener-request.ts';
import { reachesGreen } from '../../../src/deployment/listener/reaches-green.ts';
import type { ListenerRule } from '../../../src/deployment/load-balancer.ts';
import { casesOf } from '../../helpers/random-cases.ts';
import { decideFate, type Fate, type World } from './oracle.ts';
import { type Chance, chanceOf, green, randomRequest, randomRules } from './random-listener.ts';

const listeners = casesOf(200_000);
/** Another seed: `LISTENER_SEED=7 npx vitest run test/deployment/listener/evaluate-listener.property.test.ts`. */
const seed = Number(process.env['LISTENER_SEED'] ?? 20_261_126);

describe('evaluateListener compared with an independent oracle', () => {
  test(`knows every outcome of ${listeners} random listeners and requests, and never mistakes another one for green (seed ${seed})`, () => {
    const chance = chanceOf(seed);
    const seen = { yes: 0, no: 0, 'not proved': 0 };
    for (let number = 0; number < listeners; number += 1) {
      seen[tryOne(chance, `listener ${number} of seed ${seed}`)] += 1;
    }

    // A generator that makes only one kind would prove nothing.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(listeners / 50);
  });
});

function tryOne(chance: Chance, which: string): 'yes' | 'no' | 'not proved' {
  const rules = randomRules(chance);
  const bare = randomRequest(chance);
  const address = chance.below(2) === 0 ? chance.pick(addresses) : undefined;
  const request: ListenerRequest = { ...bare, ...(address !== undefined && { sourceIp: address }) };
  const outcomes = evaluateListener({ listener: {}, rules }, request);
  const reach = reachesGreen(outcomes, green);
  const worlds = worldsOf(address, chance);
  const fates = worlds.map((world) => decideFate(rules, bare, world));
  const faults = [
    ...fates
      .filter((fate) => !outcomes.some((outcome) => isThis(outcome, fate)))
      .map((fate) => ({ 'not foreseen': fate })),
    ...(reach.green === 'yes' && fates.some(({ onlyTo }) => onlyTo !== green)
      ? [{ 'not green after all': fates }]
      : []),
    ...(reach.green === 'no' && fates.some(({ onlyTo }) => onlyTo === green) ? [{ 'green after all': fates }] : []),
    ...(outcomes.length > 1 && isPlain(rules, request) ? [{ 'in doubt without need': outcomes }] : []),
  ];
  if (faults.length > 0) {
    expect({ which, faults, rules, request, outcomes }).toEqual({ which, faults: [], rules, request, outcomes });
  }
  return reach.green;
}

const addresses = ['10.1.2.3', '10.2.0.1', '192.168.1.7', '200.0.0.1'] as const;

/** A few of the possible worlds for this request. */
function worldsOf(address: string | undefined, chance: Chance): readonly World[] {
  return Array.from({ length: 3 }, () => ({
    sourceIp: address ?? chance.pick(addresses),
    regexWhole: chance.below(2) === 0,
    regexIgnoresCase: chance.below(2) === 0,
    decodes: chance.below(2) === 0,
    bareIsKey: chance.below(2) === 0,
    tokenValid: chance.below(2) === 0,
  }));
}

function isThis({ rule, answer }: ListenerOutcome, fate: Fate): boolean {
  if (rule.arn !== fate.arn || answer.kind !== fate.answer) return false;
  if (answer.kind !== 'forward') return true;
  const receiving = new Set(
    answer.targetGroups.filter(({ weight }) => weight > 0).map((group) => group.targetGroupArn),
  );
  return fate.onlyTo === undefined ? receiving.size !== 1 : receiving.size === 1 && receiving.has(fate.onlyTo);
}

/** Without anything uncertain, there must be no doubt. */
function isPlain(rules: readonly ListenerRule[], { sourceIp, path, query, headers }: ListenerRequest): boolean {
  const conditions = rules.flatMap(({ Conditions = [] }) => Conditions);
  const open =
    conditions.some(({ RegexValues }) => RegexValues !== undefined) ||
    (sourceIp === undefined && conditions.some(({ Field }) => Field === 'source-ip')) ||
    Object.hasOwn(headers, 'authorization');
  return !open && !/[%\\]/.test(path) && !/%|(^|&)[^=&]+(&|$)/.test(query);
}
