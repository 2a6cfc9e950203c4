import type { Action, ListenerRule, RuleCondition } from '../../../src/deployment/load-balancer.ts';

/**
 * A listener judged in one world, in which everything is known that the evaluator may not know: the client's address, how ELB reads a
 * regular expression or a percent sign, whether a token is valid. Written independently of the evaluator: it answers in two values only,
 * compares patterns by a table, regular expressions by the engine's own, and walks the rules by picking the lowest again and again.
 */
export type World = {
  sourceIp: string;
  regexWhole: boolean;
  regexIgnoresCase: boolean;
  decodes: boolean;
  bareIsKey: boolean;
  tokenValid: boolean;
};

export type OracleRequest = {
  method: string;
  host: string;
  path: string;
  query: string;
  headers: Readonly<Record<string, string>>;
};

/** What happens in this world: the rule's ARN, and a short form of the answer. */
export type Fate = { arn: string; answer: string; onlyTo: string | undefined };

export function decideFate(rules: readonly ListenerRule[], request: OracleRequest, world: World): Fate {
  const left = [...rules];
  while (left.length > 0) {
    let lowest = 0;
    for (let index = 1; index < left.length; index += 1) {
      if (rank(left[index]) < rank(left[lowest])) lowest = index;
    }
    const [rule] = left.splice(lowest, 1);
    if (rule && holds(rule, request, world)) return { arn: rule.RuleArn ?? '', ...carryOut(rule, request, world) };
  }
  throw new Error('the generated listener has no default rule');
}

function rank(rule: ListenerRule | undefined): number {
  return rule?.IsDefault ? 1e9 : Number(rule?.Priority);
}

function holds(rule: ListenerRule, request: OracleRequest, world: World): boolean {
  for (const condition of rule.Conditions ?? []) {
    if (!meets(condition, request, world)) return false;
  }
  return true;
}

function meets(condition: RuleCondition, request: OracleRequest, world: World): boolean {
  if (condition.Field === 'host-header') {
    const { Values = condition.Values ?? [], RegexValues = condition.RegexValues ?? [] } =
      condition.HostHeaderConfig ?? {};
    return like(Values, request.host.toLowerCase(), true) || fits(RegexValues, request.host, world);
  }
  if (condition.Field === 'path-pattern') {
    const path = world.decodes ? unescapePercent(request.path) : request.path;
    const { Values = condition.Values ?? [], RegexValues = condition.RegexValues ?? [] } =
      condition.PathPatternConfig ?? {};
    return like(Values, path, false) || fits(RegexValues, path, world);
  }
  if (condition.Field === 'http-header') {
    const { HttpHeaderName = '', Values = [], RegexValues = [] } = condition.HttpHeaderConfig ?? {};
    const sent = Object.entries(request.headers).find(([name]) => name === HttpHeaderName.toLowerCase());
    return sent !== undefined && (like(Values, sent[1].toLowerCase(), true) || fits(RegexValues, sent[1], world));
  }
  if (condition.Field === 'query-string') return inQuery(condition, request.query, world);
  if (condition.Field === 'http-request-method') {
    return new Set(condition.HttpRequestMethodConfig?.Values).has(request.method);
  }
  if (condition.Field === 'source-ip') return fromThere(condition, world.sourceIp);
  throw new Error(`the generator made a ${condition.Field} condition`);
}

function inQuery({ QueryStringConfig }: RuleCondition, query: string, world: World): boolean {
  for (const part of query.split('&').filter((piece) => piece !== '')) {
    const [before = '', ...after] = part.split('=');
    const [rawKey, rawValue] =
      after.length > 0 ? [before, after.join('=')] : world.bareIsKey ? [before, ''] : ['', before];
    const [key, value] = world.decodes ? [unescapePercent(rawKey), unescapePercent(rawValue)] : [rawKey, rawValue];
    for (const { Key, Value = '' } of QueryStringConfig?.Values ?? []) {
      const keyFits = Key === undefined || fill(units(Key.toLowerCase(), true), key.toLowerCase());
      if (keyFits && fill(units(Value.toLowerCase(), true), value.toLowerCase())) return true;
    }
  }
  return false;
}

function fromThere({ SourceIpConfig }: RuleCondition, sourceIp: string): boolean {
  const number = sourceIp.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return (SourceIpConfig?.Values ?? []).some((block) => {
    const [address = '', length = ''] = block.split('/');
    const first = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    const size = 2 ** (32 - Number(length));
    return Math.floor(number / size) === Math.floor(first / size);
  });
}

function like(patterns: readonly string[], value: string, lower: boolean): boolean {
  return patterns.some((pattern) => fill(units(lower ? pattern.toLowerCase() : pattern, false), value));
}

function units(pattern: string, escapes: boolean): string[] {
  return escapes ? (pattern.match(/\\[*?]|./gs) ?? []) : [...pattern];
}

/** A table, of which one row is kept: whether the first `m` units fit the first `n` characters. */
function fill(pattern: readonly string[], value: string): boolean {
  const row: boolean[] = new Array(value.length + 1).fill(false);
  row[0] = true;
  for (const unit of pattern) {
    if (unit === '*') {
      for (let n = 1; n <= value.length; n += 1) row[n] ||= row[n - 1] === true;
      continue;
    }
    const character = unit.at(-1);
    for (let n = value.length; n > 0; n -= 1) {
      row[n] = row[n - 1] === true && (unit === '?' || character === value[n - 1]);
    }
    row[0] = false;
  }
  return row[value.length] === true;
}

function fits(regexes: readonly string[], value: string, { regexWhole, regexIgnoresCase }: World): boolean {
  const flags = regexIgnoresCase ? 'i' : '';
  return regexes.some((regex) => fitsEngine(regexWhole ? `^(?:${regex})$` : regex, flags, value));
}

const known = new Map<string, boolean>();

/** Engines compile an expression when they first use it, which takes most of the time, and the short ones come again and again. */
function fitsEngine(source: string, flags: string, value: string): boolean {
  const question = `${flags} ${value} ${source}`;
  const answer = known.get(question) ?? new RegExp(source, flags).test(value);
  if (known.size < 200_000) known.set(question, answer);
  return answer;
}

function unescapePercent(part: string): string {
  return part.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function carryOut({ Actions = [] }: ListenerRule, request: OracleRequest, world: World): Omit<Fate, 'arn'> {
  const steps = [...Actions].sort((one, other) => (one.Order ?? 0) - (other.Order ?? 0));
  for (const step of steps) {
    if (step.Type === 'forward') return shares(step);
    if (step.Type === 'fixed-response' || step.Type === 'redirect') return { answer: step.Type, onlyTo: undefined };
    if (step.Type === 'jwt-validation') {
      if (!Object.hasOwn(request.headers, 'authorization') || !world.tokenValid)
        return { answer: 'login', onlyTo: undefined };
    } else if (step.AuthenticateOidcConfig?.OnUnauthenticatedRequest !== 'allow') {
      return { answer: 'login', onlyTo: undefined };
    }
  }
  throw new Error('the generated rule never answers');
}

function shares({ TargetGroupArn, ForwardConfig }: Action): Omit<Fate, 'arn'> {
  const groups = ForwardConfig?.TargetGroups ?? [{ TargetGroupArn, Weight: 1 }];
  const receiving = new Set(
    groups.filter(({ Weight }) => Weight === undefined || Weight > 0).map((group) => group.TargetGroupArn),
  );
  return { answer: 'forward', onlyTo: receiving.size === 1 ? [...receiving][0] : undefined };
}
