/** The first text of a list that stands there a second time. */
export function findRepeated(texts: readonly string[]): string | undefined {
  return texts.find((text, at) => texts.indexOf(text) !== at);
}
