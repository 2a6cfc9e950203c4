/** A cookie of a `Set-Cookie` header. Attributes by their names in lower case; one without a value has an empty string. */
type SetCookie = { name: string; value: string; attributes: ReadonlyMap<string, string> };

/**
 * Reads `Set-Cookie` headers as a browser does: without its own judgement about domains and dates. A header without a name is left out.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6265#section-5.2
 * @example readCookies(['session=abc; Path=/; Secure']) // [{ name: 'session', value: 'abc', attributes: Map { path → '/', secure → '' } }]
 */
export function readCookies(headers: readonly string[]): readonly SetCookie[] {
  return headers.flatMap((header) => {
    const [pair = '', ...attributes] = header.split(';');
    const [name, value] = splitPair(pair);
    if (name === '' || !pair.includes('=')) return [];
    // The last one of a name counts.
    const known = attributes.map(splitPair).map(([key, text]) => [key.toLowerCase(), text] as const);
    return [{ name, value, attributes: new Map(known) }];
  });
}

/** Whether a cookie is only removed, as one of an earlier version for another path. `Max-Age` comes before `Expires`. */
export function isRemoval({ attributes }: Pick<SetCookie, 'attributes'>, now: number): boolean {
  const age = Number.parseInt(attributes.get('max-age') ?? '', 10);
  return Number.isNaN(age) ? Date.parse(attributes.get('expires') ?? '') <= now : age <= 0;
}

function splitPair(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
