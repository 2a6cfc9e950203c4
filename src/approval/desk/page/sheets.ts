import { compact } from './style.ts';

/** The page of a request: two columns from 1024 px, one with the decision at the thumb below, and one sheet of paper. */
export const requestCss = compact(`.plus{color:var(--green)}.minus{color:var(--blue)}
.who{color:var(--soft)}
.phases,.checks,.rules,.history,.checks ul{list-style:none;padding:0}
.phases{display:flex;gap:4px;margin-bottom:24px}
.phases li{flex:1 1 auto;overflow-wrap:normal;padding-top:4px;border-top:4px dotted var(--line);font-size:.75rem;color:var(--soft)}
.phases li:not(.next){border-top-style:solid;border-color:currentColor;font-weight:600}
.phases .done{color:var(--green)}
.phases .now{color:var(--wait)}
.phases .bad{color:var(--fail)}
.note{margin-bottom:24px}
.note,.card,.choice{scroll-margin-top:16px}
.try{max-width:none}.try .button{width:100%}
.account{display:flex;flex-wrap:wrap;align-items:center;gap:8px}
.said{white-space:pre-line}
.checks{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,13rem),1fr));gap:8px}
.checks>li,.diff{background:var(--card);border:1px solid var(--line);border-radius:8px;min-width:0}
.checks>li{max-width:none;padding:12px 16px;overflow-wrap:anywhere}
.checks ul{margin:0;font-size:var(--step--1)}
.mark{fill:var(--ink)}
.spark{display:block;width:100%;height:24px;margin-top:4px;fill:none;stroke:var(--soft)}
.spark *{vector-effect:non-scaling-stroke}.spark path{stroke:var(--wait);stroke-dasharray:3}.spark+small{display:block}
.checks>li:has(>.status:not(.passed)){grid-column:1/-1}
.rules li{padding:4px 0}
.who{overflow-wrap:anywhere}.who span{display:block}
.diff{display:block}
.diff div{padding:8px 16px;border-top:1px solid var(--line)}
.diff div:first-child{border-top:0}
.diff code{display:block}
.minus::before{content:"− "}.plus::before{content:"+ "}
.card h2{margin-top:0}
details>summary{min-height:44px;padding:9px 0;font-weight:600;overflow-wrap:anywhere}
.checks details>summary{font-size:var(--step--1);font-weight:400}
.evidence>details,.act{border-top:1px solid var(--line)}
#vote{margin-top:8px;border-top:1px solid var(--line);padding-top:12px}
.act #vote{border:0;padding:0}
.choices{display:flex;flex-wrap:wrap;gap:8px;margin-top:8px}
.choices .choice{flex:1;align-items:center;padding:9px 12px;border:1px solid var(--soft);border-radius:8px;font-weight:600}
#approve{flex:1.4}.choices .choice:nth-child(3){flex-basis:100%}
.choices .choice:is(:has(:checked),:target){border-color:var(--ink);box-shadow:0 0 0 1px var(--ink)}
.choices input{margin:0}
fieldset,#vote p{margin-bottom:8px}
#reject,.reject,.button.reject{color:var(--fail)}
#vote:not(:has(.choices :checked,[aria-invalid])) .to-record,#vote:not(:has([value=approve]:checked,.to-approve [aria-invalid])) .to-approve{display:none}
#vote:has([value=reject]:checked) .primary{background:var(--fail);border-color:var(--fail)}
#vote .primary{width:100%;margin-bottom:4px}
.hint{font-size:var(--step--1)}
.dock{position:fixed;inset:auto 0 0;z-index:1;padding:8px 16px calc(8px + env(safe-area-inset-bottom));background:var(--card);border-top:1px solid var(--line)}
.dock .time{font-size:var(--step--1);margin-bottom:4px}
.buttons{display:grid;grid-template-columns:1.6fr 1fr;gap:8px}
.dock .button:only-child{grid-column:1/-1}
@media (max-width:63.99em){
html:has(.dock){scroll-padding-bottom:8rem}
main:has(.dock){padding-bottom:9rem}
.card{margin-top:24px}
main:has(.dock):not(:has(.choices :checked)) #vote .primary,main:has(.choices :checked) .dock .primary{background:var(--card);border-color:var(--soft);color:var(--ink)}
main:has(#reason:focus) .dock{display:none}
}
@media (max-width:63.99em) and (max-height:26em){.dock{position:static;margin:16px -16px 0}html:has(.dock){scroll-padding-bottom:0}}
@media (min-width:40em){.phases li{font-size:var(--step--1)}.done::after{content:" ✓" / ""}.now::after{content:" ●" / ""}.bad::after{content:" ✕" / ""}
.diff div{display:grid;grid-template-columns:8rem minmax(0,1fr);gap:16px}}
@media (min-width:64em){
.two{display:grid;grid-template-columns:minmax(0,1fr) 22.5rem;gap:32px;align-items:start}.two>.card{grid-column:2}.evidence{grid-area:1/1}
.card{position:sticky;top:16px;max-height:calc(100vh - 32px);overflow:auto}
.dock{display:none}
.evidence>h2:first-child{margin-top:0}
}
@media print{
html{font-size:8pt;line-height:1.3;background:none}.bar,main.page{padding:0;border:0}main.page{max-width:none}
.found li,.checks>li,.diff div,.note,.card{padding:2px 8px}.note,dl{margin-bottom:8px;gap:0 16px}
.try,.dock,#vote,.act,.account,.reader .button,.skip{display:none}
details::details-content{content-visibility:visible;display:block;block-size:auto}
.two{display:flex;flex-direction:column-reverse}.card{position:static;max-height:none;margin:0;break-inside:avoid}
h2{margin:8px 0 4px}p,ul,ol,dl,.phases{margin-bottom:4px}
details>summary{min-height:0;padding:2px 0}.checks{grid-template-columns:1fr 1fr 1fr;gap:4px}.diff code{display:inline;margin-right:8px}
.evidence>details{border:0}.spark{height:12px;margin:0}.checks>li{grid-column:auto!important}
}
`);

/** In addition, of a page with pictures. */
export const picturesCss =
  compact(`.shots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,16rem),1fr));gap:0 16px}
.shots img{display:block;width:100%;height:auto;border:1px solid var(--line);border-radius:8px}
@media (prefers-color-scheme:dark){.shots img{filter:brightness(.8)}}
@media print{.shots img{max-height:5cm;width:auto}}
`);

/** The lists of the first page: rows that use the width of the screen, and before them what is asked of the reader. */
export const homeCss =
  compact(`.top{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:end;gap:8px 32px}
.search{display:flex;flex-wrap:wrap;gap:0 8px}
.search label{flex-basis:100%}.search input{flex:1;width:8rem}.search .button{width:auto}
.big{font-size:var(--step-1)}
.first{margin-bottom:8px}.first p{margin-bottom:8px}
.ecs{font-weight:400}
.found{background:var(--card);border:1px solid var(--line);border-radius:8px}
.found li{max-width:none;gap:4px 24px;align-items:center;padding:8px 16px}
@media (min-width:48em){
.search input{width:16rem}
.first{display:grid;grid-template-columns:1fr 20rem auto;gap:8px 32px;align-items:center}.first>*,.first p{margin:0}
.found li{display:grid;grid-template-columns:7rem 5fr 4fr 5fr}.open li{grid-template-columns:6fr 3fr 4fr 7rem}
}
@media (min-width:90em){main.page{max-width:1360px}}
`);
