/** A type as Terraform writes it, such as `map(object({ stages = optional(list(string)) }))`. */
export type VariableType =
  | { kind: 'string' | 'number' | 'bool' | 'any' }
  | { kind: 'list' | 'map'; of: VariableType }
  | { kind: 'object'; attributes: Readonly<Record<string, Attribute>> };

type Attribute = { type: VariableType; optional: boolean; default: unknown };

/** Reads what our modules use of Terraform's types. */
export function parseType(text: string): VariableType {
  const words = text.match(/"(?:[^"\\]|\\.)*"|[\w.]+|[(){}[\]=,]/g) ?? [];
  const next = () => words.shift() ?? '';
  const nextIs = (word: string) => words[0] === word && next() === word;
  const expectWord = (word: string) => {
    const found = next();
    if (found !== word) throw new Error(`the type ${text} has ${found || 'its end'} where ${word} was expected`);
  };

  const attribute = (): Attribute => {
    if (!nextIs('optional')) return { type: type(), optional: false, default: null };
    expectWord('(');
    const of = type();
    const fallback = nextIs(',') ? JSON.parse(next()) : null;
    expectWord(')');
    return { type: of, optional: true, default: fallback };
  };

  const type = (): VariableType => {
    const kind = next();
    if (kind === 'list' || kind === 'map') {
      expectWord('(');
      const of = type();
      expectWord(')');
      return { kind, of };
    }
    if (kind !== 'object') return { kind: kind as 'string' };
    expectWord('(');
    expectWord('{');
    const attributes: Record<string, Attribute> = {};
    while (!nextIs('}')) {
      const name = next();
      expectWord('=');
      attributes[name] = attribute();
    }
    expectWord(')');
    return { kind, attributes };
  };
  return type();
}

/**
 * The value as Terraform converts it: an object loses what its type does not name, and gets what is optional.
 *
 * @throws Error if Terraform would refuse it
 */
export function convert(value: unknown, type: VariableType, where: string): unknown {
  if (value === null || type.kind === 'any') return value;
  if (type.kind === 'list')
    return (value as unknown[]).map((each, index) => convert(each, type.of, `${where}[${index}]`));
  if (type.kind === 'map')
    return Object.fromEntries(
      Object.entries(value as object).map(([key, each]) => [key, convert(each, type.of, `${where}.${key}`)]),
    );
  if (type.kind === 'object')
    return Object.fromEntries(
      Object.entries(type.attributes).map(([name, attribute]) => {
        const given = (value as Readonly<Record<string, unknown>>)[name];
        if (given === undefined && !attribute.optional) throw new Error(`${where}: attribute "${name}" is required`);
        return [name, convert(given ?? attribute.default, attribute.type, `${where}.${name}`)];
      }),
    );
  const wanted = { string: 'string', number: 'number', bool: 'boolean' }[type.kind];
  if (typeof value !== wanted) throw new Error(`${where}: ${type.kind} required`);
  return value;
}
