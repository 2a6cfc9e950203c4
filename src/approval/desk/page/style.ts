import { baseCss, palette } from '../../../wording/theme.ts';

const css = `${baseCss}.bar{display:flex;flex-wrap:wrap;align-items:center;gap:4px 16px;padding:8px 16px;min-height:56px;background:var(--card);border-bottom:1px solid var(--line)}
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
.new,.plus{color:var(--green)}.minus{color:var(--blue)}
.where,.time span,.who{color:var(--soft)}
.phases,.checks,.rules,.found,.history,.checks ul{list-style:none;padding:0}
.phases{display:flex;gap:4px;margin-bottom:24px}
.phases li{flex:1 1 auto;overflow-wrap:normal;padding-top:4px;border-top:4px dotted var(--line);font-size:.75rem;color:var(--soft)}
.phases li:not(.next,.over){border-top-style:solid;border-color:currentColor;font-weight:600}
.phases .done{color:var(--green)}
.phases .now{color:var(--wait)}
.phases .failed::before{content:none}.phases .failed{color:var(--fail)}
.note{margin-bottom:24px}
.note,.card,.choice{scroll-margin-top:16px}
.try{max-width:none}.try .button{width:100%}
.account{display:flex;flex-wrap:wrap;align-items:center;gap:8px}
.said{white-space:pre-line}
.checks{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,13rem),1fr));gap:8px}
.checks>li,.diff{background:var(--card);border:1px solid var(--line);border-radius:8px;min-width:0}
.checks>li{max-width:none;padding:12px 16px;overflow-wrap:anywhere}
.checks ul{margin:0;font-size:var(--step--1)}
.gauge{display:block;width:100%;height:6px;margin:4px 0 8px;border-radius:3px;background:var(--line);fill:var(--wait)}
.passed~.gauge{fill:var(--green)}.failed~.gauge{fill:var(--fail)}
.mark{fill:var(--ink)}
.spark{display:block;width:100%;height:24px;margin-top:4px;fill:none;stroke:var(--soft)}
.spark *{vector-effect:non-scaling-stroke}.spark path{stroke:var(--wait);stroke-dasharray:3}.spark+small{display:block}
.checks>li:has(>.status:not(.passed)){grid-column:1/-1}
.name,.checks strong{display:inline-block;max-width:100%}
.time{margin:0;max-width:none}
.time p,.dock .time,.rules li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 12px;margin:0;max-width:none}
.rules li{padding:4px 0}
.who{overflow-wrap:anywhere;text-align:end;margin-left:auto}.who span{display:block}
.diff{display:block}
.diff div{padding:8px 16px;border-top:1px solid var(--line)}
.diff div:first-child{border-top:0}
.diff code{display:block}
.minus::before{content:"− "}.plus::before{content:"+ "}
.found li{display:flex;flex-wrap:wrap;gap:0 12px;padding:8px 0;border-top:1px solid var(--line)}
.found li:first-child{border-top:0}
.what{flex:1 1 12rem;overflow-wrap:anywhere}
.card h2{margin-top:0}
details>summary{min-height:44px;padding:9px 0;font-weight:600;overflow-wrap:anywhere}
.checks details>summary{font-size:var(--step--1);font-weight:400}
.evidence>details,.act{border-top:1px solid var(--line)}
#vote{margin-top:8px;border-top:1px solid var(--line);padding-top:12px}
.act #vote{border:0;padding:0}
.choices{display:flex;flex-wrap:wrap;gap:8px;margin-top:8px}
.choices .choice{flex:1;align-items:center;padding:9px 12px;border:1px solid var(--soft);border-radius:8px;font-weight:600}
#approve{flex:1.4}.choices .choice:nth-child(3){flex-basis:100%}
.choices .choice:has(:checked),.choices .choice:target{border-color:var(--ink);box-shadow:0 0 0 1px var(--ink)}
.choices input{margin:0}
fieldset,#vote p{margin-bottom:8px}
#reject,.reject,.button.reject{color:var(--fail)}
#vote:not(:has([name=choice]:checked,[aria-invalid])) .to-record,#vote:not(:has([value=approve]:checked,.to-approve [aria-invalid])) .to-approve{display:none}
.button.primary,#vote .primary{background:var(--green);border-color:var(--green)}
#vote:has([value=reject]:checked) .primary{background:var(--fail);border-color:var(--fail)}
#vote .primary{width:100%;margin-bottom:4px}
.problem{display:block;color:var(--fail);font-weight:600}
.hint{font-size:var(--step--1)}
.dock{position:fixed;inset:auto 0 0;z-index:1;padding:8px 16px calc(8px + env(safe-area-inset-bottom));background:var(--card);border-top:1px solid var(--line)}
.dock .time{font-size:var(--step--1);margin-bottom:4px}
.buttons{display:grid;grid-template-columns:1.6fr 1fr;gap:8px}
.dock .button:only-child{grid-column:1/-1}
@media (max-width:63.99em){
html:has(.dock){scroll-padding-bottom:8rem}
main:has(.dock){padding-bottom:9rem}
.card{margin-top:24px}
main:has(.dock):not(:has(#vote [name=choice]:checked)) #vote .primary,main:has(#vote [name=choice]:checked) .dock .primary{background:var(--card);border-color:var(--soft);color:var(--ink)}
main:has(#reason:focus) .dock{display:none}
}
@media (max-width:63.99em) and (max-height:26em){.dock{position:static;margin:16px -16px 0}html:has(.dock){scroll-padding-bottom:0}}
@media (min-width:40em){.phases li{font-size:var(--step--1)}.done::after{content:" ✓" / ""}.now::after{content:" ●" / ""}.phases .failed::after{content:" ✕" / ""}
.diff div{display:grid;grid-template-columns:8rem minmax(0,1fr);gap:16px}}
@media (min-width:64em){
main.page{padding-top:32px}
.two{display:grid;grid-template-columns:minmax(0,1fr) 22.5rem;gap:32px;align-items:start}
.card{position:sticky;top:16px;max-height:calc(100vh - 32px);overflow:auto}
.dock{display:none}
.evidence>h2:first-child{margin-top:0}
}
@media print{
html{font-size:8pt;line-height:1.3;background:none}.found li,.checks>li,.diff div,.note,.card{padding:2px 8px}.note,dl{margin-bottom:8px;gap:0 16px}
.bar,main.page{padding:0;border:0}main.page{max-width:none}
.try,.dock,#vote,.act,.account,.reader .button,.skip{display:none}
details::details-content{content-visibility:visible;display:block;block-size:auto}
.two{display:flex;flex-direction:column-reverse}.card{position:static;max-height:none;margin:0;break-inside:avoid}
h2{margin:8px 0 4px}p,ul,ol,dl,.phases{margin-bottom:4px}
details>summary{min-height:0;padding:2px 0}.checks{grid-template-columns:1fr 1fr 1fr;gap:4px}.diff code{display:inline;margin-right:8px}
.evidence>details{border:0}.spark{height:12px;margin:0}.checks>li{grid-column:auto!important}
}
`;

/**
 * The look of the desk: two columns from 1024 px, one with the decision at the thumb below, and one sheet of paper. It is half of a page, so it is
 * on one line, with its sizes where they are used and a letter for each colour.
 */
export const deskCss = compact(css);

/** In addition, of a page with pictures. */
export const picturesCss =
  compact(`.shots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,16rem),1fr));gap:0 16px}
.shots img{display:block;width:100%;height:auto;border:1px solid var(--line);border-radius:8px}
@media (prefers-color-scheme:dark){.shots img{filter:brightness(.8)}}
@media print{.shots img{max-height:5cm;width:auto}}
`);

function compact(source: string): string {
  return withLetters(withSizes(source.replaceAll('\n', '')));
}

/** `var(--step--1)` becomes `.8rem`. */
function withSizes(source: string): string {
  const sizes = Object.fromEntries(
    [...source.matchAll(/(--step-[\d-]+):([^;]+);/g)].map(([, name, size]) => [name, size]),
  );
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
