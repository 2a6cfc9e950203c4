/** How Greenlight writes times and ids everywhere. */

/** `14:30 UTC`, with the date if it is not today: `2026-11-23 14:30 UTC`. */
export function formatTime(at: Date, now?: Date): string {
  const [day, time] = at.toISOString().split('T') as [string, string];
  const clock = `${time.slice(0, 5)} UTC`;
  return now?.toISOString().startsWith(day) ? clock : `${day} ${clock}`;
}

/** `38 min`, `4 h`, `1 h 5 min`, `40 s`: one or two units, rounded down, never negative. */
export function formatSpan(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.floor(hours / 24)} d`;
}

/** The last four characters of a long id, which is what people compare. The subject of a mail takes ASCII dots only. */
export function shortId(id: string, dots: '...' | '…' = '...'): string {
  return id.length > 4 ? `${dots}${id.slice(-4)}` : id;
}

/** `blue/green` for BLUE_GREEN. */
export function formatStrategy(strategy: string): string {
  return strategy === 'BLUE_GREEN' ? 'blue/green' : strategy.toLowerCase().replaceAll('_', ' ');
}

/** An image's reference with its digest cut to twelve of its 64 characters, enough to compare. */
export function shortImage(reference: string): string {
  return reference.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+/, '$1…');
}

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

/** ` at 25 %` for a step of a linear or canary deployment; empty if it is all or none of the traffic. */
export function formatStep(step: number | undefined): string {
  return step === undefined || step <= 0 || step >= 100 ? '' : ` at ${step} %`;
}
