/**
 * The same text on one line: characters that would start a new line, hide what follows or change its direction become spaces. Text written by
 * others goes through here before it appears among our own.
 */
export function oneLine(text: string): string {
  return text.replace(breaking, ' ');
}

/** Control characters, Unicode's own line breaks, and characters that override the text direction. */
const breaking = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * The same text with its line breaks; other control characters and those that override the text direction become spaces. Empty if nothing of
 * it is visible. Text written by people goes through here before it is recorded, and before it is shown.
 */
export function cleanLines(text: string): string {
  const parts = text.toWellFormed().split(/(\r\n|[\n\t])/);
  const clean = parts
    .map((part, at) => (at % 2 === 1 ? part : oneLine(part)))
    .join('')
    .trim();
  return visible.test(clean) ? clean : '';
}

/** Not blank, and not a character without a glyph: unassigned and private ones, and those that replace something lost. */
const visible = /[^\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\ufffc\ufffd]/u;

/** Whether a string is one line already. */
export function isOneLine(text: string): boolean {
  return oneLine(text) === text;
}
