import { baseCss, palette } from '../../../wording/theme.ts';

const common = `${baseCss}.bar{display:flex;flex-wrap:wrap;align-items:center;gap:4px 16px;padding:8px 16px;min-height:56px;background:var(--card);border-bottom:1px solid var(--line)}
.bar .brand{margin:0;color:var(--ink)}
.brand.waiting::before{background:var(--wait)}.brand.failed::before{background:var(--fail)}.brand.rest::before{background:var(--soft)}
.bar .brand::before{content:"";min-width:12px}
.reader{display:flex;flex-wrap:wrap;align-items:center;justify-content:end;gap:0 8px;margin:0 0 0 auto;font-size:var(--step--1);overflow-wrap:anywhere}
.bar .button,.account .button{width:auto}
main.page{max-width:1120px}
main.message{max-width:calc(70ch + 32px)}
h1{margin-bottom:4px}
h2{font-size:var(--step-0);margin:24px 0 8px}
.old{color:var(--blue);font-weight:400}
.new{color:var(--green)}
.gauge{display:block;width:100%;height:6px;margin:4px 0 8px;border-radius:3px;background:var(--line);fill:var(--wait)}
.passed~.gauge{fill:var(--green)}.failed~.gauge{fill:var(--fail)}
.name,.checks b{display:inline-block;max-width:100%}
.time{margin:0;max-width:none}
.where,.time span{color:var(--soft)}
.found{list-style:none;padding:0}
.time p,.dock .time,.rules li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 12px;margin:0;max-width:none}
.found li{display:flex;flex-wrap:wrap;gap:0 12px;padding:8px 0;border-top:1px solid var(--line)}
.found li:first-child{border-top:0}
.what{flex:1 1 12rem;overflow-wrap:anywhere}
.button.primary,#vote .primary{background:var(--green);border-color:var(--green)}
.problem{display:block;color:var(--fail);font-weight:600}
`;

/** Those of the tokens. */
const sizes = Object.fromEntries(
  [...baseCss.matchAll(/(--step-[\d-]+):([^;]+);/g)].map(([, name, size]) => [name, size]),
);

/**
 * What all pages of the desk have. It is a large part of them, so it is on one line, with its sizes where they are used and a letter for each colour.
 * What only some need is in a sheet of their own: `requestCss`, `picturesCss`, `homeCss`.
 */
export const deskCss = compact(common);

/** @param source - a style sheet with the tokens of {@link baseCss} */
export function compact(source: string): string {
  return withLetters(withSizes(source.replaceAll('\n', '')));
}

/** `var(--step--1)` becomes `.8rem`. */
function withSizes(source: string): string {
  return source
    .replaceAll(/--step-[\d-]+:[^;]+;/g, '')
    .replaceAll(/var\((--step-[\d-]+)\)/g, (used, name) => sizes[name] ?? used);
}

/** `--ground` becomes `--h`. */
function withLetters(source: string): string {
  const roles = Object.keys(palette.light);
  return source.replaceAll(/--([a-z]+)(?=[:)])/g, (name, role) =>
    roles.includes(role) ? `--${String.fromCharCode(97 + roles.indexOf(role))}` : name,
  );
}
