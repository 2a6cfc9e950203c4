/** Breaks a string into lines of at most `width` characters, at spaces. A longer word, such as an ARN, has a line of its own, and stays whole. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const last = rest.lastIndexOf(' ', width);
    const end = last > 0 ? last : rest.indexOf(' ', 1);
    if (end <= 0) break;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
