/** The tour: a light on what it speaks about, and a sentence at the foot of the window. */
export const tourCss = `
[data-tour-start],.again{display:none}
.has-script [data-tour-start]{display:inline-flex}
.knows-tour .again{display:inline}
.spot{position:fixed;z-index:8;border:2px solid var(--wait);border-radius:14px;box-shadow:0 0 0 200vmax rgb(0 0 0/.45);pointer-events:none;transition:left .3s,top .3s,width .3s,height .3s}
.tour{position:fixed;z-index:9;left:50%;bottom:16px;display:grid;gap:12px;width:min(34rem,calc(100vw - 32px));padding:16px 20px;transform:translateX(-50%);border:1px solid var(--soft);border-radius:14px;background:var(--card);box-shadow:0 8px 32px rgb(0 0 0/.3)}
.tour[hidden],.spot[hidden],.tour [hidden]{display:none}
.deploy,#tasks,#test,.phone,#hero,.go,#production,#fault-menu{scroll-margin-top:72px}
.tour p{margin:0}
.tour div{display:flex;flex-wrap:wrap;align-items:center;gap:8px}
.tour div span{flex:1}
@media (max-width:30rem){.tour div span{flex-basis:100%}.tour .button{flex:1 1 auto}}
`;
