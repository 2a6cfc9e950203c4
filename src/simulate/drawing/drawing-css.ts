/** What the sandbox's pages and the report of a deployment have in common: what happened in a sentence, the phases, and the traffic. */
export const drawingCss = `
body{--dot:var(--soft)}
[data-signal=wait]{--dot:var(--wait)}
[data-signal=go]{--dot:var(--green)}
[data-signal=fail]{--dot:var(--fail)}
.hero{display:grid;grid-template-columns:minmax(0,1fr);gap:12px 24px;align-items:start;padding:16px 20px;border:1px solid var(--line);border-left:6px solid var(--dot);border-radius:14px;background:var(--card);transition:border-color .3s}
.hero>*{min-width:0}
.hero p{margin:0}
.hero h1{margin:4px 0;font-size:var(--step-2)}
.of strong{font-size:var(--step-1)}
.of .soft,.of strong{display:inline-block}
.details{max-width:80ch;min-height:3em;color:var(--soft)}
.details:has(~.said){min-height:0}
.said{margin-top:8px;color:var(--soft);font-size:var(--step--1)}
.phases{display:flex;gap:4px;margin:0;padding:0;list-style:none}
.phases li{flex:1 1 0;min-width:0;padding-top:4px;border-top:4px solid var(--line);color:var(--soft);font-size:var(--step--1)}
.phases small{display:none;margin-top:2px;font:.6875rem/1.4 var(--mono);overflow-wrap:anywhere;color:var(--soft)}
.phases .next{border-top-style:dotted}
.phases .done{border-color:var(--green);color:var(--ink)}
.phases .done>span:first-child::after{content:" ✓" / "";color:var(--green)}
.phases .now{border-color:var(--wait);color:var(--wait);font-weight:600}
.phases .now>span:first-child::after{content:" ●" / ""}
.phases .failed{border-color:var(--fail);color:var(--fail);font-weight:600}
.phases .failed>span:first-child::after{content:" ✕" / ""}
.phases .failed::before{content:none}
.phases .over{border-color:var(--soft);font-weight:600}
.phases .skipped>span:first-child::after{content:" –" / ""}
.traffic{margin:0 0 8px}
.traffic figcaption{margin-bottom:4px;color:var(--soft);font-size:var(--step--1)}
.plot{display:grid;grid-template-columns:3rem minmax(0,1fr);gap:8px}
.scale{display:flex;flex-direction:column;justify-content:space-between;margin:0;color:var(--soft);font-size:var(--step--1);line-height:1;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.traffic svg{display:block;width:100%;height:64px;border:1px solid var(--line);border-radius:4px;background:repeating-linear-gradient(135deg,var(--green) 0 3px,var(--card) 3px 6px)}
.traffic .source{fill:color-mix(in srgb,var(--blue) 30%,var(--card));shape-rendering:crispEdges}
.traffic .break{fill:var(--card)}
.mark{stroke:var(--wait);stroke-width:2;stroke-dasharray:4 3}
.mark.approved,.marks line.approved{stroke:var(--green)}
.mark.expired,.marks line.expired{stroke:var(--fail)}
.mark.rejected,.marks line.rejected{stroke:var(--ink)}
.marks line.asked{stroke:var(--wait)}
.cursor{stroke:var(--ink);stroke-width:2}
.marks,.axis{display:block;width:calc(100% - 3rem - 8px);height:24px;margin-left:calc(3rem + 8px);overflow:visible;font-size:var(--step--1);font-variant-numeric:tabular-nums}
.axis line{stroke:var(--soft)}
.axis text{fill:var(--soft)}
.marks text{stroke:none;fill:var(--wait)}
.marks text.approved{fill:var(--green)}
.marks text.expired{fill:var(--fail)}
.marks text.rejected{fill:var(--ink)}
.middle{text-anchor:middle}
.first{text-anchor:start}
.last{text-anchor:end}
.key{display:flex;flex-wrap:wrap;gap:0 16px;margin:4px 0 0;font-size:var(--step--1)}
.page section[aria-labelledby]{margin-bottom:24px}
@media (max-width:30rem){.axis .middle,.marks .close{display:none}}
@media (max-width:29.99rem){.hero{padding:12px 14px}.hero h1{font-size:var(--step-1)}.phases .done>span:first-child::after,.phases .now>span:first-child::after{content:none}.phases li{flex:1 1 auto;overflow-wrap:normal;font-size:.75rem}}
@media (min-width:64rem){.phases small{display:block}}
`;
