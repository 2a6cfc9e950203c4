/** What one consults: one surface, its parts separated by lines. */
export const consultCss = `
.consult{display:grid;grid-template-columns:minmax(0,1fr);gap:1px;margin-top:16px;overflow:hidden;border:1px solid var(--line);border-radius:14px;background:var(--line)}
.consult>section{min-width:0;padding:14px 16px;background:var(--card)}
.consult h2{margin-bottom:8px}
.consult summary h2{display:inline}
.consult .pane{display:flex;flex-direction:column;height:320px}
.pane .scroll{flex:1;margin:0 -16px -14px;padding:0 16px 14px}
.tasks,.hooks,.log,.past,.doors{margin:0;padding:0;list-style:none}
.tasks{display:grid;gap:12px}
.boxes{display:flex;gap:4px;margin:4px 0}
.task{width:24px;height:24px;border:2px solid;border-radius:4px}
.task.blue{background:currentColor}
.task.green{background:repeating-linear-gradient(135deg,currentColor 0 3px,transparent 3px 6px)}
.task.pending{border-style:dashed;opacity:.7}
.hooks li{padding:10px 0;border-top:1px solid var(--line)}
.hooks li:first-child{padding-top:0;border-top:0}
.hooks p{margin:0}
.hooks .head{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:0 16px;max-width:none}
.hooks .head strong{max-width:100%}
.hooks .head strong,.hooks .mono{overflow-wrap:break-word}
.hooks .head .status{white-space:normal}
.hooks .unknown::before{content:"–" / ""}
.hooks summary{padding:4px 0;color:var(--soft)}
.log{display:grid;gap:4px;font-size:var(--step--1)}
.log li{display:grid;grid-template-columns:5.5em minmax(0,1fr);gap:8px;max-width:none}
.log .of-people span{font-weight:600}
.log time{color:var(--soft);font-variant-numeric:tabular-nums}
.past li{display:grid;grid-template-columns:minmax(0,1fr) auto;align-items:baseline;gap:0 12px;max-width:none;padding:6px 0;border-top:1px solid var(--line)}
.past li:first-child{border-top:0}
.past .status{display:grid;grid-template-columns:1.25em minmax(0,1fr);white-space:normal;font-weight:400}
.past .unknown::before{content:"↩" / ""}
.past-page{max-width:72rem}
.past-page .hero,.past-page .details{min-height:0}
.scrub{display:none;margin:4px 0 8px calc(3rem + 8px)}
.has-script .scrub{display:block}
.scrub input{width:100%;min-height:24px;margin:0;padding:0;accent-color:var(--ink)}
.scrub .back{margin-top:4px;min-height:32px;padding:2px 12px}
.scrub .back[hidden]{display:none}
.scrub output{display:block;min-height:1.5em;text-align:start;color:var(--soft)}
.doors{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:16px;margin-top:8px}
.doors p{margin:0 0 4px}
.doors ol{margin:0;padding:0 0 0 12px;border-left:2px solid var(--line);list-style:none}
@media (max-width:47.99rem){.hooks .head{display:grid}.consult .pane{height:auto}.consult .pane:has(#log){max-height:320px}.box{height:auto;max-height:420px}}
@media (min-width:48rem){.consult{grid-template-columns:repeat(2,minmax(0,1fr))}.consult .broad,.consult .wide{grid-column:1/-1}}
@media (min-width:75rem){.consult{grid-template-columns:repeat(3,minmax(0,1fr))}.consult .broad{grid-column:span 2}}
`;
