/** The bar: brand, Deploy with what goes wrong beside it, the sandbox's clock. */
export const headCss = `
.bar{display:flex;flex-wrap:wrap;align-items:center;gap:8px 16px;padding:8px 16px;border-bottom:1px solid var(--line);background:var(--card)}
.bar p{margin:0}
.title{display:flex;flex-wrap:wrap;align-items:center;gap:0 8px;max-width:none}
.dot{flex:none;width:12px;height:12px;margin:0 4px;border-radius:50%;background:var(--dot);box-shadow:0 0 0 4px color-mix(in srgb,var(--dot) 20%,transparent);transition:background-color .3s,box-shadow .3s}
body{--dot:var(--soft)}
[data-signal=wait]{--dot:var(--wait)}
[data-signal=go]{--dot:var(--green)}
[data-signal=fail]{--dot:var(--fail)}
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
.sheet{position:absolute;z-index:5;right:0;top:calc(100% + 4px);width:min(22rem,calc(100vw - 32px));max-height:70vh;overflow:auto;padding:16px;border:1px solid var(--soft);border-radius:12px;background:var(--card);box-shadow:0 8px 24px rgb(0 0 0/.18)}
.sheet .tick{display:flex;align-items:center;gap:8px;min-height:44px;font-weight:400;cursor:pointer}
.tick input{flex:none;width:20px;height:20px;margin:0;accent-color:var(--ink)}
.sheet .explanation{display:block;margin:8px 0 0;font-size:var(--step--1)}
.sheet dt{color:var(--ink);font-weight:600}
.sheet dd{margin:0 0 8px}
.faults{display:grid;gap:8px;margin:8px 0 0;padding:0;list-style:none}
.faults li{display:grid;grid-template-columns:minmax(0,1fr) auto;align-items:start;gap:8px 12px;max-width:none;padding-top:8px;border-top:1px solid var(--line)}
.lost .bar{border-bottom:4px solid var(--fail)}
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
