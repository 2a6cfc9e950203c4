/** What happens now: one sentence, one button, five phases, and ECS's stages folded beneath. */
export const heroCss = `
.hero .left{font-weight:400;color:var(--soft);white-space:nowrap}
.go,.go form{display:flex;flex-wrap:wrap;gap:8px}
.go:empty{display:none}
.stages>summary{color:var(--soft);font-size:var(--step--1)}
.rail{display:grid;gap:0;margin:8px 0 16px;padding:0;list-style:none}
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
.step .turn::before{content:"· "}
.weights{display:flex;flex-wrap:wrap;gap:8px;margin:0;padding:0;list-style:none}
.weights li{flex:1 1 120px;max-width:none;padding:8px 12px;border:1px solid var(--line);border-left:4px solid var(--line);border-radius:8px;font-size:var(--step--1);font-variant-numeric:tabular-nums}
.weights strong{display:block;font-size:var(--step-0)}
.weights .done{border-left-color:var(--green)}
.weights .current{border-color:var(--wait);background:var(--wait-tint)}
.weights .current .soft{color:var(--ink)}
.weights .failed::before{content:none}
.weights .failed,.weights .interrupted{border-left-color:var(--fail)}
@media (min-width:48rem){
.hero{grid-template-columns:minmax(0,1fr) auto;min-height:13rem}
.hero .phases,.hero .stages{grid-column:1/-1}
.rail{grid-template-columns:repeat(5,minmax(0,1fr));gap:8px}
.step{display:block;min-height:76px;padding:28px 4px 0 0}
.step .name{display:block}
.step:not(:last-child)::after{left:17px;right:-11px;top:9px;bottom:auto;width:auto;height:2px}
.step:nth-child(5)::after{content:none!important}
}
@media (min-width:64rem){
.hero{min-height:14.5rem}
.rail{grid-template-columns:none;grid-auto-flow:column;grid-auto-columns:minmax(0,1fr)}
.step:nth-child(5)::after{content:""!important}
}
`;
