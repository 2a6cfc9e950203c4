/** A shadow at the edge behind which there is more to scroll to. */
const showsMore = [
  'background:linear-gradient(var(--card) 12px,transparent) 0 0/100% 24px local',
  'linear-gradient(transparent,var(--card) 12px) 0 100%/100% 24px local',
  'linear-gradient(color-mix(in srgb,var(--ink) 30%,transparent),transparent) 0 0/100% 12px scroll',
  'linear-gradient(transparent,color-mix(in srgb,var(--ink) 30%,transparent)) 0 100%/100% 12px scroll var(--card);background-repeat:no-repeat',
].join(',');

/** The bar: brand, Deploy with what goes wrong beside it, the sandbox's clock. */
export const headCss = `
.bar{display:flex;flex-wrap:wrap;align-items:center;gap:8px 16px;padding:8px 16px;border-bottom:1px solid var(--line);background:var(--card)}
.bar p{margin:0}
.title{display:flex;flex-wrap:wrap;align-items:center;gap:0 8px;max-width:none}
.dot{flex:none;width:12px;height:12px;margin:0 4px;border-radius:50%;background:var(--dot);box-shadow:0 0 0 4px color-mix(in srgb,var(--dot) 20%,transparent);transition:background-color .3s,box-shadow .3s}
.bar .button,.bar select{min-height:40px;padding:6px 12px}
#controls,#controls .deploy,#clock,.chips{display:flex;flex-wrap:wrap;align-items:center;gap:8px}
#controls{flex:1 1 0;justify-content:flex-end}
#controls select,#clock select{width:auto}
#clock{color:var(--soft);font-size:var(--step--1)}
#clock form{display:flex;gap:8px}
#clock select{min-height:32px;padding:2px 4px;color:var(--ink)}
.chips{margin:0;padding:0;list-style:none}
.chip{display:inline-flex;align-items:center;gap:8px;min-height:32px;padding:2px 12px;border:1px dashed var(--fail);border-radius:16px;background:var(--card);color:var(--fail);font-size:var(--step--1);font-weight:600;cursor:pointer}
.chip:hover{border-style:solid}
.chip.add{border-color:var(--soft);color:var(--soft)}
.menu{position:relative}
.menu>summary{list-style:none}
.menu>summary::-webkit-details-marker{display:none}
.sheet{position:absolute;z-index:5;right:0;top:calc(100% + 4px);width:min(22rem,calc(100vw - 32px));max-height:calc(100dvh - 128px);overflow:auto;overscroll-behavior:contain;padding:16px;border:1px solid var(--soft);border-radius:12px;box-shadow:0 8px 24px rgb(0 0 0/.18);${showsMore}}
.sheet .tick{display:flex;align-items:center;gap:8px;min-height:44px;font-weight:400;cursor:pointer}
.sheet .tick{align-items:flex-start;padding:6px 0}
.tick .hint{line-height:1.35}
.tick input{flex:none;width:20px;height:20px;margin:0;accent-color:var(--ink)}
.sheet .explanation{display:block;margin:8px 0 0;font-size:var(--step--1)}
.sheet dt{color:var(--ink);font-weight:600}
.sheet dd{margin:0 0 8px}
.faults{display:grid;gap:8px;margin:8px 0 0;padding:0;list-style:none}
.faults li{display:grid;grid-template-columns:minmax(0,1fr) auto;align-items:start;gap:8px 12px;max-width:none;padding-top:8px;border-top:1px solid var(--line)}
.lost .bar{border-bottom:4px solid var(--fail)}
@media (min-width:80rem){.bar,#controls,#controls .deploy,.chips{flex-wrap:nowrap}.bar>*,#clock p,.deploy>*{flex:none;white-space:nowrap}#controls{flex:1 1 0;min-width:0}#controls>*{flex:none}#controls .chips{flex:0 1 auto;min-width:0;overflow-x:auto;scrollbar-width:thin}.chips li{flex:0 1 auto;min-width:3.5rem}.chips form,.chips .chip{width:100%;min-width:0}.chips .chip:focus-visible{outline-offset:-2px}.chip .fault{overflow:hidden;text-overflow:ellipsis}.sheet{white-space:normal}#controls .deploy>select{width:8.5rem}}
@media (min-width:80rem) and (max-width:99.99rem){#clock .of-what{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}
@media (max-width:63.99rem){#controls{order:1;flex-basis:100%;justify-content:flex-start}#clock{margin-left:auto}}
@media (max-width:47.99rem){
#controls .deploy{flex:1 1 100%}
#controls .deploy>.button,#controls .deploy>select{flex:1 1 7rem;min-width:0}
.bar .button,.bar select,#clock select,.chip{min-height:44px}
.menu{position:static}
.bar{position:relative}
.sheet{left:16px;right:16px;top:100%;width:auto}
}
`;
