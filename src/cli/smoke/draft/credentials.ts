import { isJsonObject, type JsonValue } from '../../../hook/json.ts';
import { isSecretName } from '../../../wording/values.ts';

/**
 * Takes credentials out of a draft. Each gets a name, and the draft has `{{name}}` where the value was, and wherever the value occurs again, such as a
 * session id in a path.
 */
export class DraftCredentials {
  readonly names = new Map<string, string>();
  readonly #values = new Map<string, string>();

  /** The placeholder for a value. `what` says what it is, for the comment. */
  take(name: string, value: string, what: string): string {
    const before = this.#values.get(value);
    if (before !== undefined) return `{{${before}}}`;
    const own = this.#unused(name);
    this.names.set(own, what);
    if (value !== '') this.#values.set(value, own);
    return `{{${own}}}`;
  }

  /** A string that may be or contain a credential under this name: the value of a header, a query parameter or a field. */
  text(name: string, value: string, what: string): string {
    return isCredential(name, value) ? this.take(name, value, what) : escapeBraces(value);
  }

  /** The same for every string in JSON, each under the name of its key. */
  json(value: JsonValue, what: string, name = ''): JsonValue {
    if (typeof value === 'string') return this.text(name, value, what);
    if (typeof value === 'number' && isSecretName(name)) return this.take(name, String(value), what);
    if (Array.isArray(value)) return value.map((each) => this.json(each, what, name));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.json(inner, what, key)]));
  }

  /** `Bearer …` and `Basic …` as `auth`; undefined if it is another scheme, whose whole value is then a secret. */
  auth(header: string): JsonValue | undefined {
    const [, bearer] = /^Bearer\s+(\S+)$/i.exec(header) ?? [];
    if (bearer !== undefined) return { bearer: this.take('token', bearer, 'the bearer token') };
    const [, basic] = /^Basic\s+(\S+)$/i.exec(header) ?? [];
    return basic === undefined ? undefined : this.basic(Buffer.from(basic, 'base64').toString('utf8'));
  }

  /** `user:password`, as curl's -u has it. */
  basic(pair: string): JsonValue {
    const [user = '', ...rest] = pair.split(':');
    return {
      basic: {
        user: this.take('user', user, 'the user of basic authentication'),
        password: this.take('password', rest.join(':'), 'the password of basic authentication'),
      },
    };
  }

  /** Replaces values that were taken elsewhere, in every string of it. */
  hideAgain<Value extends JsonValue>(value: Value): Value {
    return this.#replace(value) as Value;
  }

  #replace(value: JsonValue): JsonValue {
    if (typeof value === 'string') return this.#replaceIn(value, this.#long());
    if (Array.isArray(value)) return value.map((each) => this.#replace(each));
    if (!isJsonObject(value)) return value;
    // A password that is an ordinary word must not change the names of keys.
    const strange = this.#long().filter(([form]) => !/^[A-Za-z_-]+$/.test(form));
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [this.#replaceIn(key, strange), this.#replace(inner)]),
    );
  }

  /** Longest first, because one value may contain another. Short ones are ordinary words. */
  #long(): [form: string, name: string][] {
    return [...this.#values]
      .filter(([value]) => value.length >= minAgain)
      .flatMap(([value, name]) =>
        [value, encodeURIComponent(value.toWellFormed())].map((form): [string, string] => [form, name]),
      )
      .toSorted(([one], [other]) => other.length - one.length);
  }

  /** Placeholders stay as they are. */
  #replaceIn(text: string, forms: readonly [form: string, name: string][]): string {
    return forms.reduce(
      (rest, [form, name]) =>
        rest
          .split(/(\{\{[\w-]+\}\})/)
          .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(form, () => `{{${name}}}`)))
          .join(''),
      text,
    );
  }

  #unused(wanted: string): string {
    const stem =
      wanted
        .replace(/[^\w-]+/g, '-')
        .replace(/^[^A-Za-z_]+|-+$/g, '')
        .slice(0, 50) || 'secret';
    let name = stem;
    for (let next = 2; this.names.has(name); next += 1) name = `${stem}-${next}`;
    return name;
  }
}

const minAgain = 6;

/** By its name, or because it looks like a token. */
function isCredential(name: string, value: string): boolean {
  return (
    isSecretName(name) ||
    /\beyJ[\w-]{8,}\.[\w.-]+|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|^(?:Bearer|Basic)\s/.test(value) ||
    /session|^jwt$|^pin$|^otp$|^csrf|xsrf/i.test(name)
  );
}

/** `{{` begins a placeholder in a suite. */
export function escapeBraces(text: string): string {
  return text.replaceAll('{{', '{{{{');
}
