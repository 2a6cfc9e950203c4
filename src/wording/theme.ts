/**
 * The look of every page of Greenlight: the desk, the mailbox and the sandbox serve this one style sheet. Colours are named by role, sizes are
 * on a 4 px grid, type on a scale of 1.25. No font, picture or script is fetched.
 */

/** Colours by role. Blue is the source revision, green the target revision; neither is ever mere decoration. */
type ColourRole = 'blue' | 'green' | 'wait' | 'fail' | 'ink' | 'soft' | 'line' | 'ground' | 'card';

/** As `#rrggbb`. Each role that carries text reaches 4.5:1 on `ground`, on `card` and on its own tint, in both schemes. */
export const palette: Readonly<Record<'light' | 'dark', Readonly<Record<ColourRole, string>>>> = {
  light: {
    blue: '#1c5fb8',
    green: '#17703f',
    wait: '#875300',
    fail: '#b3261e',
    ink: '#1a1e23',
    soft: '#56606b',
    line: '#d5dae0',
    ground: '#f6f7f8',
    card: '#ffffff',
  },
  dark: {
    blue: '#83b6f7',
    green: '#6fcb93',
    wait: '#e6b35a',
    fail: '#ff938a',
    ink: '#e8eaed',
    soft: '#a3adb8',
    line: '#343a42',
    ground: '#14171a',
    card: '#1b1f24',
  },
};

/** Share in percent of a role's colour in the tint behind text of that colour; the rest is `card`. */
export const tintPercent = 8;

/** What every page needs. The desk has no more than this, because its pages are small. */
export const baseCss = `:root{color-scheme:light dark;${declare('light')};
--step--1:.8rem;--step-0:1rem;--step-1:1.25rem;--step-2:1.5625rem;--step-3:1.9531rem;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{${declare('dark')}}}
*,::before,::after{box-sizing:border-box}
html{font:100%/1.5 var(--sans);color:var(--ink);background:var(--ground);-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;overflow-wrap:break-word}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
a{color:inherit;text-decoration-color:var(--soft);text-underline-offset:.2em;text-decoration-thickness:1px}
h1,h2,p,dl,ul,ol,pre,figure,fieldset{margin:0 0 16px}
h1,h2{line-height:1.25;text-wrap:balance}
h1{font-size:var(--step-3);letter-spacing:-.01em}
p,li,dd{max-width:70ch;text-wrap-style:pretty}
code,pre{font-family:var(--mono);font-size:.875em;overflow-wrap:anywhere}
pre{white-space:pre-wrap}
small{font-size:var(--step--1)}
.soft{color:var(--soft)}
.page{max-width:calc(70ch + 32px);margin:0 auto;padding:24px 16px 48px}
.brand{font-weight:600;margin:0 0 24px}
.brand::before{content:"";display:inline-block;width:12px;height:12px;margin-right:8px;border-radius:50%;background:var(--green);forced-color-adjust:none}
.card,.note{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px}
dl{display:grid;grid-template-columns:minmax(6rem,max-content) minmax(0,1fr);gap:8px 16px}
dt{color:var(--soft)}
dd{margin:0;min-width:0}
.note{border-left:4px solid;padding:12px 16px;color:var(--soft)}
.status{font-weight:600}
.status::before{display:inline-block;min-width:1.25em;content:"○" / ""}
.passed{color:var(--green)}.passed::before{content:"✓" / ""}
.failed{color:var(--fail)}.failed::before{content:"✕" / ""}
.waiting{color:var(--wait)}.waiting::before{content:"◷" / ""}
.degraded{color:var(--wait)}.degraded::before{content:"!" / ""}
.unknown{color:var(--soft)}.unknown::before{content:"?" / ""}
.note::before{content:none}
.note>*{color:var(--ink)}
.note>:last-child,.card>:last-child{margin-bottom:0}
fieldset{border:0;padding:0;min-width:0}
legend{padding:0;font-weight:600}
label{font-weight:600}
.hint{display:block;color:var(--soft);font-weight:400}
.choice{display:flex;align-items:flex-start;gap:12px;min-height:44px;padding:9px 0;font-weight:400;cursor:pointer}
.choice input{flex:none;width:20px;height:20px;margin:3px 0 0;accent-color:var(--ink)}
input,textarea,button{font:inherit;color:inherit}
input:not([type=radio],[type=checkbox]),textarea,.button{min-height:44px;padding:9px 12px;background:var(--card);border:1px solid var(--soft);border-radius:8px}
input:not([type=radio],[type=checkbox]),textarea{width:100%}
textarea{min-height:88px;resize:vertical}
[aria-invalid=true]{border-color:var(--fail)!important}
.button{display:inline-flex;align-items:center;justify-content:center;gap:8px;padding:9px 16px;color:var(--ink);font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
.button:hover{border-color:var(--ink);background:var(--ground)}
.button.primary{background:var(--ink);border-color:var(--ink);color:var(--card)}
.button.primary:not([aria-disabled=true]):hover{background:var(--soft);border-color:var(--soft)}
details>summary{cursor:pointer;min-height:24px}
.visually-hidden:not(:focus,:active){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:16px;top:8px;z-index:1;padding:8px 16px;background:var(--card)}
@media (max-width:30rem){h1{font-size:var(--step-2)}dl{grid-template-columns:minmax(0,1fr);gap:0}dd{margin-bottom:12px}.page .button{width:100%}}
`;

