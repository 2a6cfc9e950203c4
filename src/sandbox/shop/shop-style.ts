/** The colour of the whole page, which distinguishes two versions of the shop at a glance. */
export type ShopBackground = 'blue' | 'green';

const backgrounds: Readonly<Record<ShopBackground, { light: string; dark: string }>> = {
  blue: { light: '#cfe2fa', dark: '#12294a' },
  green: { light: '#cdecd6', dark: '#0f3323' },
};

/** The shop has a theme of its own: it represents somebody's product, not Greenlight. */
export function shopCss(background: ShopBackground): string {
  const { light, dark } = backgrounds[background];
  return `:root{color-scheme:light dark;--page:${light};--paper:#fffdf9;--ink:#1d2329;--soft:#4a535d;--line:#1d232926;--panel:#f3ede2}
@media (prefers-color-scheme:dark){:root{--page:${dark};--paper:#1a1e23;--ink:#f0ede7;--soft:#b9c0c8;--line:#ffffff26;--panel:#d9d2c4}}
*{box-sizing:border-box}
html{font:100%/1.5 Georgia,"Iowan Old Style","Palatino Linotype",serif;color:var(--ink);background:var(--page)}
body{margin:0 auto;max-width:54rem;padding:0 16px 24px;overflow-wrap:break-word}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px;border-radius:4px}
a{color:inherit;text-underline-offset:.2em}
header{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:0 16px;padding:12px 0}
.name{font-size:1.25rem;font-weight:700;letter-spacing:.01em;text-decoration:none}
.cart{display:inline-block;padding:10px 0}
h1{margin:8px 0 4px;font-size:clamp(1.5625rem,6vw,2.4414rem);line-height:1.15;letter-spacing:-.01em;text-wrap:balance}
.tagline{margin:0 0 20px;color:var(--soft);max-width:55ch}
.said{margin:0 0 16px;padding:10px 16px;border:1px solid var(--line);border-radius:8px;background:var(--paper)}
.goods{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(132px,100%),1fr));gap:16px;margin:0;padding:0;list-style:none}
@media (min-width:40rem){.goods{grid-template-columns:repeat(3,minmax(0,1fr))}}
.good{display:flex;flex-direction:column;border:1px solid var(--line);border-radius:8px;background:var(--paper);overflow:hidden}
.good svg{display:block;width:100%;background:var(--panel)}
.about{display:flex;flex:1;flex-direction:column;padding:12px}
h2{margin:0;font-size:1rem;line-height:1.25}
.about p{margin:2px 0 0;color:var(--soft);font-size:.875rem;line-height:1.35}
.about .price{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:0 8px;margin:8px 0 12px;color:var(--ink);font-size:1rem}
.about .left{font-size:.875rem}
.about form{margin-top:auto}
button{width:100%;min-height:44px;padding:8px 4px;border:1px solid var(--ink);border-radius:8px;background:transparent;color:inherit;font:600 .875rem/1.25 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;cursor:pointer}
button:hover,.order{background:var(--ink);color:var(--paper)}
.order:hover{background:var(--soft);border-color:var(--soft)}
.lines{margin:0 0 16px;padding:0 16px;border:1px solid var(--line);border-radius:8px;background:var(--paper);list-style:none}
.lines li{display:flex;flex-wrap:wrap;align-items:center;gap:8px 16px;padding:12px 0;border-top:1px solid var(--line)}
.lines li:first-child{border-top:0}
.lines svg{width:64px;border-radius:4px;background:var(--panel)}
.lines .what{flex:1 1 8rem}
.lines .what p{margin:0;color:var(--soft)}
.lines form{display:flex;align-items:center;gap:8px}
.lines button{width:44px;padding:0;font-size:1.25rem}
.lines .sum{min-width:4.5rem;margin-left:auto;text-align:right;font-variant-numeric:tabular-nums}
.total{display:flex;justify-content:space-between;font-size:1.25rem}
.narrow{max-width:36rem}
footer{margin-top:24px;padding-top:12px;border-top:1px solid var(--line);color:var(--soft);font-size:.875rem}
footer p{margin:0}
.id{white-space:nowrap}
.visually-hidden{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}`;
}
