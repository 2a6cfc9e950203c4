/**
 * Keeps an open page up to date: every half minute, and when somebody comes back to it, it fetches the page again. What has changed replaces what is
 * shown. The form stays as it is, with what was typed and where the cursor was; only its nonce is renewed, because the reader sees the new state. A
 * press of Approve… or Reject… at the foot also chooses. Terse, because it is part of every page.
 */
export const refreshScript = `(()=>{
const d=document,q=(s,r=d)=>r.querySelector(s);let busy;
const look=async()=>{
if(busy||d.hidden||!q('[data-state]'))return;
busy=1;
try{
const n=new DOMParser().parseFromString(await(await fetch(location.pathname)).text(),'text/html'),a=q('main'),b=q('[data-state]',n);
if(b&&a.dataset.state!=b.dataset.state){
const f=q('#vote',a),g=q('#vote',b),x=d.activeElement;
if(f&&g){f.elements.nonce.value=g.elements.nonce.value;g.replaceWith(f)}
a.replaceWith(b);d.title=n.title;
if(f&&f.contains(x))x.focus({preventScroll:true});
q('#news').textContent=b.dataset.news
}else if(b)d.querySelectorAll('.time').forEach((t,i)=>{const u=n.querySelectorAll('.time')[i];if(u)t.innerHTML=u.innerHTML})
}catch{}
busy=0};
setInterval(look,3e4);
addEventListener('visibilitychange',look);
addEventListener('click',e=>{
const l=e.target.closest('.dock a'),c=l&&q(l.hash+' input');
if(c)c.checked=true})
})()`;
