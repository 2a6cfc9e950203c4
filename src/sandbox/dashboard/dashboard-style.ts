/** The dashboard's additions to the common theme. */
export const dashboardCss = `
.bar{display:flex;flex-wrap:wrap;align-items:center;gap:12px 16px;padding:16px;border-bottom:1px solid var(--line);background:var(--card)}
.bar h1{margin:0;font-size:var(--step-2)}
.title p{margin:0}
#status{margin-left:auto;font-size:var(--step-0);font-variant-numeric:tabular-nums}
#controls{display:flex;flex-wrap:wrap;gap:8px}
#controls form{display:flex;gap:8px}
#controls .deploy{flex-wrap:wrap}
#controls .tick{display:flex;align-items:center;gap:8px;min-height:44px;padding-left:0;cursor:pointer}
.tick input{flex:none;width:20px;height:20px;margin:0;accent-color:var(--ink)}
#controls .speed{align-items:center}
#controls .button{padding:9px 12px}
#controls select{width:auto;padding-right:8px}
#controls label{font-weight:400;color:var(--soft);padding-left:8px}
.button[aria-disabled=true]{color:var(--soft);border-color:var(--line);background:transparent;cursor:not-allowed}
main{max-width:120rem;margin:0 auto;padding:16px}
#notice{margin-bottom:16px}
#notice[hidden]{display:none}
.stages{margin-bottom:16px}
.rail{display:grid;gap:0;margin:0 0 16px;padding:0;list-style:none}
.step{position:relative;display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 12px;min-height:32px;max-width:none;padding:0 0 8px 32px;font-size:var(--step--1)}
.step::before{content:"";position:absolute;left:3px;top:3px;width:14px;height:14px;border:2px solid var(--soft);border-radius:50%;background:var(--card);z-index:1}
.step:not(:last-child)::after{content:"";position:absolute;left:9px;top:17px;bottom:-3px;width:2px;background:var(--line)}
.step .name{font-family:var(--mono);line-height:1.35;padding-top:1px}
.step .took{color:var(--soft);font-variant-numeric:tabular-nums}
.step.ahead .name{color:var(--soft)}
.step.done::before{background:var(--ink);border-color:var(--ink)}
.step.done:not(:last-child)::after{background:var(--ink)}
.step.current::before{left:0;top:0;width:20px;height:20px;border:2px solid var(--wait);background:radial-gradient(circle,var(--wait) 0 4.5px,transparent 5px) var(--card)}
.step.current .name,.step.current .took{color:var(--wait);font-weight:600}
.step.failed::before,.step.interrupted::before{content:"✕" / "";left:0;top:0;display:grid;place-items:center;width:20px;height:20px;border-color:var(--fail);background:var(--fail);color:var(--card);font:700 12px/1 var(--sans)}
.step.failed .name,.step.failed .took,.step.interrupted .name,.step.interrupted .took{color:var(--fail);font-weight:600}
.step .turn{display:inline-block}
.weights{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 16px;padding:0;list-style:none}
.weights li{flex:1 1 120px;max-width:none;padding:8px 12px;border:1px solid var(--line);border-left:4px solid var(--line);border-radius:8px;font-size:var(--step--1);font-variant-numeric:tabular-nums}
.weights strong{display:block;font-size:var(--step-0)}
.weights .done{border-left-color:var(--green)}
.weights .current{border-color:var(--wait);background:var(--wait-tint)}
.weights .current .soft{color:var(--ink)}
.weights .failed,.weights .interrupted{border-left-color:var(--fail)}
.now{display:grid;grid-template-columns:minmax(0,1fr);gap:12px;margin:0}
.now dt{color:var(--soft);font-size:var(--step--1);font-weight:600}
.now dd{margin:0}
.explanation{margin-top:16px}
.explanation dl{display:grid;grid-template-columns:minmax(0,1fr);gap:12px;margin:8px 0 0}
.explanation dt{color:var(--ink);font-weight:600}
.explanation dd{margin:0}
.explanation summary{color:var(--soft)}
.pause{display:flex;flex-wrap:wrap;gap:8px;margin-top:12px}
.way-back{margin-bottom:16px}
.way-back>p{max-width:none;margin:0}
.way-back ol{display:flex;flex-wrap:wrap;gap:4px 16px;margin:8px 0 0;padding:0;list-style:none}
.panes{display:grid;gap:16px}
.panes .card{margin:0;min-width:0}
.pane{display:flex;flex-direction:column;max-height:560px}
.pane-head{display:flex;align-items:baseline;justify-content:space-between;gap:16px}
.panes h2{margin:0 0 8px;font-size:var(--step-0)}
.panes h2 .soft{font-weight:400}
.pane-head a{padding:4px 0}
iframe{flex:1;width:100%;min-height:340px;border:1px solid var(--line);border-radius:8px;background:var(--ground)}
.shares,.tasks,.hooks,.log,.past,.faults{margin:0;padding:0;list-style:none}
.shares{min-height:2.25em;margin-bottom:8px}
.revision{font-weight:600;white-space:nowrap}
.tasks{display:grid;gap:12px}
.boxes{display:flex;gap:4px;margin:4px 0}
.task{width:24px;height:24px;border:2px solid;border-radius:4px}
.task.blue{background:currentColor}
.task.green{background:repeating-linear-gradient(135deg,currentColor 0 3px,transparent 3px 6px)}
.task.pending{border-style:dashed;opacity:.7}
.scroll{position:relative;flex:1;min-height:0;overflow:auto;overscroll-behavior:contain;margin:0 -16px -16px;padding:0 16px 16px}
.scroll:focus-visible{outline-offset:-4px;border-radius:8px}
.scroll pre,.mail pre{margin:8px 0;padding:12px;border:1px solid var(--line);border-radius:8px;background:var(--ground)}
.mail{padding:8px 0;border-top:1px solid var(--line)}
.mail:first-child{border-top:0;padding-top:0}
.mail summary{display:list-item;padding:4px 0}
.mail summary strong{font-weight:600}
.mail summary .small{display:block;margin-left:1.1em}
.mail pre{font-size:var(--step--1)}
.hooks li{padding:12px 0;border-top:1px solid var(--line)}
.hooks li:first-child{padding-top:0;border-top:0}
.hooks p{margin:0}
.hooks .head{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 16px}
.hooks summary{padding:4px 0;color:var(--soft)}
.log{display:grid;gap:4px;font-size:var(--step--1)}
.log li{display:grid;grid-template-columns:5.5em minmax(0,1fr);gap:8px;max-width:none}
.log time{color:var(--soft);font-variant-numeric:tabular-nums}
.past{display:grid;gap:8px}
.past li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 16px;max-width:none;padding-bottom:8px;border-bottom:1px solid var(--line)}
.past li:last-child{padding:0;border:0}
.past .status{grid-row:2}
.past .took{font-variant-numeric:tabular-nums}
.traffic{margin:0 0 8px}
.traffic figcaption{margin-bottom:4px;color:var(--soft);font-size:var(--step--1)}
.plot{display:grid;grid-template-columns:3rem minmax(0,1fr);gap:8px}
.scale{display:flex;flex-direction:column;justify-content:space-between;margin:0;color:var(--soft);font-size:var(--step--1);line-height:1;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.traffic svg{display:block;width:100%;height:72px;border:1px solid var(--line);border-radius:4px;background:repeating-linear-gradient(135deg,var(--green) 0 3px,var(--card) 3px 6px)}
.traffic .source{fill:var(--blue);shape-rendering:crispEdges}
.traffic .quarter{stroke:var(--card);stroke-opacity:.6}
.faults{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,260px),1fr));gap:16px}
.faults li{display:flex;flex-direction:column;justify-content:space-between;gap:8px;max-width:none;padding:12px;border:1px solid var(--line);border-radius:8px}
.faults p{margin:0}
.faults .button{padding:9px 12px}
.doors{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:16px;margin:0;padding:0;list-style:none}
.doors p{margin:0 0 4px}
.doors ol{margin:0;padding:0 0 0 12px;border-left:2px solid var(--line);list-style:none}
.axis{display:block;width:calc(100% - 3rem - 8px);height:24px;margin-left:calc(3rem + 8px);overflow:visible;font-size:var(--step--1);font-variant-numeric:tabular-nums}
.axis line{stroke:var(--soft)}
.axis text{fill:var(--soft);text-anchor:middle}
.axis .first{text-anchor:start}
.axis .last{text-anchor:end}
.pane:has(.untested) iframe{display:none}
.key{display:flex;flex-wrap:wrap;gap:0 16px;margin:4px 0 0;font-size:var(--step--1)}
.has-script .without-script{display:none}
.lost .bar{border-bottom:4px solid var(--fail)}
@media (max-width:47.99rem){
.bar,main{padding-left:12px;padding-right:12px}
#status{margin-left:0;width:100%}
#controls{display:grid;grid-template-columns:1fr 1fr;width:100%}
#controls .deploy{grid-column:1/-1}
#controls .deploy .button,#controls .deploy select{flex:1 1 120px}
#controls form:not(.speed)>.button{flex:1}
}
@media (min-width:48rem){
.wide{grid-column:1/-1}
.bar{padding:12px 24px}
main{padding:16px 24px}
.bar #controls{order:1}
.bar #status{order:2}
.panes{grid-template-columns:repeat(2,minmax(0,1fr))}
}
@media (min-width:64rem){
.explanation dl{grid-template-columns:repeat(4,minmax(0,1fr));gap:24px}
.now{grid-template-columns:repeat(3,minmax(0,1fr));gap:24px;min-height:4.5em}
.rail{grid-auto-flow:column;grid-auto-columns:minmax(0,1fr);gap:8px}
.step{display:block;min-height:76px;padding:28px 4px 0 0}
.step:not(:last-child)::after{left:17px;right:-11px;top:9px;bottom:auto;width:auto;height:2px}
.step .name{display:block}
}
@media (min-width:75rem){
.panes{grid-template-columns:repeat(3,minmax(0,1fr));grid-template-rows:auto auto minmax(220px,auto)}
.pane{max-height:520px}
.panes .tall{grid-row:span 2;grid-column:3;max-height:none;height:0;min-height:100%}
.pane:has(#log){max-height:320px}
}
@media (min-width:100rem){
.panes{grid-template-columns:repeat(4,minmax(0,1fr));grid-template-rows:auto}
.panes .tall{grid-column:4;grid-row:1/span 3}
.broad{grid-column:span 2}
.traffic svg{height:88px}
.pane{max-height:460px}
iframe{min-height:300px}
.rail{margin-bottom:12px}
.faults{grid-template-columns:repeat(7,minmax(0,1fr));gap:12px}
}
`;