/** Behind text of the same role; they follow the colours of the scheme. */
const tints = (['blue', 'green', 'wait', 'fail'] as const)
  .map((role) => `--${role}-tint:color-mix(in srgb,var(--${role}) ${tintPercent}%,var(--card))`)
  .join(';');

/** The same with tables, and with the marks of the two revisions. */
export const lookCss = `${baseCss}:root{${tints}}
a:hover{text-decoration-color:currentColor;text-decoration-thickness:2px}
h2{font-size:var(--step-1)}
.button{transition:background-color .15s,border-color .15s}
h3{line-height:1.25;text-wrap:balance;font-size:var(--step-0)}
h3,table{margin:0 0 16px}
kbd,.mono{font-family:var(--mono);font-size:.875em;overflow-wrap:anywhere}
.small{font-size:var(--step--1)}
.status{white-space:nowrap}
select{font:inherit;color:inherit;width:100%;min-height:44px;padding:9px 12px;background:var(--card);border:1px solid var(--soft);border-radius:8px}
.button:disabled{color:var(--soft);border-color:var(--line);background:transparent;cursor:not-allowed}
.lead{color:var(--soft);margin-top:-8px}
.card+.card{margin-top:16px}
.ruled{display:flex;align-items:center;gap:12px;margin:32px 0 12px;font-size:var(--step-0)}
.ruled::after{content:"";flex:1;border-top:1px solid var(--line)}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{text-align:start;color:var(--soft);padding-bottom:8px}
th,td{padding:8px 16px 8px 0;text-align:start;vertical-align:top;border-top:1px solid var(--line)}
th{font-weight:600}
thead th{border-top:0;color:var(--soft);font-weight:400}
.number{text-align:end}
.blue{color:var(--blue)}
.green{color:var(--green)}
.swatch{display:inline-block;width:12px;height:12px;border:2px solid;border-radius:2px;vertical-align:-1px}
.swatch.blue{background:currentColor}
.swatch.green{background:repeating-linear-gradient(135deg,currentColor 0 2px,transparent 2px 4px)}
@media (prefers-reduced-motion:reduce){*,::before,::after{transition:none!important;animation:none!important;scroll-behavior:auto!important}}
@media (forced-colors:active){.swatch{forced-color-adjust:none}}
`;

function declare(scheme: 'light' | 'dark'): string {
  return Object.entries(palette[scheme])
    .map(([role, value]) => `--${role}:${value}`)
    .join(';');
}
