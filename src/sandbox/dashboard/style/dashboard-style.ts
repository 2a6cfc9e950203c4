import { drawingCss } from '../../../simulate/drawing/drawing-css.ts';
import { consultCss } from './consult-style.ts';
import { headCss } from './head-style.ts';
import { heroCss } from './hero-style.ts';
import { tourCss } from './tour-style.ts';
import { worldsCss } from './worlds-style.ts';

/** The dashboard's additions to the common theme. Three surfaces of weight: what happens now, what one compares, what one consults. */
export const dashboardCss = `
main{max-width:90rem;margin:0 auto;padding:16px}
.whole{display:inline-block;max-width:100%}
.number,time{font-variant-numeric:tabular-nums;white-space:nowrap}
.button.primary{white-space:nowrap}
.button[aria-disabled=true]{color:var(--soft);border-color:var(--line);background:transparent;cursor:not-allowed}
#notice{max-width:none;margin-bottom:16px}
#notice[hidden]{display:none}
.scroll{position:relative;min-height:0;overflow:auto;overscroll-behavior:contain}
.scroll:focus-visible{outline-offset:-2px;border-radius:8px}
.scroll pre,.mail pre{margin:8px 0;padding:12px;border:1px solid var(--line);border-radius:8px;background:var(--ground);font-size:var(--step--1)}
.blue{color:var(--blue)}
.green{color:var(--green)}
rect.blue{fill:var(--blue)}
rect.green{fill:var(--green)}
.has-script .without-script{display:none}
.hero,#production,#test{position:relative}
.then{position:absolute;inset:0;z-index:1;overflow:auto;padding:16px 20px;border-radius:inherit;background:var(--card)}
.then[hidden]{display:none}
#production>.then,#test>.then{padding:0}
.then .button{min-height:32px;padding:2px 12px}
.then .what{margin:8px 0 16px;color:var(--soft)}
.in-past .hero{border-style:dashed;border-left-style:solid;border-left-color:var(--soft)}
.in-past iframe{opacity:.35}
@media (min-width:48rem) and (min-height:45rem){.in-past main>.now,.in-past .past-page>.hero{position:sticky;top:0;z-index:4}}
${drawingCss}${headCss}${heroCss}${worldsCss}${consultCss}${tourCss}
@media (min-width:48rem){main{padding:20px 24px}}
`;
