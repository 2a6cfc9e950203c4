/** What one compares: production, test, and the mailboxes. */
export const worldsCss = `
.worlds{display:grid;grid-template-columns:minmax(0,1fr);gap:16px;margin-top:16px}
.world{display:flex;flex-direction:column;min-width:0;overflow:hidden;border:1px solid var(--line);border-radius:14px;background:var(--card)}
.pane-head{display:flex;align-items:baseline;justify-content:space-between;gap:16px;padding:10px 16px 0}
.world h2,.consult h2{margin:0;font-size:var(--step-0)}
.world h2 .soft,.consult h2 .soft{font-weight:400}
.shares{display:flex;flex-wrap:wrap;gap:0 16px;min-height:2.25em;margin:0;padding:2px 16px 6px;list-style:none}
.shares .soft{white-space:nowrap}
.untested{display:block}
.world pre{margin:0 16px 16px}
.revision strong{font-size:var(--step-1)}
.share{display:block;width:100%;height:8px;background:repeating-linear-gradient(135deg,var(--green) 0 3px,var(--card) 3px 6px)}
.share .green{fill:none}
iframe{display:block;flex:1 0 340px;width:100%;border:0;background:var(--ground)}
.world:has(.untested) iframe{display:none}
.phone{border-radius:22px}
.tabs{display:flex;flex-wrap:wrap;flex:1;min-height:0;gap:8px 4px;margin:0;padding:8px 16px 0}
.phone>#mails{display:flex;flex:1;min-height:0;flex-direction:column}
.tabs>label{flex:1 1 auto;min-height:44px;padding:10px 4px;border-radius:10px;text-align:center;color:var(--soft);font-weight:400;cursor:pointer}
.tabs>input{position:absolute;opacity:0}
.tabs>label:hover{background:var(--ground)}
.tabs>:checked+label{background:var(--ground);color:var(--ink);font-weight:600}
.tabs>:focus-visible+label{outline:2px solid var(--ink);outline-offset:2px}
.badge{display:inline-block;min-width:1.5em;padding:0 .4em;border-radius:1em;background:var(--wait);color:var(--card);font-size:var(--step--1);font-weight:600}
.box{display:none;flex:1 0 100%;height:380px;margin:0 -16px;padding:0 16px 16px}
.tabs>:nth-of-type(1):checked~.box:nth-of-type(1),.tabs>:nth-of-type(2):checked~.box:nth-of-type(2),.tabs>:nth-of-type(3):checked~.box:nth-of-type(3),.tabs>:nth-of-type(4):checked~.box:nth-of-type(4){display:block}
.thread{padding:12px}
.thread h3{margin:0 0 4px;overflow-wrap:anywhere}
.thread p{margin:0 0 4px;font-size:.9375rem}
.thread p.small{font-size:var(--step--1)}
.thread article+article{margin-top:12px;padding:12px 0 0 12px;border-top:1px solid var(--line)}
.dot.waits{--dot:var(--wait)}
.dot.good{--dot:var(--green)}
.dot.bad{--dot:var(--fail)}
.dot.rest{--dot:var(--soft)}
.thread .dot{display:inline-block;margin:0 8px 0 0;box-shadow:none}
.mail{margin-bottom:8px;padding:12px;border:1px solid var(--line);border-radius:12px}
.mail>summary{min-height:44px}
.mail>summary>.small{display:block;margin-left:1.1em}
.mail.old>summary strong{font-weight:400;color:var(--soft)}
.mail .status{display:block;white-space:normal}
.mailbox .mail{background:var(--card)}
.mail .unknown::before{content:"–" / ""}
.mail[open]>summary{margin-bottom:8px}
.mail p,.mail dl{margin:0 0 8px;font-size:.9375rem}
.mail dl{display:grid;grid-template-columns:minmax(0,1fr);gap:4px}
.mail dl div{display:grid;grid-template-columns:5.5rem minmax(0,1fr)}
.mail dd{margin:0;overflow-wrap:anywhere}
.mail .button{width:100%}
.plain{color:var(--soft);font-size:var(--step--1)}
.plain pre{color:var(--ink)}
@media (min-width:48rem){.worlds{grid-template-columns:repeat(2,minmax(0,1fr))}.phone{grid-column:1/-1}}
@media (min-width:75rem){.worlds{grid-template-columns:repeat(2,minmax(0,1fr)) 340px}.phone{grid-column:auto}}
@media (min-width:100rem){.worlds{grid-template-columns:repeat(2,minmax(0,1fr)) 400px}}
`;
