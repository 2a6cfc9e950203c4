/** Values by time; what is missing has no entry. */
export type Series = ReadonlyMap<number, number>;

/** The result of an expression: a series, or one number for all times. */
type Value = Series | number;

/**
 * CloudWatch's metric math, as far as these tests need it, with what its documentation says about missing values: arithmetic and comparison treat
 * them as 0, a division by zero drops the point, FILL fills, and IF drops points whose condition is false if it has no third argument.
 *
 * @param times - the start of every period of the window, which FILL fills
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function evaluateMath(
  expression: string,
  series: (id: string) => Series,
  times: readonly number[],
): { points: Series; hasDropped: boolean } {
  const tokens = expression.match(/[A-Za-z_]\w*|\d+(?:\.\d+)?|>=|<=|==|[-+*/()<>,]/g) ?? [];
  let next = 0;
  let hasDropped = false;
  const take = (...wanted: string[]) => (wanted.includes(tokens[next] ?? '') ? tokens[next++] : undefined);

  const combine = (one: Value, other: Value, operate: (a: number, b: number) => number): Value => {
    if (typeof one === 'number' && typeof other === 'number') return operate(one, other);
    const times = [one, other].flatMap((value) => (typeof value === 'number' ? [] : [...value.keys()]));
    const at = (value: Value, time: number) => (typeof value === 'number' ? value : (value.get(time) ?? 0));
    const points = [...new Set(times)]
      .sort((a, b) => a - b)
      .map((time) => [time, operate(at(one, time), at(other, time))]);
    hasDropped ||= points.some(([, value]) => !Number.isFinite(value));
    return new Map(points.filter(([, value]) => Number.isFinite(value)) as [number, number][]);
  };

  function comparison(): Value {
    const left = sum();
    const operator = take('>=', '<=', '==', '>', '<');
    if (operator === undefined) return left;
    const holds = { '>=': (c: number) => c >= 0, '<=': (c: number) => c <= 0, '==': (c: number) => c === 0 };
    const more = { '>': (c: number) => c > 0, '<': (c: number) => c < 0 };
    const test = { ...holds, ...more }[operator] ?? (() => false);
    return combine(left, sum(), (a, b) => (test(a - b) ? 1 : 0));
  }

  function sum(): Value {
    let left = product();
    for (let operator = take('+', '-'); operator !== undefined; operator = take('+', '-')) {
      const sign = operator === '+' ? 1 : -1;
      left = combine(left, product(), (a, b) => a + sign * b);
    }
    return left;
  }

  function product(): Value {
    let left = atom();
    for (let operator = take('*', '/'); operator !== undefined; operator = take('*', '/')) {
      left = operator === '*' ? combine(left, atom(), (a, b) => a * b) : combine(left, atom(), (a, b) => a / b);
    }
    return left;
  }

  function atom(): Value {
    const token = tokens[next++] ?? '';
    if (token === '(') {
      const inner = comparison();
      take(')');
      return inner;
    }
    if (/^\d/.test(token)) return Number(token);
    if (take('(') === undefined) return series(token);
    const given = [comparison()];
    while (take(',') !== undefined) given.push(comparison());
    take(')');
    return call(token, given);
  }

  function call(name: string, [first = 0, second = 0, third]: Value[]): Value {
    if (name === 'FILL' && typeof first !== 'number' && typeof second === 'number') {
      return new Map(times.map((time) => [time, first.get(time) ?? second]));
    }
    if (name === 'IF' && typeof first !== 'number') {
      const at = (value: Value, time: number) => (typeof value === 'number' ? value : (value.get(time) ?? 0));
      const kept = [...first].filter(([, holds]) => holds !== 0 || third !== undefined);
      return new Map(kept.map(([time, holds]) => [time, at(holds !== 0 ? second : (third ?? 0), time)]));
    }
    throw new Error(`the fake has no function ${name}`);
  }

  const result = comparison();
  if (next !== tokens.length || typeof result === 'number') throw new Error(`Error in expression: ${expression}`);
  return { points: result, hasDropped };
}
