import { en, type Words } from './en.ts';

/** Every language of the desk, by the primary subtag that browsers send. One that is not English is loaded when somebody asks for it. */
const languages: Readonly<Record<string, () => Words | Promise<Words>>> = {
  en: () => en,
  de: async () => (await import('./de.ts')).de,
};

/**
 * The words in the language that a reader prefers; English if the desk speaks none of theirs.
 *
 * @param accepted - the value of `Accept-Language`, such as `de-AT,de;q=0.9,en;q=0.5`
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.accept-language
 */
export async function wordsFor(accepted = ''): Promise<Words> {
  const wanted = accepted
    .slice(0, maxLength)
    .split(',')
    .map(readRange)
    .filter(({ weight, name }) => weight > 0 && Object.hasOwn(languages, name))
    .toSorted((left, right) => right.weight - left.weight);
  return (await languages[wanted[0]?.name ?? 'en']?.()) ?? en;
}

/** What follows is no preference that a person has set. */
const maxLength = 200;

function readRange(range: string): { name: string; weight: number } {
  const [, name = '', weight = '1'] = /^\s*([a-z]+)(?:-[a-z0-9]+)*\s*(?:;\s*q\s*=\s*([\d.]+))?\s*$/i.exec(range) ?? [];
  return { name: name.toLowerCase(), weight: Number(weight) || 0 };
}
