import { hash } from 'node:crypto';

/** Another one is another page, which replaces what is shown. The time that is left is not part of it. */
export function pageState(known: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(known), 'base64url').slice(0, 16);
}

/**
 * Keeps an open page up to date: it fetches the page again every ten seconds for as long as ten minutes, then every half minute, and when somebody comes
 * back to it; the ten minutes begin again with everything that changes. Each time costs two reads of the bucket. What has changed replaces what is shown.
 * The form stays as it is, with what was typed and where the cursor was; only its nonce is renewed, because the reader sees the new state. A press of
 * Approve… or Reject… at the foot also chooses. A list costs more reads: its `data-every` is the least number of seconds between two of them, and it waits
 * while a field has the focus. Its search keeps what was typed. Terse, because it is part of every page.
 */
export const refreshScript = `(()=>{const d=document,q=(s,r=d)=>r.querySelector(s),s=r=>r.querySelectorAll('.time');let busy,n=0,m=0;
const look=async()=>{let{state,every:e}=q('main').dataset;
if(busy||d.hidden||!state||e&&(q('input:focus')||performance.now()-m<e*1e3))return;
busy=1;m=performance.now();try{
let u=new DOMParser().parseFromString(await(await fetch(location)).text(),'text/html'),a=q('main'),b=q('[data-state]',u);
if(b&&a.dataset.state!=b.dataset.state){
let f=q('form',a),g=q('form',b),x=d.activeElement,h=x.getAttribute('href');
if(f&&g){if(!e)f.elements.nonce.value=g.elements.nonce.value;g.replaceWith(f)}
a.replaceWith(b);d.title=u.title;n=0;(f?.contains(x)?x:h&&q('main [href="'+h+'"]'))?.focus({preventScroll:!0});
q('#news').textContent=b.dataset.news}else if(b)s(d).forEach((t,i)=>{let l=s(u)[i];if(l)t.innerHTML=l.innerHTML})
}catch{}busy=0};
setInterval(()=>{if(++n<60||n%3<1)look()},1e4);for(let e of['visibilitychange','focus'])addEventListener(e,()=>{n=0;look()});
addEventListener('click',e=>{let l=e.target.closest('.dock a'),c=l&&q(l.hash+' input');c?.click()})})()`;

/** For a form that came back: what was missing is no longer called missing once it is there, or another choice does not need it. */
export const problemScript = `(()=>{
const d=document,q=(s,r=d)=>r.querySelector(s);
addEventListener('input',({target:t})=>{
const f=q('#vote'),w='[aria-invalid]',had=q(w,f);
for(const x of f.querySelectorAll(w))if(t.name=='choice'||x.contains(t)&&!q('[type=checkbox]:not(:checked)',x)){
q('#'+x.getAttribute('aria-describedby')).remove();
x.removeAttribute('aria-invalid')}
if(had&&!q(w,f))q('#note')?.remove()})
})()`;
