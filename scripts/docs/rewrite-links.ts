/**
 * Turns the relative links of a Markdown page. Code is left alone, and so are links to other sites, within the page, and from the site's top.
 *
 * @param whereTo - returns the new target of a link: undefined if it is dead, `''` if only its text should stay
 */
export function rewriteLinks(
  markdown: string,
  whereTo: (link: string) => string | undefined,
): { text: string; dead: string[] } {
  const dead: string[] = [];
  const turn = (text: string): string =>
    text.replace(
      /(!?)\[((?:[^[\]]|\[[^\]]*\]\([^)]*\)|\[[^\]]*\])*)\]\(([^)\s]+)\)/g,
      (whole, bang: string, label: string, link: string) => {
        if (/^(?:[a-z][a-z+.-]*:|#|\/)/i.test(link)) return whole;
        const to = whereTo(link);
        if (to === undefined) dead.push(link);
        if (to === '') return label;
        return `${bang}[${turn(label)}](${to ?? link})`;
      },
    );
  const text = splitCode(markdown)
    .map(({ text, isCode }) => (isCode ? text : turn(text)))
    .join('');
  return { text, dead };
}

/** A page as pieces of prose and of code, fenced or not. Code inside a link's text belongs to the link, so only fences split lines. */
function splitCode(markdown: string): { text: string; isCode: boolean }[] {
  return markdown
    .split(/(^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\2[^\S\n]*$)/m)
    .filter((_, index) => index % 3 !== 2)
    .map((text, index) => ({ text, isCode: index % 2 === 1 }));
}
