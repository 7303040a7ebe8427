var lr=Object.defineProperty;var dr=Object.getOwnPropertyDescriptor;var h=(s,e,t,i)=>{for(var r=i>1?void 0:i?dr(e,t):e,n=s.length-1,o;n>=0;n--)(o=s[n])&&(r=(i?o(e,t,r):o(r))||r);return i&&r&&lr(e,t,r),r};var jt=globalThis,Gt=jt.ShadowRoot&&(jt.ShadyCSS===void 0||jt.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,Ke=Symbol(),Ai=new WeakMap,St=class{constructor(e,t,i){if(this._$cssResult$=!0,i!==Ke)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(Gt&&e===void 0){let i=t!==void 0&&t.length===1;i&&(e=Ai.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),i&&Ai.set(t,e))}return e}toString(){return this.cssText}},Ei=s=>new St(typeof s=="string"?s:s+"",void 0,Ke),f=(s,...e)=>{let t=s.length===1?s[0]:e.reduce((i,r,n)=>i+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(r)+s[n+1],s[0]);return new St(t,s,Ke)},Pi=(s,e)=>{if(Gt)s.adoptedStyleSheets=e.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(let t of e){let i=document.createElement("style"),r=jt.litNonce;r!==void 0&&i.setAttribute("nonce",r),i.textContent=t.cssText,s.appendChild(i)}},Ze=Gt?s=>s:s=>s instanceof CSSStyleSheet?(e=>{let t="";for(let i of e.cssRules)t+=i.cssText;return Ei(t)})(s):s;var{is:cr,defineProperty:pr,getOwnPropertyDescriptor:hr,getOwnPropertyNames:mr,getOwnPropertySymbols:ur,getPrototypeOf:fr}=Object,Yt=globalThis,Ci=Yt.trustedTypes,gr=Ci?Ci.emptyScript:"",vr=Yt.reactiveElementPolyfillSupport,Rt=(s,e)=>s,At={toAttribute(s,e){switch(e){case Boolean:s=s?gr:null;break;case Object:case Array:s=s==null?s:JSON.stringify(s)}return s},fromAttribute(s,e){let t=s;switch(e){case Boolean:t=s!==null;break;case Number:t=s===null?null:Number(s);break;case Object:case Array:try{t=JSON.parse(s)}catch{t=null}}return t}},Vt=(s,e)=>!cr(s,e),Mi={attribute:!0,type:String,converter:At,reflect:!1,useDefault:!1,hasChanged:Vt};Symbol.metadata??=Symbol("metadata"),Yt.litPropertyMetadata??=new WeakMap;var q=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=Mi){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let i=Symbol(),r=this.getPropertyDescriptor(e,i,t);r!==void 0&&pr(this.prototype,e,r)}}static getPropertyDescriptor(e,t,i){let{get:r,set:n}=hr(this.prototype,e)??{get(){return this[t]},set(o){this[t]=o}};return{get:r,set(o){let l=r?.call(this);n?.call(this,o),this.requestUpdate(e,l,i)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??Mi}static _$Ei(){if(this.hasOwnProperty(Rt("elementProperties")))return;let e=fr(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(Rt("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(Rt("properties"))){let t=this.properties,i=[...mr(t),...ur(t)];for(let r of i)this.createProperty(r,t[r])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[i,r]of t)this.elementProperties.set(i,r)}this._$Eh=new Map;for(let[t,i]of this.elementProperties){let r=this._$Eu(t,i);r!==void 0&&this._$Eh.set(r,t)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let i=new Set(e.flat(1/0).reverse());for(let r of i)t.unshift(Ze(r))}else e!==void 0&&t.push(Ze(e));return t}static _$Eu(e,t){let i=t.attribute;return i===!1?void 0:typeof i=="string"?i:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let i of t.keys())this.hasOwnProperty(i)&&(e.set(i,this[i]),delete this[i]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Pi(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,i){this._$AK(e,i)}_$ET(e,t){let i=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,i);if(r!==void 0&&i.reflect===!0){let n=(i.converter?.toAttribute!==void 0?i.converter:At).toAttribute(t,i.type);this._$Em=e,n==null?this.removeAttribute(r):this.setAttribute(r,n),this._$Em=null}}_$AK(e,t){let i=this.constructor,r=i._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let n=i.getPropertyOptions(r),o=typeof n.converter=="function"?{fromAttribute:n.converter}:n.converter?.fromAttribute!==void 0?n.converter:At;this._$Em=r;let l=o.fromAttribute(t,n.type);this[r]=l??this._$Ej?.get(r)??l,this._$Em=null}}requestUpdate(e,t,i,r=!1,n){if(e!==void 0){let o=this.constructor;if(r===!1&&(n=this[e]),i??=o.getPropertyOptions(e),!((i.hasChanged??Vt)(n,t)||i.useDefault&&i.reflect&&n===this._$Ej?.get(e)&&!this.hasAttribute(o._$Eu(e,i))))return;this.C(e,t,i)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,t,{useDefault:i,reflect:r,wrapped:n},o){i&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,o??t??this[e]),n!==!0||o!==void 0)||(this._$AL.has(e)||(this.hasUpdated||i||(t=void 0),this._$AL.set(e,t)),r===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(t){Promise.reject(t)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[r,n]of this._$Ep)this[r]=n;this._$Ep=void 0}let i=this.constructor.elementProperties;if(i.size>0)for(let[r,n]of i){let{wrapped:o}=n,l=this[r];o!==!0||this._$AL.has(r)||l===void 0||this.C(r,void 0,n,l)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(i=>i.hostUpdate?.()),this.update(t)):this._$EM()}catch(i){throw e=!1,this._$EM(),i}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(t=>t.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(t=>this._$ET(t,this[t])),this._$EM()}updated(e){}firstUpdated(e){}};q.elementStyles=[],q.shadowRootOptions={mode:"open"},q[Rt("elementProperties")]=new Map,q[Rt("finalized")]=new Map,vr?.({ReactiveElement:q}),(Yt.reactiveElementVersions??=[]).push("2.1.2");var Qe=globalThis,Di=s=>s,Kt=Qe.trustedTypes,Oi=Kt?Kt.createPolicy("lit-html",{createHTML:s=>s}):void 0,Je="$lit$",W=`lit$${Math.random().toFixed(9).slice(2)}$`,ti="?"+W,yr=`<${ti}>`,Q=document,Pt=()=>Q.createComment(""),Ct=s=>s===null||typeof s!="object"&&typeof s!="function",ei=Array.isArray,Hi=s=>ei(s)||typeof s?.[Symbol.iterator]=="function",Xe=`[ 	
\f\r]`,Et=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Ii=/-->/g,Ui=/>/g,Z=RegExp(`>|${Xe}(?:([^\\s"'>=/]+)(${Xe}*=${Xe}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Li=/'/g,Ni=/"/g,qi=/^(?:script|style|textarea|title)$/i,ii=s=>(e,...t)=>({_$litType$:s,strings:e,values:t}),a=ii(1),S=ii(2),Hn=ii(3),z=Symbol.for("lit-noChange"),d=Symbol.for("lit-nothing"),Fi=new WeakMap,X=Q.createTreeWalker(Q,129);function Wi(s,e){if(!ei(s)||!s.hasOwnProperty("raw"))throw Error("invalid template strings array");return Oi!==void 0?Oi.createHTML(e):e}var zi=(s,e)=>{let t=s.length-1,i=[],r,n=e===2?"<svg>":e===3?"<math>":"",o=Et;for(let l=0;l<t;l++){let c=s[l],p,m,u=-1,v=0;for(;v<c.length&&(o.lastIndex=v,m=o.exec(c),m!==null);)v=o.lastIndex,o===Et?m[1]==="!--"?o=Ii:m[1]!==void 0?o=Ui:m[2]!==void 0?(qi.test(m[2])&&(r=RegExp("</"+m[2],"g")),o=Z):m[3]!==void 0&&(o=Z):o===Z?m[0]===">"?(o=r??Et,u=-1):m[1]===void 0?u=-2:(u=o.lastIndex-m[2].length,p=m[1],o=m[3]===void 0?Z:m[3]==='"'?Ni:Li):o===Ni||o===Li?o=Z:o===Ii||o===Ui?o=Et:(o=Z,r=void 0);let w=o===Z&&s[l+1].startsWith("/>")?" ":"";n+=o===Et?c+yr:u>=0?(i.push(p),c.slice(0,u)+Je+c.slice(u)+W+w):c+W+(u===-2?l:w)}return[Wi(s,n+(s[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),i]},Mt=class s{constructor({strings:e,_$litType$:t},i){let r;this.parts=[];let n=0,o=0,l=e.length-1,c=this.parts,[p,m]=zi(e,t);if(this.el=s.createElement(p,i),X.currentNode=this.el.content,t===2||t===3){let u=this.el.content.firstChild;u.replaceWith(...u.childNodes)}for(;(r=X.nextNode())!==null&&c.length<l;){if(r.nodeType===1){if(r.hasAttributes())for(let u of r.getAttributeNames())if(u.endsWith(Je)){let v=m[o++],w=r.getAttribute(u).split(W),k=/([.?@])?(.*)/.exec(v);c.push({type:1,index:n,name:k[2],strings:w,ctor:k[1]==="."?Xt:k[1]==="?"?Qt:k[1]==="@"?Jt:tt}),r.removeAttribute(u)}else u.startsWith(W)&&(c.push({type:6,index:n}),r.removeAttribute(u));if(qi.test(r.tagName)){let u=r.textContent.split(W),v=u.length-1;if(v>0){r.textContent=Kt?Kt.emptyScript:"";for(let w=0;w<v;w++)r.append(u[w],Pt()),X.nextNode(),c.push({type:2,index:++n});r.append(u[v],Pt())}}}else if(r.nodeType===8)if(r.data===ti)c.push({type:2,index:n});else{let u=-1;for(;(u=r.data.indexOf(W,u+1))!==-1;)c.push({type:7,index:n}),u+=W.length-1}n++}}static createElement(e,t){let i=Q.createElement("template");return i.innerHTML=e,i}};function J(s,e,t=s,i){if(e===z)return e;let r=i!==void 0?t._$Co?.[i]:t._$Cl,n=Ct(e)?void 0:e._$litDirective$;return r?.constructor!==n&&(r?._$AO?.(!1),n===void 0?r=void 0:(r=new n(s),r._$AT(s,t,i)),i!==void 0?(t._$Co??=[])[i]=r:t._$Cl=r),r!==void 0&&(e=J(s,r._$AS(s,e.values),r,i)),e}var Zt=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:i}=this._$AD,r=(e?.creationScope??Q).importNode(t,!0);X.currentNode=r;let n=X.nextNode(),o=0,l=0,c=i[0];for(;c!==void 0;){if(o===c.index){let p;c.type===2?p=new ct(n,n.nextSibling,this,e):c.type===1?p=new c.ctor(n,c.name,c.strings,this,e):c.type===6&&(p=new te(n,this,e)),this._$AV.push(p),c=i[++l]}o!==c?.index&&(n=X.nextNode(),o++)}return X.currentNode=Q,r}p(e){let t=0;for(let i of this._$AV)i!==void 0&&(i.strings!==void 0?(i._$AI(e,i,t),t+=i.strings.length-2):i._$AI(e[t])),t++}},ct=class s{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,i,r){this.type=2,this._$AH=d,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=i,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=J(this,e,t),Ct(e)?e===d||e==null||e===""?(this._$AH!==d&&this._$AR(),this._$AH=d):e!==this._$AH&&e!==z&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):Hi(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==d&&Ct(this._$AH)?this._$AA.nextSibling.data=e:this.T(Q.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:i}=e,r=typeof i=="number"?this._$AC(e):(i.el===void 0&&(i.el=Mt.createElement(Wi(i.h,i.h[0]),this.options)),i);if(this._$AH?._$AD===r)this._$AH.p(t);else{let n=new Zt(r,this),o=n.u(this.options);n.p(t),this.T(o),this._$AH=n}}_$AC(e){let t=Fi.get(e.strings);return t===void 0&&Fi.set(e.strings,t=new Mt(e)),t}k(e){ei(this._$AH)||(this._$AH=[],this._$AR());let t=this._$AH,i,r=0;for(let n of e)r===t.length?t.push(i=new s(this.O(Pt()),this.O(Pt()),this,this.options)):i=t[r],i._$AI(n),r++;r<t.length&&(this._$AR(i&&i._$AB.nextSibling,r),t.length=r)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let i=Di(e).nextSibling;Di(e).remove(),e=i}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},tt=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,i,r,n){this.type=1,this._$AH=d,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=n,i.length>2||i[0]!==""||i[1]!==""?(this._$AH=Array(i.length-1).fill(new String),this.strings=i):this._$AH=d}_$AI(e,t=this,i,r){let n=this.strings,o=!1;if(n===void 0)e=J(this,e,t,0),o=!Ct(e)||e!==this._$AH&&e!==z,o&&(this._$AH=e);else{let l=e,c,p;for(e=n[0],c=0;c<n.length-1;c++)p=J(this,l[i+c],t,c),p===z&&(p=this._$AH[c]),o||=!Ct(p)||p!==this._$AH[c],p===d?e=d:e!==d&&(e+=(p??"")+n[c+1]),this._$AH[c]=p}o&&!r&&this.j(e)}j(e){e===d?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},Xt=class extends tt{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===d?void 0:e}},Qt=class extends tt{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==d)}},Jt=class extends tt{constructor(e,t,i,r,n){super(e,t,i,r,n),this.type=5}_$AI(e,t=this){if((e=J(this,e,t,0)??d)===z)return;let i=this._$AH,r=e===d&&i!==d||e.capture!==i.capture||e.once!==i.once||e.passive!==i.passive,n=e!==d&&(i===d||r);r&&this.element.removeEventListener(this.name,this,i),n&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},te=class{constructor(e,t,i){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=i}get _$AU(){return this._$AM._$AU}_$AI(e){J(this,e)}},Bi={M:Je,P:W,A:ti,C:1,L:zi,R:Zt,D:Hi,V:J,I:ct,H:tt,N:Qt,U:Jt,B:Xt,F:te},br=Qe.litHtmlPolyfillSupport;br?.(Mt,ct),(Qe.litHtmlVersions??=[]).push("3.3.3");var ji=(s,e,t)=>{let i=t?.renderBefore??e,r=i._$litPart$;if(r===void 0){let n=t?.renderBefore??null;i._$litPart$=r=new ct(e.insertBefore(Pt(),n),n,void 0,t??{})}return r._$AI(s),r};var si=globalThis,A=class extends q{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=ji(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return z}};A._$litElement$=!0,A.finalized=!0,si.litElementHydrateSupport?.({LitElement:A});var $r=si.litElementPolyfillSupport;$r?.({LitElement:A});(si.litElementVersions??=[]).push("4.2.2");var wr={attribute:!0,type:String,converter:At,reflect:!1,hasChanged:Vt},xr=(s=wr,e,t)=>{let{kind:i,metadata:r}=t,n=globalThis.litPropertyMetadata.get(r);if(n===void 0&&globalThis.litPropertyMetadata.set(r,n=new Map),i==="setter"&&((s=Object.create(s)).wrapped=!0),n.set(t.name,s),i==="accessor"){let{name:o}=t;return{set(l){let c=e.get.call(this);e.set.call(this,l),this.requestUpdate(o,c,s,!0,l)},init(l){return l!==void 0&&this.C(o,void 0,s,l),l}}}if(i==="setter"){let{name:o}=t;return function(l){let c=this[o];e.call(this,l),this.requestUpdate(o,c,s,!0,l)}}throw Error("Unsupported decorator location: "+i)};function y(s){return(e,t)=>typeof t=="object"?xr(s,e,t):((i,r,n)=>{let o=r.hasOwnProperty(n);return r.constructor.createProperty(n,i),o?Object.getOwnPropertyDescriptor(r,n):void 0})(s,e,t)}function g(s){return y({...s,state:!0,attribute:!1})}var et=(s,e,t)=>(t.configurable=!0,t.enumerable=!0,Reflect.decorate&&typeof e!="object"&&Object.defineProperty(s,e,t),t);function Gi(s,e){return(t,i,r)=>{let n=o=>o.renderRoot?.querySelector(s)??null;if(e){let{get:o,set:l}=typeof i=="object"?t:r??(()=>{let c=Symbol();return{get(){return this[c]},set(p){this[c]=p}}})();return et(t,i,{get(){let c=o.call(this);return c===void 0&&(c=n(this),(c!==null||this.hasUpdated)&&l.call(this,c)),c}})}return et(t,i,{get(){return n(this)}})}}var ee=["week","month","quarter","year","all"],_r={week:7,month:30,quarter:91,year:365,all:null},R=864e5;function ie(s,e){let t=_r[s];return t===null?null:e-t*R}var ri=class{constructor(e){this.hass=e;this.state="loading";this.revision=0;this.listeners=new Set;this.live=new Map;this.heard=new Map;this.starting=!1;this.asking=!1;this.askAgain=!1;this.lost=()=>{clearTimeout(this.retry),this.stop=void 0,this.hear({kind:"gone"})};this.back=()=>{this.stop=void 0,this.start()}}scales(){return(this.overview?.scales??[]).map(e=>this.live.get(e.scale_id)??e)}listen(e){return this.listeners.size||this.watch(),this.listeners.add(e),this.start(),()=>{this.listeners.delete(e),this.listeners.size||this.end()}}async start(){if(!(this.stop||this.starting)){this.starting=!0,clearTimeout(this.retry);try{let e=await this.hass().connection.subscribeMessage(t=>this.hear(t),{type:"body_scale/subscribe"},{resubscribe:!1});this.stop=e,this.listeners.size||this.end()}catch(e){this.fail(e)}finally{this.starting=!1}}}watch(){this.watched=this.hass().connection,this.watched.addEventListener("disconnected",this.lost),this.watched.addEventListener("ready",this.back)}end(){clearTimeout(this.retry),this.watched?.removeEventListener("disconnected",this.lost),this.watched?.removeEventListener("ready",this.back),this.watched=void 0,this.stop?.().catch(()=>{}),this.stop=void 0}hear(e){e.kind==="overview"?this.ask():e.kind==="gone"?(this.state="gone",this.live.clear(),this.tell("overview")):e.kind==="scale"&&(this.live.set(e.scale.scale_id,e.scale),this.heard.set(e.scale.scale_id,e.scale),this.tell("scale"))}async ask(){if(this.asking){this.askAgain=!0;return}this.asking=!0;try{do this.askAgain=!1,this.heard.clear(),this.overview=await this.hass().callWS({type:"body_scale/overview"});while(this.askAgain);this.live=new Map(this.heard),this.state="ready",this.error=void 0,this.revision+=1}catch(e){this.fail(e)}finally{this.asking=!1}this.tell("overview")}fail(e){let{code:t,message:i}=e??{};this.state=t==="not_loaded"||t==="unknown_command"?"gone":"error",this.error=i,this.tell("overview"),clearTimeout(this.retry),this.retry=setTimeout(()=>{this.listeners.size&&(this.stop?this.ask():this.start())},5e3)}tell(e){for(let t of[...this.listeners])t(e)}},Yi=new WeakMap,Vi=new WeakMap;function pt(s){Vi.set(s.connection,s);let e=Yi.get(s.connection);if(!e){let{connection:t}=s;e=new ri(()=>Vi.get(t)??s),Yi.set(t,e)}return e}var ni=["person","household","history","hero","chart","body","bars","composition","days","waiting","live","family","recent","scales"],Dt=new Set(["person","hero","chart","body","bars","composition","days"]),Ot=["body_fat","muscle_mass","visceral_fat","bmi"];function it(s){return s.mode&&ni.includes(s.mode)?s.mode:s.person||s.entity?"person":"household"}function N(s,e){return s.onlyChanges?"":s.format.mass(e)}function It(s,e){return s.onlyChanges?e.difference===null?"":s.format.massChangeWithUnit(e.difference):s.format.mass(e.weight)}function ht({format:s},e){let[t,i]=[Date.now(),Date.parse(e)].map(r=>Date.parse(s.isoDay(r)));return Math.round(((t??0)-(i??0))/R)}function C(s,e){let{format:t}=s,i=Date.parse(e.measured_at),r=ht(s,e.measured_at);return r===0||r===1?`${t.daysAgo(r)} ${t.time(i)}`:t.when(i,Date.now())}function se({texts:s,format:e},t){let{assigned_by:i,confidence:r}=t;return i?i!=="auto"?s.of(`assigned_${i}`):r===null?"":s.of("sure",{percent:e.number(r*100,0)}):""}function st({format:s,onlyChanges:e},t){let{value:i,before:r,unit:n,digits:o}=t;return e?r===null?"":s.change(i-r,n,o):s.amount(i,n,o)}function re({onlyChanges:s},{composition:e}){return!!(e?.now&&(e.before||!s))}function ne(s,e,t){let{person:i,entity:r}=s;if(i)return e.find(o=>o.person_id===i)??e.find(o=>o.name===i);if(!r)return;let n=t.entities?.[r]?.device_id;return e.find(o=>o.entity===r||n!==void 0&&t.entities?.[o.entity??""]?.device_id===n)}function rt(s,e,t={}){s.dispatchEvent(new CustomEvent(e,{detail:t,bubbles:!0,composed:!0}))}function oi(s,e){rt(s,"hass-more-info",{entityId:e})}function oe(s){let e=window.location.pathname.split("/")[1]??"";window.history.pushState(null,"",s.includes("/")?s:`/${e}/${s}`),rt(window,"location-changed",{replace:!1})}function Ki(s){window.history.replaceState(null,"",s),rt(window,"location-changed",{replace:!0})}var Zi="component.body_scale.common.card_";function li(s,e={}){return s.replace(/\{(\w+)\}/g,(t,i)=>String(e[i]??t))}var ai=class{constructor(e){this.resources=e}of(e,t){return li(this.resources[Zi+e]??e,t)}has(e){return Zi+e in this.resources}},Xi=new WeakMap;function Y(s){let e=Xi.get(s.connection)??new Map;Xi.set(s.connection,e);let t=e.get(s.language);if(t)return t;let i=s.callWS({type:"frontend/get_translations",language:s.language,category:"common",integration:["body_scale"]}).then(({resources:r})=>new ai(r));return e.set(s.language,i),i.catch(()=>e.delete(s.language)),i}var nt=class extends A{setConfig(e){this.config=e}disconnectedCallback(){super.disconnectedCallback(),this.stop?.(),this.stop=void 0}willUpdate(){!this.hass||this.stop||(this.store=pt(this.hass),this.stop=this.store.listen(e=>e==="overview"&&this.requestUpdate()),Y(this.hass).then(e=>this.texts=e))}render(){let{config:e,texts:t}=this;return!e||!t?d:a`<ha-form
      .hass=${this.hass}
      .data=${this.data(e)}
      .schema=${this.schema(e,t)}
      .computeLabel=${({name:i})=>t.of(`option_${i}`)}
      .computeHelper=${({name:i})=>t.has(`option_${i}_help`)?t.of(`option_${i}_help`):void 0}
      @value-changed=${this.change}
    ></ha-form>`}data(e){let t=this.store?.overview?.people??[];return{period:"quarter",metrics:Ot,band:!0,goal:!0,compact:!1,privacy:"off",...e,mode:it(e),person:ne(e,t,this.hass)?.person_id??e.person??""}}schema(e,t){let i=it(e),r=this.store?.overview,n=(r?.people??[]).map(p=>di(p.person_id,p.name)),o=(r?.metrics??[]).filter(({key:p})=>p!=="weight").map(({key:p,name:m})=>di(p,m)),l=(p,m)=>m.map(u=>di(u,t.of(`${p}_${u}`))),c=i==="person"||i==="chart"||i==="household";return[ae("mode",l("mode",ni)),...Dt.has(i)||i==="history"?[ae("person",n)]:[],...c?[ae("period",l("period",ee))]:[],...i==="person"||i==="household"?[{name:"metrics",selector:{select:{multiple:!0,reorder:!0,mode:"dropdown",options:o}}}]:[],...c?[ci("band"),ci("goal")]:[],...i==="person"?[ci("compact")]:[],ae("privacy",l("privacy",["off","changes","blurred"])),...i==="person"?[{name:"navigation_path",selector:{navigation:{}}}]:[]]}change(e){e.stopPropagation();let{value:t}=e.detail,i=Object.fromEntries(Object.entries(t).filter(([r,n])=>!kr(r,n)));i.person&&delete i.entity,this.config=i,rt(this,"config-changed",{config:i})}};h([y({attribute:!1})],nt.prototype,"hass",2),h([g()],nt.prototype,"config",2),h([g()],nt.prototype,"texts",2);var Qi={period:"quarter",band:!0,goal:!0,compact:!1,privacy:"off",person:"",navigation_path:""};function kr(s,e){return e==null?!0:s==="metrics"?String(e)===String(Ot):s in Qi&&Qi[s]===e}function di(s,e){return{value:s,label:e}}function ae(s,e){return{name:s,selector:{select:{mode:"dropdown",options:e}}}}function ci(s){return{name:s,selector:{boolean:{}}}}var ot="body_scale",Ji=["csv","json","openscale","fit"],pi=new Set(["openscale","fit"]);function mt(s){return Object.fromEntries(Object.entries(s).filter(([,e])=>e!==void 0&&e!==""))}var le=class{constructor(e){this.hass=e}weighings(e){return this.hass().callWS({type:`${ot}/weighings`,...mt(e)})}series(e){return this.hass().callWS({type:`${ot}/series`,...mt(e)})}family(e){return this.hass().callWS({type:`${ot}/family`,days:e})}async assign(e,t){await this.call("assign_weighing",{weighing_id:e.weighing_id,person:t})}async giveBack(e){e.person_id?await this.assign(e,e.person_id):await this.hass().callWS({type:`${ot}/unassign`,weighing_id:e.weighing_id})}async edit(e,t){let{weight:i,time:r}=t;await this.call("edit_weighing",mt({weighing_id:e,...i,time:r}))}async remove(e){await this.call("delete_weighing",{weighing_id:e})}async restore(e){await this.call("restore_weighing",{weighing_id:e})}async record(e,t,i){await this.call("record_weighing",mt({...e,person:t,time:i}))}async assist(e,t){await this.call("assisted_weighing",mt({person:e,adult:t}))}async cancelAssisted(){await this.call("cancel_assisted_weighing",{})}async press(e){await this.call("press",{entity_id:e},"button")}get canExport(){return!!this.hass().services?.[ot]?.export_weighings}async exported(e){let{path:t,file_name:i}=await this.hass().callWS({type:`${ot}/export`,...mt(e)});return{path:this.hass().hassUrl?.(t)??t,file_name:i}}async call(e,t,i=ot){await this.hass().callService(i,e,t,void 0,!1)}};var $=f`
  :host {
    display: block;
    color: var(--primary-text-color);
    --low: var(--info-color, #039be5);
    --normal: var(--success-color, #43a047);
    --raised: var(--warning-color, #ffa600);
    --high: var(--error-color, #db4437);
    --line: var(--divider-color, rgba(127, 127, 127, 0.3));
    --quiet: var(--secondary-text-color);
    --gap: 8px;
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  button,
  a.button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    margin: 0;
    padding: 0;
    cursor: pointer;
    text-align: start;
    border-radius: 8px;
    text-decoration: none;
  }
  button:focus-visible,
  a:focus-visible,
  [tabindex]:focus-visible,
  input:focus-visible,
  select:focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: 2px;
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  .pill {
    min-height: 44px;
    min-width: 44px;
    padding: 0 16px;
    border-radius: 22px;
    border: 1px solid var(--line);
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    white-space: nowrap;
  }
  .pill.filled {
    /* Dark enough to be read on, whatever the theme's colour is. */
    background: color-mix(in srgb, var(--primary-color) 65%, #000);
    border-color: transparent;
    color: #fff;
  }
  .towards {
    color: color-mix(in srgb, var(--normal) 65%, var(--primary-text-color));
  }
  .pill[aria-pressed="true"],
  .pill[aria-checked="true"] {
    background: color-mix(in srgb, var(--primary-color) 18%, transparent);
    border-color: var(--primary-color);
    font-weight: 500;
  }
  .row {
    display: flex;
    align-items: center;
    gap: var(--gap);
    flex-wrap: wrap;
  }
  .spread {
    justify-content: space-between;
  }
  .quiet {
    color: var(--quiet);
  }
  .small {
    font-size: 0.875rem;
  }
  h2 {
    margin: 0;
    font-size: 1rem;
    font-weight: 500;
    line-height: 1.5;
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  input,
  select {
    font: inherit;
    color: inherit;
    background: var(--input-fill-color, transparent);
    border: 1px solid var(--line);
    border-radius: 8px;
    min-height: 44px;
    padding: 0 12px;
    max-width: 100%;
    color-scheme: inherit;
  }
  option {
    color: var(--primary-text-color);
    background: var(--card-background-color);
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`;var Tr={comma_decimal:["en-US","en"],decimal_comma:["de","es","it"],space_comma:["fr","sv","cs"],quote_decimal:["de-CH"]},ts={DMY:"en-GB",MDY:"en-US",YMD:"sv"},Sr=14,es=[["day",86400],["hour",3600],["minute",60]],Rr=300*864e5,hi="−",Ar=new Set(["ar","dv","fa","he","ku","ps","ur","yi"]),de=class{constructor(e){this.home=e;this.numbers=new Map;this.dates=new Map}isolate(e){let[t=""]=this.home.locale.language.split("-");return Ar.has(t)?`⁦${e}⁩`:e}get unitName(){return this.home.unitName}number(e,t=1){return this.numberFormat(t).format(e).replace("-",hi)}signed(e,t=1){return this.isolate(this.sign(e,t)+this.number(Math.abs(e),t))}sign(e,t){return this.number(Math.abs(e),t)===this.number(0,t)?"±":e<0?hi:"+"}mass(e){return this.amount(e,this.massUnit,this.home.precision)}amount(e,t,i=this.digits(t)){return this.isolate(this.written(e,t,i))}bound(e,t,i=this.digits(t)){if(t!=="st_lb")return this.number(e,Number.isInteger(e)?0:i);let[r,n]=Ut(e,0);return r?`${this.number(r,0)} st ${this.number(n,0)}`:this.number(n,0)}tick(e,t){if(t!=="st_lb")return this.number(e,[0,1].find(n=>Er(e,n))??2);let[i,r]=Ut(e,0);return i&&!r?`${this.number(i,0)} st`:this.amount(e,t,0)}massChange(e){return this.home.unit==="st_lb"?this.massChangeWithUnit(e):this.signed(e,this.home.precision)}massChangeWithUnit(e){return this.change(e,this.massUnit,this.home.precision)}change(e,t,i=this.digits(t)){return this.isolate(this.sign(e,i)+this.written(Math.abs(e),t,i))}written(e,t,i){if(t!=="st_lb")return`${this.number(e,i)} ${t??""}`.trim();let[r,n]=Ut(e,i),o=`${this.number(n,i)} lb`;return r?`${this.number(r,0)} st ${o}`:o}get massUnit(){return this.home.unit==="st_lb"?"st_lb":this.home.unitName}digits(e){return e===this.massUnit?this.home.precision:1}percent(e,t=0){return this.isolate(`${this.number(e,t)} %`)}date(e,t=!1){return this.dateFormat(t?"short":"long").format(e)}time(e){return this.dateFormat("time").format(e)}dateTime(e){return`${this.date(e)}, ${this.time(e)}`}month(e,t){return this.dateFormat(t?"monthYear":"month").format(e)}weekday(e){return this.dateFormat("weekday").format(e)}daysAgo(e){return new Intl.RelativeTimeFormat(this.home.locale.language,{numeric:"auto"}).format(-e,"day")}ago(e,t){let i=Math.max(0,(t-e)/1e3),[r,n]=es.find(([,o])=>i>=o)??["second",0];return new Intl.RelativeTimeFormat(this.home.locale.language,{numeric:"auto"}).format(n?-Math.floor(i/n):0,r)}dayAhead(e,t){let i=Date.parse(`${e}T12:00:00Z`);return new Intl.DateTimeFormat(this.home.locale.language,{day:"numeric",month:"long",...i-t>Rr?{year:"numeric"}:{},timeZone:"UTC"}).format(i)}when(e,t){let i=this.isoDay(e).slice(0,4)===this.isoDay(t).slice(0,4);return`${this.date(e,i)}, ${this.time(e)}`}duration(e){let[t,i]=es.find(([,r])=>Math.abs(e)>=r*2)??["second",1];return this.isolate(new Intl.NumberFormat(this.home.locale.language,{style:"unit",unit:t,unitDisplay:"short",signDisplay:"exceptZero",maximumFractionDigits:0}).format(e/i).replace("-",hi))}isoDay(e){return this.dateFormat("iso").format(e)}offset(e){return Date.parse(`${this.dateFormat("clock").format(e).replace(" ","T")}Z`)-Math.floor(e/1e3)*1e3}numberFormat(e){let t=String(e),i=this.numbers.get(t);if(!i){let{number_format:r="language",language:n}=this.home.locale;i=new Intl.NumberFormat(Tr[r]??n,{minimumFractionDigits:e,maximumFractionDigits:e,useGrouping:r!=="none"}),this.numbers.set(t,i)}return i}dateFormat(e){let t=this.dates.get(e);return t||(t=this.makeDateFormat(e),this.dates.set(e,t)),t}makeDateFormat(e){let{language:t,date_format:i="language"}=this.home.locale,r=this.home.timeZone;switch(e){case"iso":return new Intl.DateTimeFormat("sv",{dateStyle:"short",timeZone:r});case"clock":return new Intl.DateTimeFormat("sv",{dateStyle:"short",timeStyle:"medium",timeZone:r});case"time":return new Intl.DateTimeFormat(t,{timeStyle:"short",timeZone:r,...this.clock()});case"month":return new Intl.DateTimeFormat(t,{month:"short",timeZone:r});case"monthYear":return new Intl.DateTimeFormat(t,{month:"short",year:"2-digit",timeZone:r});case"weekday":return new Intl.DateTimeFormat(t,{weekday:"narrow",timeZone:r});case"short":return new Intl.DateTimeFormat(t,{day:"numeric",month:"short",timeZone:r});default:return ts[i]?new Intl.DateTimeFormat(ts[i],{dateStyle:"short",timeZone:r}):new Intl.DateTimeFormat(t,{dateStyle:"medium",timeZone:r})}}clock(){let e=this.home.locale.time_format;return e==="12"?{hour12:!0}:e==="24"?{hour12:!1}:{}}};function Ut(s,e){let t=10**e,i=Math.round(+`${s}e${e}`),r=Sr*t;return[Math.floor(i/r),i%r/t]}function Er(s,e){return Math.abs(s-Number(s.toFixed(e)))<1e-9}function ce(s){let e=({latest:t})=>t?Date.parse(t.measured_at):0;return[...s].sort((t,i)=>e(i)-e(t))}var ut={waiting:s=>s.overview.pending.length?a`<body-scale-waiting .at=${s}></body-scale-waiting>`:d,live:(s,e)=>a`${s.overview.assisted?a`<body-scale-assist .at=${s}></body-scale-assist>`:d}
    ${e.length?a`<body-scale-live .at=${s} .scales=${e}></body-scale-live>`:d}`,family:s=>a`<body-scale-family .at=${s}></body-scale-family>`,recent:s=>a`<body-scale-recent .at=${s}></body-scale-recent>`,hero:s=>a`<body-scale-hero .at=${s}></body-scale-hero>`,chart:s=>a`<body-scale-chart .at=${s}></body-scale-chart>`,body:(s,e)=>a`<div class="body">
    ${is.map(t=>pe(t,s,e)?d:ut[t](s,e))}
  </div>`,bars:s=>a`<body-scale-bars .at=${s}></body-scale-bars>`,composition:s=>a`<body-scale-composition .at=${s}></body-scale-composition>`,days:s=>a`<body-scale-days .at=${s}></body-scale-days>`,scales:(s,e)=>a`<body-scale-scales .at=${s} .scales=${e}></body-scale-scales>`,person:s=>a`<body-scale-person .at=${s}></body-scale-person>`,history:s=>a`<body-scale-history .at=${s}></body-scale-history>`,household:(s,e)=>a`<div class="household">
    ${ut.waiting(s,e)} ${ut.live(s,e)}
    ${ce(s.overview.people).map(t=>a`<body-scale-person .at=${{...s,person:t}}></body-scale-person>`)}
    ${ut.family(s,e)} ${ut.recent(s,e)}
  </div>`},is=["bars","composition","days"];function ss(s,e,t){return ut[s](e,t)}function pe(s,e,t){if(s==="waiting")return!e.overview.pending.length;if(s==="live")return!t.length&&!e.overview.assisted;let{person:i}=e;return s==="body"?is.every(r=>pe(r,e,t)):s==="bars"?!i?.bars.length&&!Object.keys(i?.missing??{}).length:s==="composition"?!i||!re(e,i):s==="days"||s==="chart"?!i?.count:!1}var Pr=new Set(["waiting","live","body","bars","composition","days","chart"]),Cr=6e4,Mr=new Set(["live","scales","household"]),F=class extends A{constructor(){super(...arguments);this.preview=!1;this.uncovered=!1;this.holder=null;this.commands=new le(()=>this.hass)}static{this.styles=[$,f`
      :host {
        height: 100%;
        container-type: inline-size;
      }
      /* As many columns as there is room for, each filled from its top. */
      .household {
        columns: 340px;
        column-gap: 12px;
      }
      .household > * {
        break-inside: avoid;
        margin-bottom: 12px;
      }
      /* As Home Assistant sets sections: one below the other, side by side where there is room. */
      .body {
        display: grid;
        gap: 8px 32px;
        align-items: start;
      }
      @container (min-width: 640px) {
        .body {
          grid-template-columns: repeat(2, 1fr);
          row-gap: 24px;
        }
        .body:not(:has(> body-scale-composition)) {
          grid-template-columns: 1fr;
        }
        .body > body-scale-bars {
          grid-column: 1 / -1;
        }
      }
      @container (min-width: 1100px) {
        .body:has(> body-scale-bars) {
          grid-template-columns: repeat(3, 1fr);
          grid-template-rows: auto 1fr;
        }
        .body > body-scale-bars {
          grid-area: 1 / 1 / span 2 / span 2;
        }
        .body > body-scale-bars ~ * {
          grid-column: 3;
        }
      }
      .state {
        padding: 16px;
        min-height: 96px;
        display: grid;
        align-content: center;
        gap: 8px;
      }
      .skeleton {
        height: 16px;
        border-radius: 8px;
        background: var(--line);
        animation: breathe 1.6s ease-in-out infinite;
      }
      .skeleton:first-child {
        width: 60%;
      }
      @keyframes breathe {
        50% {
          opacity: 0.4;
        }
      }
      .cover {
        position: relative;
        height: 100%;
      }
      .blurred {
        filter: blur(14px);
        pointer-events: none;
        height: 100%;
      }
      .cover > button {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        text-align: center;
        width: 100%;
      }
      .stale {
        opacity: 0.6;
      }
    `]}connectedCallback(){super.connectedCallback(),this.holder=this.card?.parentElement??null,this.listen()}disconnectedCallback(){super.disconnectedCallback(),this.isOnPage||this.end()}get isOnPage(){return this.isConnected||!!(this.card?.hidden&&this.holder?.isConnected)}end(){clearInterval(this.ticking),this.stop?.(),this.stop=void 0}willUpdate(t){if(this.listen(),t.has("hass")){let i=t.get("hass");(!this.texts||i?.language!==this.hass.language)&&this.read()}t.has("config")&&(this.uncovered=!1),(t.has("hass")||t.has("config")||t.has("texts"))&&this.renew()}render(){let t=it(this.config),{context:i,store:r,texts:n}=this;if(!r||!n)return this.state(a`${this.skeleton()}`);if(!i)return r.state==="loading"?this.state(this.skeleton()):this.state(a`<span role="status">${this.trouble(n,r)}</span>`);if(Dt.has(t)&&!i.person)return this.state(a`<span>${this.nobody(i)}</span>`);let o=ss(t,i,r.scales()),l=r.state==="ready"?o:a`<div class="stale" aria-busy="true">${o}</div>`;return this.config.privacy==="blurred"&&!this.uncovered?this.cover(l,n):l}updated(){let t=it(this.config),i=!this.preview&&Pr.has(t)&&!!this.context&&(!Dt.has(t)||!!this.context?.person)&&pe(t,this.context,this.store?.scales()??[]);!this.card||this.card.hidden===i||(this.card.hidden=i,this.card.style.display=i?"none":"block",rt(this.card,"card-visibility-changed",{value:!i}))}state(t){return a`<ha-card><div class="state quiet">${t}</div></ha-card>`}skeleton(){return a`<div class="skeleton" aria-hidden="true"></div>
      <div class="skeleton" aria-hidden="true"></div>`}cover(t,i){return a`<div class="cover">
      <div class="blurred" inert>${t}</div>
      <button @click=${()=>this.uncovered=!0}>
        <span class="pill filled">${i.of("show")}</span>
      </button>
    </div>`}trouble(t,i){return i.state==="gone"?t.of("not_loaded"):t.of("failed",{error:i.error??""})}nobody(t){let{person:i,entity:r}=t.config;return t.overview.people.length?i||r?t.texts.of("person_removed"):t.texts.of("choose_person"):t.texts.of("no_person")}listen(){if(!this.hass||!this.isOnPage)return;let t=pt(this.hass);t===this.store&&this.stop||(this.end(),this.store=t,this.stop=t.listen(i=>{if(!this.isOnPage)return this.end();if(i==="overview")this.renew();else if(!Mr.has(it(this.config)))return;this.requestUpdate()}),this.ticking=setInterval(()=>{this.renew(),this.requestUpdate()},Cr),this.renew())}async read(){try{this.texts=await Y(this.hass)}catch{}}renew(){let{store:t,texts:i,hass:r,config:n}=this;if(!t?.overview||!i){this.context=void 0;return}let{overview:o,revision:l}=t,c=r.locale.time_zone==="server"?r.config.time_zone:void 0;this.context={hass:()=>this.hass,texts:i,format:new de({locale:{...r.locale,language:r.language},timeZone:c??Intl.DateTimeFormat().resolvedOptions().timeZone,unit:o.unit,unitName:o.unit_name,precision:o.precision}),commands:this.commands,overview:o,config:n,revision:l,person:ne(n,o.people,r),onlyChanges:n.privacy==="changes"}}};h([y({attribute:!1})],F.prototype,"config",2),h([y({attribute:!1,hasChanged:Dr})],F.prototype,"hass",2),h([y({type:Boolean})],F.prototype,"preview",2),h([y({attribute:!1})],F.prototype,"card",2),h([g()],F.prototype,"texts",2),h([g()],F.prototype,"uncovered",2);function Dr(s,e){return s?.connection!==e?.connection||s?.language!==e?.language||s?.locale!==e?.locale||s?.entities!==e?.entities||s?.connected!==e?.connected}var ns="custom:body-scale",ft="body-scale";async function os(s){let e=await rs(s);if(e)return e;try{return await Ir(s)}catch(t){let i=await rs(s);if(i)return i;throw t}}async function rs(s){let t=(await s.callWS({type:"lovelace/dashboards/list"})).map(({url_path:n})=>n),i=await Promise.all(t.map(n=>Or(s,n))),r=t.find((n,o)=>i[o]?.strategy?.type===ns);return r||!t.includes(ft)?r:(i[t.indexOf(ft)]||await as(s,ft),ft)}async function Or(s,e){try{return await s.callWS({type:"lovelace/config",url_path:e})}catch(t){let{code:i}=t??{};return i==="config_not_found"?void 0:{}}}async function Ir(s){let e=Ur(s);return await s.callWS({type:"lovelace/dashboards/create",url_path:e,title:"Body Scale",icon:"mdi:scale-bathroom",mode:"storage",show_in_sidebar:!0,require_admin:!1}),await as(s,e),e}async function as(s,e){let t={strategy:{type:ns}};await s.callWS({type:"lovelace/config/save",url_path:e,config:t})}function Ur({panels:s={}}){let e=ft;for(let t=2;e in s;t+=1)e=`${ft}-${t}`;return e}async function gt(s,e){let t=e??{},i=t.message??"",{translation_domain:r,translation_key:n}=t;if(!r||!n)return i;try{let{resources:o}=await s.callWS({type:"frontend/get_translations",language:s.language,category:"exceptions",integration:[r]}),l=o[`component.${r}.exceptions.${n}.message`];return l?li(l,t.translation_placeholders??{}):i}catch{return i}}var V=class extends A{constructor(){super(...arguments);this.begun=!1}static{this.styles=[$,f`
      main {
        padding: 24px 16px;
        display: grid;
        justify-items: start;
        gap: 16px;
      }
    `]}disconnectedCallback(){super.disconnectedCallback(),this.begun=!1,this.path=void 0}willUpdate(){!this.begun&&this.isConnected&&this.begin()}updated(){let{path:t}=this;t!==void 0&&t in(this.hass.panels??{})&&Ki(`/${t}`)}render(){let{texts:t,error:i}=this;return t?i===void 0?a`<main><span role="status">${t.of("making_dashboard")}</span></main>`:a`<main>
      <span role="alert">${t.of("failed",{error:i})}</span>
      <button class="pill filled" @click=${this.begin}>${t.of("again")}</button>
    </main>`:d}async begin(){this.begun=!0,this.error=void 0;try{this.texts=await Y(this.hass),await import("./loader.js"),this.path=await os(this.hass)}catch(t){this.error=await gt(this.hass,t),this.texts||(this.begun=!1)}}};h([y({attribute:!1})],V.prototype,"hass",2),h([g()],V.prototype,"texts",2),h([g()],V.prototype,"error",2),h([g()],V.prototype,"path",2);var he=s=>Math.round(s*10)/10;function Lt(s,e,t){let i="";for(let[r,n]of s)i+=`M${he(e(r))} ${he(t(n))}h0`;return i}function vt(s,e,t,i){let r="",n="",o=0,l,c=0;for(let[p,m]of s){let u=`${he(t(p))} ${he(i(m))}`;for(;o<e.length&&(e[o]?.[1]??0)<=c;)o+=1;let v=l!==void 0&&(e[o]?.[0]??1/0)<p;l===void 0?r=`M${u}`:v?(n+=`M${l}L${u}`,r+=`M${u}`):r+=`L${u}`,l=u,c=p}return{solid:r,dotted:n}}function me(s,e,t=.08){let i=1/0,r=-1/0;for(let l of s)l<i&&(i=l),l>r&&(r=l);if(i>r)return{from:0,to:e};let n=Math.max(0,e-(r-i))/2,o=(r-i)*t;return{from:i-n-o,to:r+n+o}}function B(s,e){let t=s.to-s.from||1,i=(e.to-e.from)/t;return r=>e.from+(r-s.from)*i}var Lr=[1,2,2.5,5,10];function ue(s,e){let t=s.to-s.from;if(!(t>0)||e<1)return[s.from];let i=t/e,r=10**Math.floor(Math.log10(i)),n=(Lr.find(o=>o*r>=i)??10)*r;return ds(s,n)}var Nr=[1,2,7,14,28,70];function ls(s,e){let t=(s.to-s.from)/e,i=Nr.find(r=>r>=t)??140;return ds(s,i)}function ds(s,e){let t=Math.ceil(s.from/e-1e-9),i=Math.floor(s.to/e+1e-9);return Array.from({length:Math.max(0,i-t+1)},(r,n)=>Number(((t+n)*e).toPrecision(12)))}function fe(s,e,t){let i=(s.to-s.from)/R;if(i<=62)return Fr(s,Math.max(1,Math.ceil(i/e)),t);let r=i/30.4,n=[1,2,3,6,12,24,60,120].find(o=>r/o<=e)??240;return Hr(s,n,t)}function Fr(s,e,t){let i=[],r=Math.floor((s.from+t(s.from))/R)+1;for(let n=r;;n+=e){let o=n*R-t(n*R);if(o>s.to)return i;i.push({at:o,kind:"day"})}}function Hr(s,e,t){let i=[],r=new Date(s.from+t(s.from)),n=r.getUTCFullYear()*12+r.getUTCMonth();for(n=Math.floor(n/e)*e;;n+=e){let o=Date.UTC(Math.floor(n/12),n%12,1),l=o-t(o);if(l>s.to)return i;l>=s.from&&i.push({at:l,kind:e>=12?"year":"month"})}}function cs(s,e){let t=0,i=s.length-1;for(;i-t>1;){let o=t+i>>1;(s[o]??0)<e?t=o:i=o}let r=Math.abs((s[t]??0)-e);return Math.abs((s[i]??0)-e)<r?i:t}var D={top:12,bottom:24,end:12},qr=44,Wr=68,zr=.1;function hs(s,e,t,i){let r=Br(s.points,e),n=jr(s.trend,e),o=Gr(s),l=s.unit==="st_lb",c=l?Wr:qr,p=B(e,{from:c,to:t.width-D.end}),m=B(o,{from:t.height-D.bottom,to:D.top}),u=x=>m(Math.max(o.from,Math.min(o.to,x))),v=i.band?s.healthy:null,w=v?ps(v.low,v.high,o):null,k=i.goal?s.goal:null,P=k===null?null:ps(k,k,o);return{size:t,start:c,axis:o,x:p,y:m,ticks:(l?ls:ue)(o,Math.max(2,Math.floor(t.height/48))),points:r,dots:Lt(r.filter(x=>!x[3]),p,m),hollow:Lt(r.filter(x=>x[3]),p,m),trend:vt(n,s.gaps,p,m),band:v&&!w?{top:u(v.high),bottom:u(v.low)}:null,beyond:w,goal:k===null||P?null:m(k),goalBeyond:P}}function Br(s,e){return s.filter(([t])=>t>=e.from&&t<=e.to)}function jr(s,e){let t=s.findIndex(([r])=>r>=e.from);if(t<0)return s.slice(-1);let i=s.findIndex(([r])=>r>e.to);return s.slice(Math.max(0,t-1),i<0?void 0:i+1)}function Gr({low:s,high:e}){let t=s??0;return{from:t,to:Math.max(e??t,t+zr)}}function ps(s,e,t){return s>t.to?"above":e<t.from?"below":null}var ms=f`
  :host {
    position: relative;
    direction: ltr;
    touch-action: pan-y;
    user-select: none;
    -webkit-user-select: none;
  }
  svg {
    display: block;
    width: 100%;
    height: var(--plot-height, 260px);
    overflow: hidden;
  }
  .frame {
    border-radius: 8px;
  }
  text {
    fill: var(--secondary-text-color);
    font-size: 11px;
  }
  .grid {
    stroke: var(--line);
    stroke-width: 1;
    opacity: 0.6;
  }
  .dots {
    stroke: var(--primary-text-color);
    stroke-width: 5;
    stroke-linecap: round;
    opacity: 0.45;
  }
  .hollow {
    stroke: var(--secondary-text-color);
    stroke-width: 6;
    stroke-linecap: round;
  }
  .hollow.inside {
    stroke: var(--card-background-color, #fff);
    stroke-width: 3.5;
  }
  .trend {
    stroke: var(--primary-color);
    stroke-width: 2.5;
    stroke-linejoin: round;
    stroke-linecap: round;
    fill: none;
  }
  .dotted {
    stroke-dasharray: 1 6;
  }
  .band {
    fill: var(--success-color, #43a047);
    opacity: 0.12;
  }
  .goal {
    stroke: var(--success-color, #43a047);
    stroke-width: 1.5;
    stroke-dasharray: 6 5;
  }
  .marker {
    fill: var(--primary-color);
    stroke: var(--card-background-color, #fff);
    stroke-width: 2;
  }
  .cursor {
    stroke: var(--secondary-text-color);
    stroke-width: 1;
  }
  .chosen {
    fill: var(--primary-color);
    opacity: 0.15;
  }
  .tip {
    position: absolute;
    top: 4px;
    z-index: 1;
    pointer-events: none;
    padding: 6px 10px;
    border-radius: 8px;
    border: 1px solid var(--line);
    background: var(--card-background-color, #fff);
    font-size: 0.8125rem;
    white-space: nowrap;
    line-height: 1.4;
  }
  .tip b {
    font-weight: 500;
    font-size: 0.9375rem;
  }
`;var ge=class{constructor(e){this.doings=e;this.down=new Map;this.press=e=>{let t=this.place(e);this.down.set(e.pointerId,t),this.begin=this.down.size===1?{x:t,moved:!1}:void 0,this.pinched=this.spread(),this.doings.point(t)};this.drag=e=>{let t=this.place(e);if(!this.down.has(e.pointerId)){e.pointerType==="mouse"&&this.doings.point(t);return}this.down.set(e.pointerId,t),this.down.size===2?this.pinch():this.begin&&this.slide(e,t)};this.release=e=>{this.down.delete(e.pointerId),this.begin&&!this.begin.moved?this.doings.tap():e.pointerType==="mouse"&&this.doings.choose(null,null),this.begin=void 0};this.cancel=e=>{this.down.delete(e.pointerId),this.begin=void 0};this.leave=e=>{this.down.delete(e.pointerId),this.begin=void 0,this.doings.choose(null,null),this.doings.leave()};this.wheel=e=>{e.ctrlKey&&(e.preventDefault(),this.doings.zoom(e.deltaY<0?1.2:1/1.2,this.place(e)))}}listen(e){e.addEventListener("pointerdown",this.press),e.addEventListener("pointermove",this.drag),e.addEventListener("pointerup",this.release),e.addEventListener("pointercancel",this.cancel),e.addEventListener("pointerleave",this.leave),e.addEventListener("wheel",this.wheel,{passive:!1})}stop(e){e.removeEventListener("pointerdown",this.press),e.removeEventListener("pointermove",this.drag),e.removeEventListener("pointerup",this.release),e.removeEventListener("pointercancel",this.cancel),e.removeEventListener("pointerleave",this.leave),e.removeEventListener("wheel",this.wheel)}place(e){return e.clientX-e.currentTarget.getBoundingClientRect().left}slide(e,t){let i=this.begin;i&&(Math.abs(t-i.x)>8&&(i.moved=!0),i.moved&&(e.pointerType==="mouse"?this.doings.choose(i.x,t):this.doings.point(t)))}pinch(){let e=this.spread();if(!e||!this.pinched)return;let t=e/this.pinched;if(t>.8&&t<1.25)return;let[i=0,r=0]=[...this.down.values()];this.pinched=e,this.doings.zoom(t,(i+r)/2)}spread(){let[e,t]=[...this.down.values()];if(!(e===void 0||t===void 0))return Math.max(20,Math.abs(e-t))}};var Yr=600,I=class extends A{constructor(){super(...arguments);this.band=!0;this.goal=!0;this.height=260;this.width=Yr;this.active=-1;this.chosen=null;this.times=[];this.observer=new ResizeObserver(([t])=>{let i=Math.round(t?.contentRect.width??0);i&&(this.width=i)});this.gestures=new ge({point:t=>this.pointAt(t),choose:(t,i)=>this.choose(t,i),zoom:(t,i)=>this.zoomAround(t,i),tap:()=>this.openActive(),leave:()=>this.forget()})}static{this.styles=[$,ms]}connectedCallback(){super.connectedCallback(),this.observer.observe(this),this.gestures.listen(this)}disconnectedCallback(){super.disconnectedCallback(),this.observer.disconnect(),this.gestures.stop(this)}willUpdate(t){if(t.size===1&&(t.has("active")||t.has("chosen")))return;let i={width:this.width,height:this.height};this.drawn=hs(this.series,this.span,i,{band:this.band,goal:this.goal}),this.times=this.drawn.points.map(([r])=>r),(t.has("series")||t.has("span"))&&(this.active=-1)}render(){let{points:t}=this.drawn,i=this.active<0?void 0:this.words.tip(this.active);return a`<div
        class="frame"
        role="slider"
        tabindex="0"
        aria-label=${this.words.label}
        aria-valuemin="0"
        aria-valuemax=${Math.max(0,t.length-1)}
        aria-valuenow=${Math.max(0,this.active)}
        aria-valuetext=${i?`${i.when}: ${i.value} ${i.more}`:this.words.label}
        @keydown=${this.move}
        @blur=${this.forget}
      >
        ${this.picture()}
      </div>
      ${i?this.tip(i):d}`}picture(){let{size:t,start:i,dots:r,hollow:n,trend:o,band:l,goal:c}=this.drawn,p=t.width-D.end;return a`<svg
      viewBox="0 0 ${t.width} ${t.height}"
      style="--plot-height:${t.height}px"
      aria-hidden="true"
    >
      ${this.axes()}
      ${l?S`<rect class="band" x=${i} width=${p-i} y=${l.top}
            height=${Math.max(1,l.bottom-l.top)} />`:d}
      ${c===null?d:S`<line class="goal" x1=${i} x2=${p} y1=${c} y2=${c} />
            <text x=${p} y=${c-5} text-anchor="end">${this.words.goal}</text>`}
      ${S`<path class="dots" d=${r} /><path class="hollow" d=${n} />
        <path class="hollow inside" d=${n} />
        <path class="trend" d=${o.solid} /><path class="trend dotted" d=${o.dotted} />`}
      ${this.edges()} ${this.cursor()}
    </svg>`}axes(){let{size:t,start:i,x:r,y:n,ticks:o}=this.drawn,l=t.width-D.end,c=Math.max(2,Math.floor(t.width/80));return S`${o.map(p=>S`<line class="grid" x1=${i} x2=${l} y1=${n(p)} y2=${n(p)} />
        <text x=${i-6} y=${n(p)+4} text-anchor="end">${this.words.axis(p)}</text>`)}${fe(this.span,c,this.words.offset).map(p=>S`<text x=${r(p.at)} y=${t.height-7} text-anchor="middle">
        ${this.words.time(p)}</text>`)}`}edges(){let{size:t,beyond:i,goalBeyond:r}=this.drawn,n={above:0,below:0},o=(l,c)=>{if(!l)return d;let p=n[l]++*14,m=l==="above"?D.top+10+p:t.height-D.bottom-6-p;return S`<text x=${t.width-D.end} y=${m} text-anchor="end">
        ${l==="above"?"↑":"↓"} ${c}</text>`};return S`${o(i,this.words.band)}${o(r,this.words.goal)}`}cursor(){let{size:t,x:i,y:r,points:n}=this.drawn,o=n[this.active],l=t.height-D.bottom,c=this.chosen&&{from:i(this.chosen.from),to:i(this.chosen.to)};return S`${c?S`<rect class="chosen" x=${c.from} width=${c.to-c.from} y=${D.top}
            height=${l-D.top} />`:d}${o?S`<line class="cursor" x1=${i(o[0])} x2=${i(o[0])} y1=${D.top} y2=${l} />
            <circle class="marker" cx=${i(o[0])} cy=${r(o[1])} r="6" />`:d}`}tip(t){let i=this.drawn.x(this.times[this.active]??0),n=i>this.width/2?`right:${this.width-i+12}px`:`left:${i+12}px`;return a`<div class="tip" style=${n} aria-hidden="true" dir="auto">
      <div>${t.when}</div>
      <b class="number">${t.value}</b>
      <div class="number quiet">${t.more}</div>
    </div>`}pointAt(t){this.times.length&&(this.active=cs(this.times,this.moment(t)))}moment(t){let{start:i}=this.drawn,r=this.width-i-D.end,n=Math.max(0,Math.min(1,(t-i)/r));return this.span.from+n*(this.span.to-this.span.from)}choose(t,i){if(t===null||i===null){let o=this.chosen;this.chosen=null,o&&this.tell(o);return}let[r,n]=[this.moment(t),this.moment(i)].sort((o,l)=>o-l);this.chosen={from:r??0,to:n??0}}zoomAround(t,i){let r=this.moment(i);this.tell({from:r-(r-this.span.from)/t,to:r+(this.span.to-r)/t})}tell(t){this.dispatchEvent(new CustomEvent("zoomed",{detail:t}))}forget(){this.active=-1}move(t){let i=this.times.length-1,r=this.active<0?i+(t.key==="ArrowLeft"?1:0):this.active,o={ArrowLeft:r-1,ArrowDown:r-1,ArrowRight:r+1,ArrowUp:r+1,PageUp:r+10,PageDown:r-10,Home:0,End:i}[t.key];o!==void 0&&i>=0?(this.active=Math.max(0,Math.min(i,o)),t.preventDefault()):t.key==="Enter"?(t.preventDefault(),this.openActive()):t.key==="Escape"&&this.active>=0&&this.forget()}openActive(){let t=this.drawn.points[this.active];if(!t)return;let[i,,r,n]=t,o={at:i,id:r,isAside:!!n};this.dispatchEvent(new CustomEvent("opened",{detail:o}))}};h([y({attribute:!1})],I.prototype,"series",2),h([y({attribute:!1})],I.prototype,"span",2),h([y({attribute:!1})],I.prototype,"words",2),h([y({type:Boolean})],I.prototype,"band",2),h([y({type:Boolean})],I.prototype,"goal",2),h([y({type:Number})],I.prototype,"height",2),h([g()],I.prototype,"width",2),h([g()],I.prototype,"active",2),h([g()],I.prototype,"chosen",2);var ve="body-scale-toast",Vr=8e3,mi=class extends A{static{this.styles=[$,f`
      :host {
        position: fixed;
        inset: auto 0 16px 0;
        margin: 0 auto;
        width: fit-content;
        max-width: calc(100vw - 32px);
        border: 0;
        padding: 4px 8px 4px 16px;
        padding-inline: 16px 8px;
        border-radius: 8px;
        background: var(--primary-text-color, #212121);
        color: var(--primary-background-color, #fff);
        font-family: var(--ha-font-family-body, inherit);
        z-index: 1000;
      }
      .row {
        min-height: 44px;
        flex-wrap: nowrap;
      }
      button {
        min-height: 44px;
        padding: 0 12px;
        font-weight: 500;
        text-decoration: underline;
        white-space: nowrap;
      }
    `]}show(e){this.shown=e,this.hidden=!1,this.hasAttribute("popover")||this.setAttribute("popover","manual"),this.matches(":popover-open")&&this.hidePopover(),this.showPopover?.(),this.requestUpdate(),clearTimeout(this.timer),this.timer=setTimeout(()=>this.close(),Vr)}close(){clearTimeout(this.timer),this.shown=void 0,this.matches(":popover-open")&&this.hidePopover(),this.hidden=!0,this.requestUpdate()}render(){if(!this.shown)return d;let{message:e,texts:t,undo:i}=this.shown;return a`<div class="row">
      <span role="status" aria-live="polite">${e}</span>
      ${i?a`<button
            @click=${()=>{this.close(),i()}}
          >
            ${t.of("undo")}
          </button>`:d}
    </div>`}};function yt(s){customElements.get(ve)||customElements.define(ve,mi);let e=document.querySelector(ve);e||(e=document.createElement(ve),document.body.append(e)),e.show(s)}var _=class extends A{static{this.styles=$}t(e,t){return this.at.texts.of(e,t)}async attempt(e){try{return await e(),!0}catch(t){return this.complain(await gt(this.at.hass(),t)),!1}}complain(e){yt({message:this.t("failed",{error:e}),texts:this.at.texts})}};h([y({attribute:!1})],_.prototype,"at",2);function b(s,e){customElements.get(s)||customElements.define(s,e)}var T=class extends _{constructor(){super(...arguments);this.complaint=""}static{this.styles=[$,f`
      dialog {
        font-family: var(--ha-font-family-body, inherit);
        color: var(--primary-text-color);
        background: var(--card-background-color, #fff);
        border: 1px solid var(--line);
        border-radius: var(--ha-dialog-border-radius, 24px);
        padding: 16px 24px 24px;
        width: min(var(--dialog-width, 480px), calc(100vw - 32px));
        max-height: calc(100dvh - 32px);
        overflow: auto;
      }
      dialog::backdrop {
        background: rgba(0, 0, 0, 0.5);
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        min-height: 48px;
      }
      header button {
        width: 44px;
        height: 44px;
        text-align: center;
        font-size: 1.5rem;
        border-radius: 50%;
      }
      h2 {
        font-size: 1.25rem;
      }
      form {
        display: grid;
        gap: 16px;
      }
      label {
        display: grid;
        gap: 4px;
      }
      .two {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 16px;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        justify-content: flex-end;
        margin-top: 16px;
      }
    `]}firstUpdated(){this.dialog.showModal()}close(){this.dialog.close()}async attempt(t){return this.complaint="",super.attempt(t)}complain(t){this.dialog.open?this.complaint=this.t("failed",{error:t}):super.complain(t)}render(){return a`<dialog
      aria-labelledby="heading"
      @close=${this.leave}
      @click=${t=>t.target===this.dialog&&this.close()}
    >
      <header>
        <h2 id="heading">${this.heading()}</h2>
        <button aria-label=${this.t("close")} @click=${this.close}>
          <span aria-hidden="true">×</span>
        </button>
      </header>
      ${this.body()} ${this.complaint?a`<p role="alert">${this.complaint}</p>`:d}
    </dialog>`}leave(){this.closed?.(),this.remove()}};h([Gi("dialog")],T.prototype,"dialog",2),h([y({attribute:!1})],T.prototype,"closed",2),h([g()],T.prototype,"complaint",2);function E(s,e,t){let i=Object.assign(document.createElement(s),{at:e.at},t);return document.body.append(i),i}var O=f`
  .face {
    width: 40px;
    height: 40px;
    border-radius: 50%;
    flex: none;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    object-fit: cover;
    font-weight: 500;
    background: color-mix(in srgb, var(--primary-color) 20%, transparent);
    color: var(--primary-text-color);
  }
  .face.little {
    width: 28px;
    height: 28px;
    font-size: 0.875rem;
  }
  .face.nobody {
    background: none;
    border: 1px dashed var(--quiet);
  }
`;function M(s,e=!1){let t=e?"face little":"face";if(s.picture)return a`<img class=${t} src=${s.picture} alt="" loading="lazy" />`;let[i="?"]=s.name.trim();return a`<span class=${t} aria-hidden="true">${i.toLocaleUpperCase()}</span>`}var Kr=S`<circle cx="10" cy="6.5" r="3" /><path d="M4 17a6 6 0 0 1 12 0" />`;function Nt(s=!1){return a`<span class="face nobody ${s?"little":""}" aria-hidden="true">
    <svg width="60%" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.5">
      ${Kr}
    </svg>
  </span>`}function ye(s=!1){return a`<span class="face nobody ${s?"little":""}" aria-hidden="true">?</span>`}function be(s,e){let{person_id:t,person:i}=s;if(t===null)return ye(!0);if(t==="guest")return Nt(!0);let r=e.find(n=>n.person_id===t);return r||i?M(r??{name:i??""},!0):ye(!0)}var $e=[O,f`
    .people {
      display: grid;
      gap: 4px;
    }
    .people button {
      min-height: 56px;
      padding: 0 8px;
    }
    .people button:hover {
      background: color-mix(in srgb, var(--primary-color) 10%, transparent);
    }
  `];function bt(s,e,t){return a`<button class="row" @click=${t}>${s} ${e}</button>`}var us="body-scale-assist-dialog",we=class extends T{static{this.styles=[T.styles,$e]}heading(){return this.t("assist")}body(){let{name:e}=this.person;return a`<p class="quiet">${this.t("assist_how",{name:e})}</p>
      <div class="people">
        ${fs(this,this.person).map(t=>bt(M(t),t.name,()=>this.begin(t.person_id)))}
        ${bt(ye(),this.t("assist_anybody"),()=>this.begin())}
      </div>`}async begin(e){let{commands:t}=this.at;await this.attempt(()=>t.assist(this.person.person_id,e))&&this.close()}};h([y({attribute:!1})],we.prototype,"person",2);b(us,we);function fs({at:s},e){let{people:t}=s.overview;return t.filter(({person_id:i,minor:r})=>!r&&i!==e.person_id)}async function gs(s,e){fs(s,e).length>1?E(us,s,{person:e}):await s.attempt(()=>s.at.commands.assist(e.person_id))}function xe(s,e){let t=Math.ceil((Date.parse(s)-e)/1e3);return t>0?`${Math.floor(t/60)}:${String(t%60).padStart(2,"0")}`:null}var Zr=1e3,$t=class extends _{constructor(){super(...arguments);this.inline=!1;this.now=Date.now()}static{this.styles=[$,O,f`
      :host {
        display: block;
        margin-bottom: 12px;
      }
      ha-card {
        padding: 16px;
      }
      .now {
        font-size: 1.5rem;
        line-height: 1.3;
        margin: 8px 0;
      }
      .problem {
        border-inline-start: 4px solid var(--raised);
        padding-inline-start: 8px;
        margin: 4px 0 8px;
      }
    `]}disconnectedCallback(){super.disconnectedCallback(),this.tick(!1)}updated(){this.tick(!!this.left(this.at.overview.assisted))}render(){let{assisted:t,people:i}=this.at.overview,r=this.left(t);if(!t||!r)return d;let n=i.find(({person_id:o})=>o===t.person_id);return this.inline?a`<div class="quiet number">${r}</div>
        ${this.doing(t)}`:a`<ha-card>
      <div class="row spread">
        <span class="row">${n?M(n):d}<h2>${t.name}</h2></span>
        <span class="quiet number">${r}</span>
      </div>
      ${this.doing(t)}
    </ha-card>`}doing(t){return a`
      <div role="status" aria-live="polite">
        ${t.problem_text?a`<div class="problem">${t.problem_text}</div>`:d}
        <div class="now">${t.text}</div>
      </div>
      ${t.first?a`<div class="quiet number">${N(this.at,t.first.weight)}</div>`:d}
      <button class="pill" @click=${()=>this.attempt(()=>this.at.commands.cancelAssisted())}>
        ${this.t("cancel")}
      </button>`}left(t){return t?xe(t.until,this.now):null}tick(t){t?this.ticking??=setInterval(()=>this.now=Date.now(),Zr):(clearInterval(this.ticking),this.ticking=void 0)}};h([y({type:Boolean})],$t.prototype,"inline",2),h([g()],$t.prototype,"now",2);var ui=class extends _{render(){let{person:e}=this.at;return e?.minor?this.at.overview.assisted?.person_id===e.person_id?a`<body-scale-assist .at=${this.at} inline></body-scale-assist>`:a`<button class="pill" @click=${()=>gs(this,e)}>
      ${this.t("assist")}
    </button>`:d}};b("body-scale-assist-button",ui);var wt=f`
  .track {
    position: relative;
    display: flex;
    gap: 2px;
    height: 8px;
    margin: 4px 0;
  }
  .segment {
    height: 100%;
    border-radius: 4px;
    opacity: 0.75;
    min-width: 2px;
  }
  .segment.low {
    background: var(--low);
  }
  .segment.normal {
    background: var(--normal);
  }
  .segment.raised {
    background: var(--raised);
  }
  .segment.high {
    background: var(--high);
  }
  .segment.plain {
    background: var(--line);
  }
  .pointer {
    position: absolute;
    top: -3px;
    width: 6px;
    height: 14px;
    margin-inline-start: -3px;
    border-radius: 3px;
    background: var(--primary-text-color);
    border: 1px solid var(--card-background-color, #fff);
  }
  .pointer.before {
    background: transparent;
    border: 1.5px solid var(--quiet);
  }
  .bounds {
    position: relative;
    height: 14px;
    font-size: 11px;
    color: var(--quiet);
  }
  .bounds span {
    position: absolute;
    transform: translateX(-50%);
  }
  .bounds:dir(rtl) span {
    transform: translateX(50%);
  }
`;function _e({lowest:s,highest:e},t){let i=e-s||1;return Math.max(0,Math.min(100,(t-s)/i*100))}function fi(s){return s.lowest!==null&&s.highest!==null}function xt(s,e={}){if(!fi(s))return d;let t=[s.lowest,...s.bounds,s.highest],i=a`${t.slice(1).map((r,n)=>{let o=t[n]??s.lowest;return a`<span
      class="segment ${s.levels[n]??"plain"}"
      style="flex:${Math.max(.01,r-o)} 1 0"
    ></span>`})}
  ${e.before&&s.before!==null?a`<span class="pointer before" style="inset-inline-start:${_e(s,s.before)}%"></span>`:d}
  <span class="pointer" style="inset-inline-start:${_e(s,s.value)}%"></span>`;return e.hidden?a`<span class="track" aria-hidden="true">${i}</span>`:a`<div
        class="track"
        role="meter"
        aria-label=${s.name}
        aria-valuemin=${s.lowest}
        aria-valuemax=${s.highest}
        aria-valuenow=${s.value}
        aria-valuetext=${[s.spoken,e.since].filter(Boolean).join(", ")}
      >
        ${i}
      </div>`}var vs="body-scale-bar-dialog",Ft=class extends T{constructor(){super(...arguments);this.since=""}static{this.styles=[T.styles,wt,f`
      .value {
        font-size: 1.75rem;
        font-weight: 500;
      }
      ul {
        list-style: none;
        padding: 0;
      }
      li {
        display: flex;
        gap: 8px;
        align-items: center;
        padding: 4px 0;
      }
      .swatch {
        width: 12px;
        height: 12px;
        opacity: 1;
      }
      li .number {
        margin-inline-start: auto;
      }
      li[aria-current] {
        font-weight: 500;
      }
    `]}heading(){return this.bar.name}body(){let{bar:t,since:i}=this,{format:r,onlyChanges:n}=this.at,o=`about_${t.metric}`;return a`<div class="row">
        <span class="value number">${st(this.at,t)}</span>
        <span>${n?"":t.grade_text??""}</span>
      </div>
      ${i?a`<div class="small quiet">${i}</div>`:d}
      ${n?d:a`${xt(t,{before:!0,since:i})} ${gi(t,r)} ${this.then()}
            ${this.ranges()}`}
      ${t.about?a`<p>${t.about}</p>`:d}
      ${this.at.texts.has(o)?a`<p>${this.t(o)}</p>`:d}
      ${t.by_scale!==null&&t.by_scale!==void 0&&!this.at.onlyChanges?a`<p>${this.t("by_scale",{value:r.amount(t.by_scale,t.unit,t.digits)})}</p>`:d}
      <p class="small quiet">
        ${this.at.person?this.t("formulas",{name:this.at.person.formula_text}):d}
        ${t.estimate?this.t("estimate"):d}
      </p>`}then(){let{before:t,unit:i,digits:r}=this.bar,n=this.at.person?.before_at;if(t===null||!n)return d;let{format:o}=this.at,l=o.amount(t,i,r);return a`<p class="number">
      ${this.t("before_was",{day:o.date(Date.parse(n)),value:l})}
    </p>`}ranges(){let{bar:t}=this;if(!t.bounds.length)return d;let{format:i}=this.at,r=t.unit==="st_lb",n=o=>r?i.amount(o,t.unit,0):i.bound(o,t.unit,t.digits);return a`<ul>
      ${t.name_texts.map((o,l)=>{let c=t.bounds[l-1],p=t.bounds[l],m=c===void 0?`< ${n(p??0)}`:p===void 0?`≥ ${n(c)}`:`${n(c)}–${n(p)}`;return a`<li aria-current=${t.names[l]===t.grade?"true":d}>
          <span class="segment swatch ${t.levels[l]??"plain"}" aria-hidden="true"></span>
          ${o} <span class="number">${m} ${r?"":t.unit??""}</span>
        </li>`})}
    </ul>`}};h([y({attribute:!1})],Ft.prototype,"bar",2),h([y({attribute:!1})],Ft.prototype,"since",2);b(vs,Ft);function ke(s,e,t=""){E(vs,s,{bar:e,since:t})}var Xr=a`<svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
  <circle cx="10" cy="10" r="7.5" fill="none" stroke="currentColor" stroke-width="1.5" />
  <path d="M10 9v5M10 6v.5" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" />
</svg>`,Te=class extends _{static{this.styles=[$,wt,f`
      ha-card {
        padding: 16px;
      }
      .grid {
        display: grid;
        /* Two columns, or one where that is too narrow. */
        grid-template-columns: repeat(
          auto-fill,
          minmax(min(max(260px, 50% - 16px), 100%), 1fr)
        );
        gap: 12px 32px;
        margin-top: 8px;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 44px;
      }
      .head .value {
        margin-inline-start: auto;
        font-weight: 500;
      }
      .info {
        width: 44px;
        height: 44px;
        display: grid;
        place-items: center;
        margin-inline-end: -12px;
        color: var(--quiet);
      }
      .missing {
        padding: 8px 0;
      }
      .since {
        margin-top: 16px;
      }
      .old .head {
        color: var(--quiet);
      }
      .old .track {
        opacity: 0.45;
      }
    `]}render(){let{person:e}=this.at;if(!e?.latest)return d;let{format:t,onlyChanges:i}=this.at,r=e.bars.filter(({before:o})=>o!==null||!i),n=new Map(Object.values(e.missing).map(({key:o,text:l})=>[o,l]));return!e.bars.length&&!n.size?d:a`<ha-card>
      <h2>${this.t("metrics")}</h2>
      ${[...n.values()].map(o=>a`<div class="missing quiet">${o}</div>`)}
      ${i&&e.before_at?a`<div class="small quiet">
            ${this.t("since_day",{day:t.date(Date.parse(e.before_at))})}
          </div>`:d}
      ${r.length?a`<div class="grid">${r.map(o=>this.bar(o))}</div>`:d}
      ${e.earlier&&!i?this.earlier(e.earlier):d}
    </ha-card>`}earlier({measured_at:e,bars:t}){let i=this.t("measured_on",{day:this.at.format.date(Date.parse(e))});return a`<div class="small quiet since">${i}</div>
      <div class="grid old">${t.map(r=>this.bar(r,i))}</div>`}bar(e,t=""){let{format:i,onlyChanges:r}=this.at;return a`<div>
      <div class="head">
        <span>${e.name}</span>
        <span class="value number">${st(this.at,e)}</span>
        ${e.grade_text&&!r?a`<span class="quiet">${e.grade_text}</span>`:d}
        <button
          class="info"
          aria-label=${this.t("about_metric",{name:e.name})}
          @click=${()=>ke(this,e,t)}
        >
          ${Xr}
        </button>
      </div>
      ${r?d:a`${xt(e,{before:!0,since:t})} ${gi(e,i)}`}
    </div>`}};function gi(s,e){return fi(s)?a`<div class="bounds" aria-hidden="true">
    ${s.bounds.map(t=>a`<span style="inset-inline-start:${_e(s,t)}%"
          >${e.bound(t,s.unit,s.digits)}</span
        >`)}
  </div>`:d}async function Se(s,e,t,i){await s.commands.assign(e,t),ys(s,s.texts.of("given_to",{name:i}),()=>s.commands.giveBack(e))}async function _t(s,e){await s.commands.remove(e.weighing_id),ys(s,s.texts.of("deleted"),()=>s.commands.restore(e.weighing_id))}function ys(s,e,t){yt({message:e,texts:s.texts,undo:async()=>{try{await t(),yt({message:s.texts.of("undone"),texts:s.texts})}catch(i){let r=await gt(s.hass(),i);yt({message:s.texts.of("failed",{error:r}),texts:s.texts})}}})}function Ht(s){let e=s.trim().replace(/\s/g,"").replace(",",".");return/^\d+(\.\d*)?$|^\.\d+$/.test(e)?Number(e):null}var bs=14,Qr=Date.UTC(1e3,0);function $s(s,e){if(!s.trim())return Ht(e);let[t,i]=[Ht(s),Ht(e.trim()||"0")];return t===null||i===null||i>=bs||!Number.isInteger(t)&&i?null:Number((t*bs+i).toFixed(3))}function kt(s,e){return new Date(s+e(s)).toISOString().slice(0,16)}function ws(s,e){let t=Date.parse(`${s}Z`);if(Number.isNaN(t))return null;if(t<Qr)return new Date(t).toISOString();let i=t-e(t);return new Date(t-e(i)).toISOString()}var H=class extends T{constructor(){super(...arguments);this.stones="";this.weight="";this.time="";this.wrong=!1}begin(t,i){let{format:r,overview:n}=this.at;if(this.time=kt(i,p=>r.offset(p)),t===null)return;let{precision:o}=n;if(!this.isDouble){this.weight=r.number(t,o);return}let[l,c]=Ut(t,o);this.stones=r.number(l,0),this.weight=r.number(c,o)}get isDouble(){return this.at.overview.unit==="st_lb"}fields(){let{unitName:t}=this.at.format,i=this.wrong?a`<span role="alert" class="small">${this.t(this.isDouble?"no_stones":"no_number")}</span>`:d;return a`${this.isDouble?a`<div class="two">
            ${this.number("stones","st",!0)} ${this.number("weight",t,!1)}
          </div>`:this.number("weight",t,!0)}
      ${i}
      <label>
        ${this.t("time")}
        <input type="datetime-local" required .value=${this.time} @input=${this.take("time")} />
      </label>`}number(t,i,r){return a`<label>
      ${this.t("weight_in",{unit:i})}
      <input
        inputmode="decimal"
        autocomplete="off"
        ?required=${!this.isDouble}
        ?autofocus=${r}
        aria-invalid=${this.wrong?"true":"false"}
        .value=${this[t]}
        @input=${this.take(t)}
      />
    </label>`}take(t){return i=>{this[t]=i.target.value}}buttons(){return a`<div class="buttons">
      <button type="button" class="pill" @click=${this.close}>${this.t("cancel")}</button>
      <button type="submit" class="pill filled">${this.t("save")}</button>
    </div>`}typed(){let{unit:t}=this.at.overview,i=t==="st_lb"?$s(this.stones,this.weight):Ht(this.weight);if(this.wrong=!i,!i)return null;let r=ws(this.time,n=>this.at.format.offset(n));return{weight:{weight:i,unit:t==="st_lb"?"lb":t},time:r??void 0}}};h([g()],H.prototype,"stones",2),h([g()],H.prototype,"weight",2),h([g()],H.prototype,"time",2),h([g()],H.prototype,"wrong",2);var xs="body-scale-edit-dialog",Re=class extends H{constructor(){super(...arguments);this.begun=""}connectedCallback(){super.connectedCallback(),this.begin(this.record.weight,Date.parse(this.record.measured_at)),this.begun=this.weighs}heading(){return this.t("edit_weighing")}body(){return a`<form @submit=${this.submit}>${this.fields()} ${this.buttons()}</form>`}get weighs(){return`${this.stones} ${this.weight}`}async submit(t){t.preventDefault();let i=this.typed();if(!i)return;let{weighing_id:r,measured_at:n}=this.record,o=kt(Date.parse(n),m=>this.at.format.offset(m)),l=this.time===o?void 0:i.time,c=this.weighs===this.begun?void 0:i.weight,{commands:p}=this.at;!c&&!l?this.close():await this.attempt(()=>p.edit(r,{weight:c,time:l}))&&this.close()}};h([y({attribute:!1})],Re.prototype,"record",2);b(xs,Re);function Ae(s,e){E(xs,s,{record:e})}var _s="body-scale-move-dialog",Ee=class extends T{static{this.styles=[T.styles,$e]}heading(){return this.t("who")}body(){let{people:e}=this.at.overview,t=e.filter(i=>i.person_id!==this.record.person_id);return a`<p class="quiet">${C(this.at,this.record)}</p>
      <div class="people">
        ${t.map(({person_id:i,name:r,picture:n})=>bt(M({name:r,picture:n}),r,()=>this.give(i,r)))}
        ${this.record.person_id==="guest"?"":bt(Nt(),this.t("guest"),()=>this.give("guest",this.t("guest")))}
      </div>`}give(e,t){this.close(),this.attempt(()=>Se(this.at,this.record,e,t))}};h([y({attribute:!1})],Ee.prototype,"record",2);b(_s,Ee);function Pe(s,e){E(_s,s,{record:e})}var Ts="body-scale-record-dialog",Ce=class extends T{static{this.styles=[T.styles,f`
      .weight {
        font-size: 2rem;
        font-weight: 500;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 6px 16px;
      }
      dd {
        margin: 0;
        text-align: end;
      }
    `]}heading(){return this.record.person??this.t(this.record.person_id==="guest"?"guest":"who")}body(){let{record:e}=this;return a`<div class="weight number">${N(this.at,e.weight)}</div>
      <div class="quiet">${this.when()}</div>
      ${e.reason?a`<p>${e.reason}</p>`:d}
      <dl>
        ${this.facts().map(([t,i])=>a`<dt class="quiet">${t}</dt><dd class="number">${i}</dd>`)}
      </dl>
      <div class="buttons">
        <button class="pill" @click=${()=>this.then(()=>Pe(this,e))}>${this.t("move")}</button>
        ${this.at.overview.admin?a`<button class="pill" @click=${()=>this.then(()=>Ae(this,e))}>${this.t("edit")}</button>
              <button class="pill" @click=${()=>this.then(()=>this.attempt(()=>_t(this.at,e)))}>
                ${this.t("delete")}
              </button>`:d}
      </div>`}then(e){this.close(),e()}when(){let e=this.at.format.dateTime(Date.parse(this.record.measured_at));return this.record.time_estimated?this.t("about_time",{time:e}):e}digits(e){return this.at.overview.people.flatMap(i=>i.bars).find(i=>i.metric===e)?.digits??1}facts(){let{record:e}=this,{format:t,overview:i,onlyChanges:r}=this.at,n=[[this.t("change"),e.difference===null?null:t.massChangeWithUnit(e.difference)],[this.t("scale"),e.scale],[this.t("certainty"),e.confidence===null?null:t.percent(e.confidence*100)],[this.t("assigned"),e.assigned_by&&this.t(`assigned_${e.assigned_by}`)],[this.t("impedance"),e.impedance===null?null:`${t.number(e.impedance,0)} Ω`],[this.t("heart_rate"),e.heart_rate===null||r?null:`${t.number(e.heart_rate,0)}/min`]];if(!r)for(let{key:o,name:l,unit:c}of i.metrics){let p=e.metrics[o];o!=="weight"&&typeof p=="number"&&n.push([l,t.amount(p,c,this.digits(o))])}return n.flatMap(([o,l])=>l===null?[]:[[o,l]])}};h([y({attribute:!1})],Ce.prototype,"record",2);b(Ts,Ce);function j(s,e){E(Ts,s,{record:e})}var ks=1e3;function Ss(s,{at:e,id:t,isAside:i}){s.attempt(async()=>{let{weighings:r}=await s.at.commands.weighings({person_id:i?"guest":s.at.person?.person_id,start:new Date(e-ks).toISOString(),end:new Date(e+ks).toISOString()}),n=r.find(({weighing_id:o})=>o===t);n&&j(s,n)})}function Rs(s,e,t){let i=Array.from({length:s},(r,n)=>e.tip(n)).reverse();return a`<div class="table" tabindex="0" role="region" aria-label=${e.label}>
    <table>
      <thead>
        <tr>
          <th scope="col">${t("time")}</th>
          <th scope="col">${t("value")}</th>
          <th scope="col">${t("change")}</th>
        </tr>
      </thead>
      <tbody>
        ${i.map(r=>a`<tr>
            <td>${r.when}</td>
            <td class="number">${r.value}</td>
            <td class="number">${r.more}</td>
          </tr>`)}
      </tbody>
    </table>
  </div>`}var Jr=["weight","body_fat","muscle_mass","water","bmi","visceral_fat"],tn=new Set(["weight","muscle_mass","fat_mass","lean_body_mass","bone_mass"]),en=2*R,sn=300,U=class extends _{constructor(){super(...arguments);this.height=260;this.metric="weight";this.zoomed=null;this.failed=!1;this.asTable=!1;this.asked="";this.span={from:0,to:1}}static{this.styles=[$,f`
      ha-card {
        padding: 12px 16px;
      }
      .chips {
        gap: 4px;
        margin-bottom: 8px;
      }
      .pill {
        padding: 0 12px;
      }
      .place {
        min-height: 260px;
        display: grid;
      }
      .empty {
        place-items: center;
        text-align: center;
      }
      .waiting {
        opacity: 0.6;
      }
      .table {
        max-height: 260px;
        overflow: auto;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        text-align: start;
        padding: 6px 8px;
        border-bottom: 1px solid var(--line);
      }
    `]}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.later)}willUpdate(){let{person:t,revision:i}=this.at;if(!t)return;let r=this.shownPeriod(),{from:n,to:o}=this.zoomed??{},l=[t.person_id,i,this.metric,r,n,o].join(" ");l!==this.asked&&(this.asked=l,clearTimeout(this.later),this.zoomed?this.later=setTimeout(()=>this.read(l),sn):this.read(l),this.zoomed&&(this.span=this.zoomed))}render(){let{person:t}=this.at;return t?a`<ha-card>
      <div class="row spread">
        <div class="row chips" role="group" aria-label=${this.t("period")}>
          ${ee.map(i=>this.periodChip(i))}
          ${this.zoomed?a`<button class="pill" @click=${()=>this.zoomed=null}>
                ${this.t("whole")}
              </button>`:d}
        </div>
        <button
          class="pill"
          aria-pressed=${this.asTable}
          @click=${()=>this.asTable=!this.asTable}
        >
          ${this.t("table")}
        </button>
      </div>
      ${this.metricChips()} ${this.picture()}
    </ha-card>`:d}picture(){if(this.failed)return a`<div class="place empty">
        <button class="pill" @click=${()=>this.read(this.asked)}>${this.t("again")}</button>
      </div>`;let{series:t}=this;if(!t)return a`<div class="place" aria-busy="true"></div>`;if(!t.points.length)return a`<div class="place empty quiet">${this.t("nothing_here")}</div>`;let i=this.words(t);if(this.asTable)return Rs(this.seen(t).length,i,this.t.bind(this));let{band:r=!0,goal:n=!0}=this.at.config;return a`<div class="place">
      <body-scale-plot
        .series=${t}
        .span=${this.span}
        .words=${i}
        .height=${this.height}
        .band=${r}
        .goal=${n&&this.metric==="weight"}
        @zoomed=${o=>this.zoom(o.detail)}
        @opened=${o=>Ss(this,o.detail)}
      ></body-scale-plot>
    </div>`}periodChip(t){return a`<button
      class="pill"
      aria-pressed=${!this.zoomed&&t===this.shownPeriod()}
      aria-label="${this.t(`period_${t}_short`)}, ${this.t(`period_${t}`)}"
      @click=${()=>{this.period=t,this.zoomed=null}}
    >
      ${this.t(`period_${t}_short`)}
    </button>`}metricChips(){let t=this.metrics();return t.length<2?d:a`<div class="row chips" role="group" aria-label=${this.t("metric")}>
      ${t.map(i=>this.metricChip(i))}
    </div>`}metricChip(t){return a`<button
      class="pill"
      aria-pressed=${t.key===this.metric}
      @click=${()=>this.metric=t.key}
    >
      ${t.name}
    </button>`}shownPeriod(){return this.period??this.at.config.period??"quarter"}metrics(){let{metrics:t}=this.at.overview,i=new Set(["weight",...this.at.person?.charted??[]]);return Jr.filter(r=>i.has(r)).flatMap(r=>t.filter(n=>n.key===r))}zoom(t){t.to-t.from<en||(this.zoomed={from:Math.round(t.from),to:Math.round(Math.min(t.to,Date.now()))})}async read(t){let{person:i}=this.at;if(!i)return;let r=this.zoomed?.from??ie(this.shownPeriod(),Date.now()),n=this.zoomed?.to??Date.now();try{let o=await this.at.commands.series({person_id:i.person_id,metric:this.metric,start:r===null?void 0:new Date(r).toISOString(),end:this.zoomed?new Date(n).toISOString():void 0});if(t!==this.asked)return;this.span={from:r??o.points[0]?.[0]??n-R,to:n},this.series=this.at.onlyChanges?on(o,this.at.format.unitName):o,this.failed=!1}catch{this.failed=t===this.asked}}seen({points:t}){return t.filter(([i])=>i>=this.span.from&&i<=this.span.to)}words(t){let{format:i,overview:r,person:n,onlyChanges:o}=this.at,l=tn.has(this.metric),c=r.metrics.find(({key:x})=>x===this.metric),p=this.seen(t),{unit:m}=t,u=l?r.precision:1,v=x=>o?l?i.massChangeWithUnit(x):`${i.signed(x)} ${m??""}`.trim():i.amount(x,m,u),w=x=>m==="st_lb"?i.amount(x,m,0):l?i.number(x,u-1):i.bound(x,m),k=m&&m!=="st_lb"?` ${m}`:"",P=x=>l?i.massChange(x):i.signed(x,u);return{label:this.t("chart_label",{name:n?.name??"",metric:c?.name??this.metric,period:this.t(`period_${this.shownPeriod()}`)}),axis:x=>o?i.signed(x,u):i.tick(x,m),time:x=>rn(x,this.span,i),offset:x=>i.offset(x),tip:x=>{let[L,ki,,Ti,Si]=p[x]??[0,0,"",0,null],Ri=nn(p,x),ar=[Ri&&!Ti?P(ki-Ri[1]):"",Si===null||o?"":this.t("fat_is",{percent:i.number(Si)}),Ti?this.t("set_aside"):""];return{when:i.dateTime(L),value:v(ki),more:ar.filter(Boolean).join(" · ")}},band:t.healthy?this.t("healthy",{low:w(t.healthy.low),high:`${w(t.healthy.high)}${k}`}):"",goal:t.goal===null?"":this.t("goal_is",{weight:v(t.goal)})}}};h([y({type:Number})],U.prototype,"height",2),h([g()],U.prototype,"metric",2),h([g()],U.prototype,"period",2),h([g()],U.prototype,"zoomed",2),h([g()],U.prototype,"series",2),h([g()],U.prototype,"failed",2),h([g()],U.prototype,"asTable",2);function rn(s,e,t){return s.kind==="day"?t.date(s.at,!0):s.kind==="year"?t.isoDay(s.at).slice(0,4):t.month(s.at,e.to-e.from>300*R)}function nn(s,e){for(let t=e-1;t>=0;t-=1)if(!s[t]?.[3])return s[t]}function on(s,e){let t=s.points.find(([,,,i])=>!i)?.[1]??0;return{...s,unit:s.unit==="st_lb"?e:s.unit,points:s.points.map(([i,r,...n])=>[i,r-t,...n]),trend:s.trend.map(([i,r])=>[i,r-t]),healthy:null,goal:s.goal===null?null:s.goal-t,low:s.low===null?null:s.low-t,high:s.high===null?null:s.high-t}}var Me=class extends _{static{this.styles=[$,f`
      ha-card {
        padding: 16px;
      }
      .stack {
        display: flex;
        gap: 2px;
        height: 28px;
        margin: 4px 0 12px;
        border-radius: 8px;
        overflow: hidden;
      }
      .stack.before {
        height: 12px;
        opacity: 0.55;
      }
      .fat {
        background: var(--raised);
      }
      .muscle {
        background: var(--normal);
      }
      .bone {
        background: var(--low);
      }
      .rest {
        background: var(--disabled-text-color, #9e9e9e);
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(130px, 1fr));
        gap: 8px 16px;
        margin: 0;
      }
      dt {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      dd {
        margin: 0;
        margin-inline-start: 20px;
        white-space: nowrap;
      }
      .swatch {
        width: 12px;
        height: 12px;
        border-radius: 4px;
      }
    `]}render(){let{person:e,format:t,onlyChanges:i}=this.at;if(!e||!re(this.at,e))return d;let{now:r,before:n}=e.composition??{},o=e.before_at?t.date(Date.parse(e.before_at)):"";return a`<ha-card>
      <h2>${this.t("composition")}</h2>
      ${i?a`<div class="small quiet">${this.t("since_day",{day:o})}</div>`:d}
      ${n&&!i?a`<div class="small quiet">${o}</div>
            ${this.stack(n,!0)}
            <div class="small quiet">${this.t("now")}</div>`:d}
      ${r&&!i?this.stack(r,!1):d}
      <dl>
        ${r?.map(l=>a`<div>
            <dt><span class="swatch ${l.part}" aria-hidden="true"></span>${l.name}</dt>
            <dd class="number">${this.amount(l,n)}</dd>
          </div>`)}
      </dl>
    </ha-card>`}stack(e,t){let i=e.map(r=>`${r.name} ${this.at.format.percent(r.percent,1)}`).join(", ");return a`<div class=${t?"stack before":"stack"} role="img" aria-label=${i}>
      ${e.map(r=>a`<span class=${r.part} style="flex:${r.percent} 1 0"></span>`)}
    </div>`}amount(e,t){let{format:i,onlyChanges:r}=this.at;if(!r)return`${i.mass(e.mass)} · ${i.percent(e.percent,1)}`;let n=t?.find(o=>o.part===e.part);return n?i.massChangeWithUnit(e.mass-n.mass):""}};function As(s,e){let t=Date.parse(`${s}T00:00:00Z`);return Array.from({length:e},(i,r)=>new Date(t-(e-1-r)*R).toISOString().slice(0,10))}function Es(s,e){return new Intl.DateTimeFormat("sv",{dateStyle:"short",timeZone:s}).format(e)}function Ps(s,e){let t=Date.parse(`${s}T12:00:00Z`);return t-e(t)}var an=12,De=class extends _{static{this.styles=[$,f`
      ha-card {
        padding: 16px;
      }
      .weeks {
        display: grid;
        grid-auto-flow: column;
        grid-template-rows: repeat(7, 1fr);
        grid-auto-columns: 1fr;
        gap: 3px;
        margin-top: 12px;
        max-width: 420px;
      }
      .day {
        aspect-ratio: 1;
        border-radius: 4px;
        display: grid;
        place-items: center;
        background: color-mix(in srgb, var(--line) 60%, transparent);
      }
      .day.weighed::after {
        content: "";
        width: 50%;
        height: 50%;
        border-radius: 50%;
        background: var(--primary-color);
      }
      .day.today {
        outline: 1.5px solid var(--quiet);
      }
    `]}render(){let{person:e,format:t}=this.at;if(!e?.count)return d;let i=new Set(e.days),r=Es(this.at.hass().config.time_zone,Date.now()),n=As(r,an*7),o=n.slice(-7).filter(p=>i.has(p)).length,l=n.filter(p=>i.has(p)).length,c=this.t("days_of_seven",{weighed:o});return a`<ha-card>
      <h2>${this.t("twelve_weeks")}</h2>
      <div>${c}</div>
      <div
        class="weeks"
        role="img"
        aria-label=${`${c}. ${this.t("days_of",{weighed:l,days:n.length})}`}
      >
        ${n.map((p,m)=>a`<span
              class="day ${i.has(p)?"weighed":""} ${m===n.length-1?"today":""}"
              title=${t.date(Ps(p,u=>t.offset(u)))}
            ></span>`)}
      </div>
    </ha-card>`}};var ln=[30,90,365],dn=14*R,Oe=200,vi=400,at={top:10,bottom:22,start:42,end:10},cn=["none","8 4","2 4","12 4 2 4","4 2","16 6"],Cs=["--primary-color","--orange-color","--green-color","--purple-color","--cyan-color","--pink-color"],pn=["#03a9f4","#ff9800","#4caf50","#926bc7","#00bcd4","#e91e63"],lt=class extends _{constructor(){super(...arguments);this.days=90;this.unseen=new Set;this.asked=""}static{this.styles=[$,f`
      ha-card {
        padding: 16px;
      }
      svg {
        display: block;
        width: 100%;
        height: auto;
        direction: ltr;
        margin: 8px 0;
      }
      text {
        fill: var(--quiet);
        font-size: 11px;
      }
      .grid {
        stroke: var(--line);
      }
      .grid.zero {
        stroke: var(--quiet);
      }
      path {
        fill: none;
        stroke-width: 2.5;
        stroke-linejoin: round;
      }
      .legend .pill {
        padding: 0 12px;
      }
      .key {
        width: 28px;
        height: 12px;
        margin: 0;
      }
      .off {
        opacity: 0.5;
        text-decoration: line-through;
      }
      .place {
        height: ${Oe}px;
        display: grid;
        place-items: center;
      }
    `]}willUpdate(){let t=`${this.days} ${this.at.revision}`;t!==this.asked&&(this.asked=t,this.read(t))}render(){return this.at.overview.people.length?a`<ha-card>
      <div class="row spread">
        <h2>${this.t("family")}</h2>
        <div class="row" role="group" aria-label=${this.t("period")}>
          ${ln.map(t=>a`<button
              class="pill"
              aria-pressed=${t===this.days}
              @click=${()=>this.days=t}
            >
              ${this.t("days_short",{days:t})}
            </button>`)}
        </div>
      </div>
      ${this.picture()}
      <div class="row legend" role="group" aria-label=${this.t("people")}>
        ${(this.lines??[]).map((t,i)=>this.entry(t,i))}
      </div>
    </ha-card>`:d}picture(){let t=(this.lines??[]).filter(({points:m})=>m.length>1);if(!t.length)return a`<div class="place quiet">${this.lines?this.t("nothing_here"):""}</div>`;let i=t.filter(({person_id:m})=>!this.unseen.has(m)),r=Date.now(),n={from:r-this.days*R,to:r},o=me([0,...i.flatMap(({points:m})=>m.map(([,u])=>u))],2),l=B(n,{from:at.start,to:vi-at.end}),c=B(o,{from:Oe-at.bottom,to:at.top}),{format:p}=this.at;return a`<svg viewBox="0 0 ${vi} ${Oe}" role="img" aria-label=${this.summary(i)}>
      ${ue(o,4).map(m=>S`<line class=${m===0?"grid zero":"grid"} x1=${at.start}
            x2=${vi-at.end} y1=${c(m)} y2=${c(m)} />
          <text x=${at.start-5} y=${c(m)+4} text-anchor="end">
            ${p.signed(m,Number.isInteger(m)?0:1)} %</text>`)}
      ${fe(n,4,m=>p.offset(m)).map(m=>S`<text x=${l(m.at)} y=${Oe-6} text-anchor="middle">
          ${m.kind==="day"?p.date(m.at,!0):p.month(m.at,!1)}</text>`)}
      ${i.map(m=>this.line(m,l,c))}
    </svg>`}line(t,i,r){let n=this.lines?.indexOf(t)??0,o=vt(t.points,hn(t),i,r);return S`<path d=${o.solid} style=${this.stroke(n)} />
      <path d=${o.dotted} style="${this.stroke(n)};stroke-dasharray:1 6;stroke-linecap:round" />`}stroke(t){let i=t%Cs.length;return`stroke:var(${Cs[i]}, ${pn[i]});stroke-dasharray:${cn[i]}`}entry(t,i){let r=this.unseen.has(t.person_id);return a`<button
      class="pill ${r?"off":""}"
      aria-pressed=${!r}
      @click=${()=>this.toggle(t.person_id)}
    >
      <svg class="key" viewBox="0 0 28 12" aria-hidden="true">
        <path d="M0 6H28" style=${this.stroke(i)} />
      </svg>
      ${t.name}
    </button>`}toggle(t){let i=new Set(this.unseen);i.delete(t)||i.add(t),this.unseen=i}summary(t){return t.map(({name:i,points:r})=>`${i} ${this.at.format.signed(r.at(-1)?.[1]??0)} %`).join(", ")}async read(t){try{let{lines:i}=await this.at.commands.family(this.days);t===this.asked&&(this.lines=i)}catch{this.lines??=[]}}};h([g()],lt.prototype,"days",2),h([g()],lt.prototype,"lines",2),h([g()],lt.prototype,"unseen",2);function hn({points:s}){return s.slice(1).flatMap(([e],t)=>{let i=s[t]?.[0]??e;return e-i>dn?[[i,e]]:[]})}var yi=44,Ms=2*Math.PI*yi,Ie=f`
  .ring {
    position: relative;
    display: inline-grid;
    place-items: center;
    width: var(--ring-size, 120px);
    height: var(--ring-size, 120px);
    flex: none;
    text-align: center;
  }
  .ring svg {
    position: absolute;
    inset: 0;
    transform: rotate(-90deg);
  }
  .ring .track {
    stroke: var(--line);
  }
  .ring .filled {
    stroke: var(--ring-color, var(--primary-color));
    transition: stroke-dashoffset 0.4s linear;
  }
  .ring.busy svg {
    animation: around 1.6s linear infinite;
  }
  @keyframes around {
    to {
      transform: rotate(270deg);
    }
  }
`;function Ue(s,e){let t=s===null?.25:Math.max(0,Math.min(1,s));return a`<div class=${s===null?"ring busy":"ring"}>
    <svg viewBox="0 0 100 100" fill="none" stroke-width="7" aria-hidden="true">
      ${S`<circle class="track" cx="50" cy="50" r=${yi} />
      <circle class="filled" cx="50" cy="50" r=${yi} stroke-linecap="round"
        stroke-dasharray=${Ms} stroke-dashoffset=${Ms*(1-t)}
        visibility=${t>0?"visible":"hidden"} />`}
    </svg>
    <div class="inside">${e}</div>
  </div>`}var mn=1e3,Le=class extends _{constructor(){super(...arguments);this.now=Date.now()}static{this.styles=[$,f`
      .pill {
        margin-top: 8px;
      }
    `]}disconnectedCallback(){super.disconnectedCallback(),this.stop()}render(){let{person:t}=this.at;if(!t?.claim_button)return d;let i=t.claim_until&&xe(t.claim_until,this.now);return i?this.tick():this.stop(),a`<button class="pill" aria-pressed=${i?"true":"false"} @click=${this.press}>
      ${i?this.t("claimed",{left:i}):this.t("claim")}
    </button>`}tick(){this.ticking??=setInterval(()=>this.now=Date.now(),mn)}stop(){clearInterval(this.ticking),this.ticking=void 0}async press(){let t=this.at.person?.claim_button;t&&(await this.attempt(()=>this.at.commands.press(t)),this.now=Date.now())}};h([g()],Le.prototype,"now",2);b("body-scale-claim",Le);var Ne=class extends _{static{this.styles=[$,O,Ie,f`
      ha-card {
        padding: 16px;
        display: flex;
        flex-wrap: wrap;
        gap: 16px;
        justify-content: space-between;
        align-items: center;
        --ring-size: 132px;
      }
      .weight {
        font-size: 48px;
        line-height: 1.2;
        font-weight: 500;
        letter-spacing: -0.02em;
      }
      .main {
        flex: 1 1 240px;
        min-width: 0;
      }
      .changes {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
      }
      .record {
        min-height: 44px;
        text-decoration: underline;
        text-decoration-color: var(--line);
        text-underline-offset: 4px;
      }
      body-scale-assist-button {
        margin-top: 8px;
      }
      .inside {
        max-width: 100px;
        font-size: 0.8125rem;
        line-height: 1.3;
      }
    `]}render(){let{person:e}=this.at;if(!e)return d;let{latest:t}=e;return a`<ha-card>
      <div class="main">
        <div class="row">${M(e)}
          <h2>${e.name}</h2>
        </div>
        ${t?a`<div class="weight number">${It(this.at,t)}</div>
              ${fn(this,e)}
              <button class="record small quiet" @click=${()=>j(this,t)}>
                ${this.about(e)}
              </button>`:a`<p>${this.t("first_weighing")}</p>`}
        <body-scale-claim .at=${this.at}></body-scale-claim>
        <body-scale-assist-button .at=${this.at}></body-scale-assist-button>
      </div>
      ${e.goal?this.goal(e.goal):d}
    </ha-card>`}about(e){let{latest:t}=e;return t?[C(this.at,t),t.scale,se(this.at,t)].filter(Boolean).join(", "):""}goal(e){return Ue(e.progress??0,a`<span class="number">${this.way(e)}</span>`)}way({distance:e,forecast:t,reached:i}){let{format:r}=this.at;if(i)return this.t("goal_reached");if(e===null)return"";let n=r.mass(Math.abs(e));return t?this.t("to_go_until",{weight:n,day:r.dayAhead(t.likely,Date.now())}):this.t("to_go",{weight:n})}};function bi({goal:s},e){return!s?.distance||s.reached||e===0?!1:Math.sign(-s.distance)===Math.sign(e)}function un(s,{latest:e,previous:t}){return!e||!t?!1:ht(s,e.measured_at)===0&&ht(s,t.measured_at)===1}function fn(s,e){let{texts:t,format:i}=s.at,{previous:r,"7d":n,"30d":o}=e.change,l=[[r,un(s.at,e)?"since_yesterday":"since_last"],[n,"in_week"],[o,"in_month"]];return a`<div class="changes">
    ${l.map(([c,p])=>c===null?d:a`<span class=${bi(e,c)?"towards":"quiet"}>
            ${t.of(p,{change:i.massChange(c)})}
          </span>`)}
  </div>`}var Ds={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},Os=s=>(...e)=>({_$litDirective$:s,values:e}),Fe=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,i){this._$Ct=e,this._$AM=t,this._$Ci=i}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};var{I:gn}=Bi,Is=s=>s;var Us=()=>document.createComment(""),Tt=(s,e,t)=>{let i=s._$AA.parentNode,r=e===void 0?s._$AB:e._$AA;if(t===void 0){let n=i.insertBefore(Us(),r),o=i.insertBefore(Us(),r);t=new gn(n,o,s,s.options)}else{let n=t._$AB.nextSibling,o=t._$AM,l=o!==s;if(l){let c;t._$AQ?.(s),t._$AM=s,t._$AP!==void 0&&(c=s._$AU)!==o._$AU&&t._$AP(c)}if(n!==r||l){let c=t._$AA;for(;c!==n;){let p=Is(c).nextSibling;Is(i).insertBefore(c,r),c=p}}}return t},K=(s,e,t=s)=>(s._$AI(e,t),s),vn={},Ls=(s,e=vn)=>s._$AH=e,Ns=s=>s._$AH,He=s=>{s._$AR(),s._$AA.remove()};var Fs=(s,e,t)=>{let i=new Map;for(let r=e;r<=t;r++)i.set(s[r],r);return i},Hs=Os(class extends Fe{constructor(s){if(super(s),s.type!==Ds.CHILD)throw Error("repeat() can only be used in text expressions")}dt(s,e,t){let i;t===void 0?t=e:e!==void 0&&(i=e);let r=[],n=[],o=0;for(let l of s)r[o]=i?i(l,o):o,n[o]=t(l,o),o++;return{values:n,keys:r}}render(s,e,t){return this.dt(s,e,t).values}update(s,[e,t,i]){let r=Ns(s),{values:n,keys:o}=this.dt(e,t,i);if(!Array.isArray(r))return this.ut=o,n;let l=this.ut??=[],c=[],p,m,u=0,v=r.length-1,w=0,k=n.length-1;for(;u<=v&&w<=k;)if(r[u]===null)u++;else if(r[v]===null)v--;else if(l[u]===o[w])c[w]=K(r[u],n[w]),u++,w++;else if(l[v]===o[k])c[k]=K(r[v],n[k]),v--,k--;else if(l[u]===o[k])c[k]=K(r[u],n[k]),Tt(s,c[k+1],r[u]),u++,k--;else if(l[v]===o[w])c[w]=K(r[v],n[w]),Tt(s,r[u],r[v]),v--,w++;else if(p===void 0&&(p=Fs(o,w,k),m=Fs(l,u,v)),p.has(l[u]))if(p.has(l[v])){let P=m.get(o[w]),x=P!==void 0?r[P]:null;if(x===null){let L=Tt(s,r[u]);K(L,n[w]),c[w]=L}else c[w]=K(x,n[w]),Tt(s,r[u],x),r[P]=null;w++}else He(r[v]),v--;else He(r[u]),u++;for(;w<=k;){let P=Tt(s,c[k+1]);K(P,n[w]),c[w++]=P}for(;u<=v;){let P=r[u++];P!==null&&He(P)}return this.ut=o,Ls(s,c),z}});var qs=f`
  details {
    position: relative;
  }
  summary {
    width: 44px;
    height: 44px;
    display: grid;
    place-items: center;
    cursor: pointer;
    list-style: none;
    border-radius: 50%;
    font-size: 1.25rem;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary:focus-visible {
    outline: 2px solid var(--primary-color);
  }
  .menu {
    position: absolute;
    inset-inline-end: 0;
    z-index: 2;
    display: grid;
    min-width: 160px;
    padding: 4px;
    border-radius: 12px;
    border: 1px solid var(--line);
    background: var(--card-background-color, #fff);
  }
  .menu button {
    min-height: 44px;
    padding: 0 12px;
  }
  .menu button:hover {
    background: color-mix(in srgb, var(--primary-color) 10%, transparent);
  }
`;function Ws(s,e){let{texts:t,overview:i}=s.at,r=n=>o=>{o.currentTarget.closest("details")?.removeAttribute("open"),n()};return a`<details @focusout=${yn} @keydown=${bn}>
    <summary role="button" aria-label=${t.of("menu_of",{what:C(s.at,e)})}>
      <span aria-hidden="true">⋮</span>
    </summary>
    <div class="menu">
      <button tabindex="0" @click=${r(()=>Pe(s,e))}>${t.of("move")}</button>
      ${i.admin?a`<button tabindex="0" @click=${r(()=>Ae(s,e))}>${t.of("edit")}</button>
            <button
              tabindex="0"
              @click=${r(()=>{s.attempt(()=>_t(s.at,e))})}
            >
              ${t.of("delete")}
            </button>`:d}
    </div>
  </details>`}function yn(s){let e=s.currentTarget;e.contains(s.relatedTarget)||e.removeAttribute("open")}function bn(s){if(s.key!=="Escape")return;let e=s.currentTarget;e.removeAttribute("open"),e.querySelector("summary")?.focus()}var zs=20,$n=300,G=class extends _{constructor(){super(...arguments);this.total=0;this.whose="";this.wanted="";this.failed=!1;this.cursor=null;this.shown=zs;this.asked=""}static{this.styles=[$,O,qs,f`
      ha-card {
        padding: 16px;
      }
      .filters {
        margin: 8px 0;
      }
      .filters input {
        flex: 1 1 160px;
        min-width: 0;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: flex;
        align-items: center;
        gap: 8px;
        border-bottom: 1px solid var(--line);
      }
      .record {
        flex: 1;
        min-width: 0;
        min-height: 56px;
        padding: 6px 4px;
      }
      /* Each line by itself: a long one takes no room from the other. */
      .line {
        display: flex;
        justify-content: space-between;
        gap: 12px;
      }
      .line > :first-child {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .line > :last-child {
        text-align: end;
      }
      .nowrap {
        white-space: nowrap;
      }
      .show-more {
        margin-top: 12px;
      }
      .aside {
        font-style: italic;
      }
    `]}willUpdate(){let{person:t,revision:i,overview:r}=this.at;this.unit!==r.unit&&(this.unit=r.unit,this.records=void 0);let n=[t?.person_id??this.whose,this.wanted,i].join(`
`);n!==this.asked&&(this.asked=n,this.read(n))}render(){let{person:t}=this.at;return a`<ha-card>
      <h2>${this.t("weighings")}</h2>
      ${t?d:this.filters()} ${this.list()}
      ${this.cursor?a`<button class="pill show-more" @click=${this.more}>${this.t("show_more")}</button>`:d}
    </ha-card>`}filters(){return a`<div class="row filters">
      <select
        aria-label=${this.t("person")}
        @change=${t=>this.whose=t.target.value}
      >
        <option value="">${this.t("everybody")}</option>
        ${this.at.overview.people.map(t=>a`<option value=${t.person_id}>${t.name}</option>`)}
        <option value="guest">${this.t("guest")}</option>
      </select>
      <input
        type="search"
        placeholder=${this.t("search")}
        aria-label=${this.t("search")}
        @input=${this.search}
      />
    </div>`}list(){return this.failed?a`<button class="pill" @click=${()=>this.read(this.asked)}>${this.t("again")}</button>`:this.records?this.records.length?a`<div class="small quiet">
        ${this.t("of_all",{shown:this.records.length,total:this.total})}
      </div>
      <ul>
        ${Hs(this.records,t=>t.weighing_id,t=>a`<li>${this.row(t)} ${Ws(this,t)}</li>`)}
      </ul>`:a`<p class="quiet">${this.t("nothing_here")}</p>`:a`<div aria-busy="true" style="min-height:120px"></div>`}row(t){let{person:i,overview:r,format:n,onlyChanges:o}=this.at,l=t.person??this.t(t.person_id==="guest"?"guest":"who"),c=t.metrics.body_fat,p=t.difference===null?"":n.massChange(t.difference);return a`${i?d:be(t,r.people)}
      <button class="record" @click=${()=>j(this,t)}>
        <span class="line">
          ${i?a`<span class="nowrap">${C(this.at,t)}</span>`:a`<span>${l}</span>`}
          <span class="number nowrap"><b>${N(this.at,t.weight)}</b></span>
        </span>
        <span class="line small quiet">
          <span>${this.about(t)}</span>
          <span class="number nowrap"
            >${[p,typeof c!="number"||o?"":this.t("fat_is",{percent:n.number(c)})].filter(Boolean).join(" · ")}</span
          >
        </span>
      </button>`}about(t){let r=(this.at.person?[t.scale,se(this.at,t)]:[C(this.at,t)]).filter(Boolean).map(n=>a`<span class="nowrap">${n}</span>`);return t.set_aside&&r.push(a`<span class="aside">${this.t("set_aside")}</span>`),r.map((n,o)=>o?[" · ",n]:n)}search(t){let{value:i}=t.target;clearTimeout(this.later),this.later=setTimeout(()=>this.wanted=i.trim(),$n)}async read(t){try{let i=await this.at.commands.weighings({...this.query(),limit:this.shown});if(t!==this.asked)return;this.records=i.weighings,this.cursor=i.before,this.total=i.total,this.failed=!1}catch{this.failed=t===this.asked&&!this.records}}async more(){let{asked:t,cursor:i}=this;i&&await this.attempt(async()=>{let r=await this.at.commands.weighings({...this.query(),before:i,limit:zs});t===this.asked&&(this.cursor=r.before,this.records=[...this.records??[],...r.weighings],this.shown=Math.min(500,this.records.length))})}query(){return{person_id:this.at.person?.person_id??this.whose,search:this.wanted}}};h([g()],G.prototype,"records",2),h([g()],G.prototype,"total",2),h([g()],G.prototype,"whose",2),h([g()],G.prototype,"wanted",2),h([g()],G.prototype,"failed",2);var Bs=["stand_still","measuring","done"],$i={measuring:0,stand_still:0,removed_early:0,stable:1,done:2,no_impedance:2},qe=30,wn=12e4;function We({last_seen:s},e){return s?Math.max(0,Math.floor((e-Date.parse(s))/R)):0}function js(s,e){let{until:t,patience:i,progress:r}=s;if(!t||!i)return r;let n=(Date.parse(t)-e)/1e3;return Math.max(0,Math.min(1,1-n/i))}function ze(s,e=Date.now()){return s.occupied?!0:!(s.state in $i)||!s.last_seen?!1:e-Date.parse(s.last_seen)<wn}var xn=400,_n=[.15,.5,1],qt=class extends _{constructor(){super(...arguments);this.scales=[]}static{this.styles=[$,Ie,f`
      ha-card {
        padding: 16px;
      }
      .active {
        display: flex;
        align-items: center;
        gap: 16px;
        flex-wrap: wrap;
        --ring-size: 88px;
      }
      .active + *,
      .idle + .active {
        margin-top: 16px;
      }
      .active.done {
        --ring-color: var(--normal);
      }
      .weight {
        font-size: 56px;
        line-height: 1.1;
        font-weight: 500;
        letter-spacing: -0.02em;
        white-space: nowrap;
      }
      .stages {
        list-style: none;
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        margin: 8px 0 0;
        padding: 0;
      }
      .stages li[aria-current] {
        font-weight: 500;
        color: var(--primary-text-color);
      }
      .words {
        flex: 1 1 180px;
        min-width: 0;
      }
      .idle + .idle {
        margin-top: 4px;
      }
      .warning {
        border-inline-start: 4px solid var(--raised);
        padding-inline-start: 8px;
        margin: 4px 0 8px;
      }
      .glyph {
        font-size: 1.5rem;
      }
    `]}disconnectedCallback(){super.disconnectedCallback(),this.tick(!1)}tick(t){t?this.ticking??=setInterval(()=>this.requestUpdate(),xn):(clearInterval(this.ticking),this.ticking=void 0)}updated(){this.tick(this.scales.some(t=>ze(t)))}render(){if(!this.scales.length)return d;let t=this.scales.filter(r=>ze(r)),i=this.scales.filter(r=>!ze(r));return a`<ha-card>
      ${t.map(r=>this.active(r))}
      ${i.map(r=>this.idle(r))}
    </ha-card>`}idle(t){let{format:i}=this.at,r=Date.now(),n=t.last_seen?this.t("last_seen",{when:i.ago(Date.parse(t.last_seen),r)}):this.t("never_seen"),o=We(t,r);return a`<div class="idle quiet">${t.name}, ${n}</div>
      ${o>=qe?a`<div class="warning">
            ${this.t("silent",{when:i.daysAgo(o)})}
          </div>`:d}`}active(t){let i=$i[t.state]??0,r=i===2,n=r?1:js(t,Date.now())??_n[i]??0;return a`<div class="active ${r?"done":""}">
      ${Ue(n,a`<span class="glyph" aria-hidden="true">${r?"✓":i+1}</span>`)}
      <div class="words">
        <div class="weight number">${this.weight(t,r)}</div>
        <div role="status" aria-live="polite">${this.says(t,r)}</div>
        <ol class="stages small quiet">
          ${Bs.map((o,l)=>a`<li aria-current=${l===i?"step":d}>${this.t(`stage_${o}`)}</li>`)}
        </ol>
        <div class="small quiet">${t.name}</div>
      </div>
    </div>`}weight({live_weight:t,last_weighing:i},r){if(this.at.onlyChanges)return"· · ·";let n=(r?i?.weight:void 0)??t;return n===null?"–":this.at.format.mass(n)}says(t,i){let{last_weighing:r}=t;if(!i||!r)return t.hint??t.state_text;let n=r.difference===null?"":this.at.format.massChangeWithUnit(r.difference);return[r.person??this.t("who"),n,t.hint].filter(Boolean).join(" · ")}};h([y({attribute:!1})],qt.prototype,"scales",2);var Gs=f`
  .sparkline {
    display: block;
    width: 100%;
    height: 56px;
    direction: ltr;
  }
  /* Its width is that of the card: lines and dots keep their shape. */
  .sparkline * {
    vector-effect: non-scaling-stroke;
  }
  .sparkline .dots {
    stroke: var(--primary-text-color);
    stroke-width: 3.5;
    stroke-linecap: round;
    opacity: 0.4;
  }
  .sparkline .trend {
    fill: none;
    stroke: var(--primary-color);
    stroke-width: 2;
    stroke-linejoin: round;
  }
  .sparkline .dotted {
    stroke-dasharray: 1 4;
  }
  .sparkline .band {
    fill: var(--success-color, #43a047);
    opacity: 0.12;
  }
  .sparkline .goal {
    stroke: var(--success-color, #43a047);
    stroke-width: 1;
    stroke-dasharray: 4 3;
  }
`,wi=56;function Ys(s,e,t){let{points:i,trend:r,healthy:n,goal:o}=s,l=i[0],c=i[i.length-1];if(!l||!c)return a`<div style="height:${wi}px"></div>`;let p=[...i.map(([,L])=>L),...r.map(([,L])=>L)],m=me(p,2),u=B({from:l[0],to:c[0]},{from:4,to:e-4}),v=B(m,{from:wi-4,to:4}),w=L=>v(Math.max(m.from,Math.min(m.to,L))),k=vt(r,s.gaps,u,v),P=n&&w(n.high),x=n&&w(n.low)-w(n.high);return a`<svg class="sparkline" viewBox="0 0 ${e} ${wi}" preserveAspectRatio="none" aria-hidden="true">
    ${t.band&&x?S`<rect class="band" x="0" width=${e} y=${P} height=${x} />`:d}
    ${t.goal&&o!==null&&o>=m.from&&o<=m.to?S`<line class="goal" x1="0" x2=${e} y1=${v(o)} y2=${v(o)} />`:d}
    ${S`<path class="dots" d=${Lt(i,u,v)} /><path class="trend" d=${k.solid} />
      <path class="trend dotted" d=${k.dotted} />`}
  </svg>`}var Be=class{constructor(e,t){this.onHold=e;this.onTap=t;this.held=!1;this.press=()=>{this.held=!1,clearTimeout(this.timer),this.timer=setTimeout(()=>{this.held=!0,this.onHold()},500)};this.release=()=>clearTimeout(this.timer);this.cancel=()=>clearTimeout(this.timer);this.click=()=>{this.held||this.onTap(),this.held=!1}}};var Vs="body-scale-chart-dialog",je=class extends T{connectedCallback(){super.connectedCallback(),this.style.setProperty("--dialog-width","960px")}heading(){return this.person.name}body(){return a`<body-scale-chart .at=${this.at} .height=${320}></body-scale-chart>`}};h([y({attribute:!1})],je.prototype,"person",2);b(Vs,je);function Ks(s,e){E(Vs,s,{person:e})}var Zs="body-scale-waiting-dialog",xi=class extends T{connectedCallback(){super.connectedCallback();let e=pt(this.at.hass());this.stop=e.listen(t=>{t==="overview"&&e.overview!==this.at.overview&&this.close()})}disconnectedCallback(){super.disconnectedCallback(),this.stop?.()}heading(){return this.t("who")}body(){return a`<body-scale-waiting .at=${this.at}></body-scale-waiting>`}};b(Zs,xi);function Xs(s){E(Zs,s,{})}var Qs=f`
  ha-card {
    padding: 8px 16px 12px;
    height: 100%;
  }
  ha-card.compact {
    padding: 2px 16px;
    min-height: 56px;
    display: grid;
    align-items: center;
  }
  .head,
  .compact button {
    width: 100%;
    min-height: 48px;
  }
  .head > .row:first-child {
    min-height: 48px;
  }
  /* The trend and the goal, where there is room for them. */
  @container (max-width: 320px) {
    .compact .aside {
      display: none;
    }
  }
  .name {
    font-weight: 500;
  }
  .weight {
    font-size: 1.75rem;
    font-weight: 500;
    white-space: nowrap;
  }
  .change {
    color: var(--quiet);
  }
  .change.towards {
    color: color-mix(in srgb, var(--normal) 65%, var(--primary-text-color));
  }
  .aside {
    display: grid;
    text-align: end;
  }
  .old .weight {
    color: var(--quiet);
  }
  .place {
    display: block;
    width: 100%;
    height: 56px;
    margin: 4px 0;
  }
  .skeleton {
    border-radius: 8px;
    background: var(--line);
    opacity: 0.3;
  }
  .metrics {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(64px, 1fr));
    gap: 8px 12px;
    margin-top: 4px;
  }
  .metric {
    min-height: 44px;
    min-width: 0;
    font-size: 0.8125rem;
    line-height: 1.35;
  }
  .metric > span,
  .metric > b {
    display: block;
    overflow-wrap: anywhere;
  }
  .metric > .track {
    display: flex;
    height: 6px;
  }
  .metric-name {
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .metric b {
    font-weight: 500;
  }
  .metric.old {
    color: var(--quiet);
  }
  .metric.old .track {
    opacity: 0.45;
  }
  .metric {
    position: relative;
  }
  .note {
    display: block;
    width: 100%;
    padding: 4px 0;
  }
  .note.raised {
    min-height: 44px;
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--raised);
    border-radius: 0;
  }
`;var kn=3,Tn=6,Sn=4,Rn=.1,An=120,En=318,Wt=class extends _{constructor(){super(...arguments);this.read="";this.hold=new Be(()=>{this.at.person?.entity&&oi(this,this.at.person.entity)},()=>this.go())}static{this.styles=[$,O,Gs,Qs,wt]}willUpdate(){let{person:t,revision:i,config:r}=this.at,n=`${t?.person_id} ${i} ${r.period}`;!t||!t.count||r.compact||n===this.read||(this.read=n,this.ask(t.person_id,n))}render(){let{person:t,config:i}=this.at;return t?i.compact?a`<ha-card class="compact">${this.compact(t)}</ha-card>`:a`<ha-card class=${this.isOld(t)?"old":""}>
      <button
        class="head"
        @pointerdown=${this.hold.press}
        @pointerup=${this.hold.release}
        @pointerleave=${this.hold.cancel}
        @click=${this.hold.click}
      >
        <span class="row spread">
          <span class="row">${M(t)}<span class="name">${t.name}</span></span>
          <span class="quiet small">${this.when(t)}</span>
        </span>
        ${t.latest?a`<span class="row spread">
              <span class="row number">
                <b class="weight">${It(this.at,t.latest)}</b>${this.change(t)}
              </span>
              ${this.way(t)}
            </span>`:d}
      </button>
      ${t.latest?a`${this.chart(t)}
            <div class="metrics">${this.metrics(t)}</div>`:a`<p>${this.t("first_weighing")}</p>`}
      ${this.notes(t)}
    </ha-card>`:d}compact(t){return a`<button class="row spread" @click=${this.hold.click}
      @pointerdown=${this.hold.press} @pointerup=${this.hold.release} @pointerleave=${this.hold.cancel}>
      <span class="row">${M(t)}<span class="name">${t.name}</span></span>
      ${t.latest?a`<span class="row number"><b>${It(this.at,t.latest)}</b>
            ${this.change(t)} ${this.way(t)}</span>`:a`<span class="quiet small">${this.t("first_weighing")}</span>`}
    </button>`}way({trend:t,goal:i}){let{format:r,onlyChanges:n}=this.at;return a`<span class="quiet small number aside">
      ${t===null||n?d:a`<span>${this.t("trend_is",{weight:r.mass(t)})}</span>`}
      ${i&&i.distance!==null&&!i.reached?a`<span>${this.t("to_goal",{change:r.mass(Math.abs(i.distance))})}</span>`:d}
      ${i?.reached?a`<span>${this.t("goal_reached")}</span>`:d}
    </span>`}change(t){let{previous:i}=t.change;return i===null||this.at.onlyChanges?d:a`<span class="change ${bi(t,i)?"towards":""}">
      ${this.at.format.massChange(i)}
    </span>`}chart(t){if(!this.series)return a`<div class="place skeleton"></div>`;if(this.series.points.length<2)return d;let{band:i=!0,goal:r=!0}=this.at.config;return a`<button class="place" @click=${()=>Ks(this,t)}
      aria-label=${this.t("chart_of",{name:t.name})}>
      ${Ys(this.series,En,{band:i,goal:r})}
    </button>`}metrics({bars:t,earlier:i}){let{config:r,format:n,onlyChanges:o}=this.at,l=i?n.date(Date.parse(i.measured_at),!0):"";return(r.metrics??Ot).flatMap(c=>{let p=t.find(({metric:u})=>u===c),m=o?void 0:i?.bars.find(({metric:u})=>u===c);return p?[this.metric(p)]:m?[this.metric(m,l)]:[]}).slice(0,Sn)}metric(t,i=""){let{onlyChanges:r}=this.at,n=i&&this.t("measured_on",{day:i}),o=[r?st(this.at,t):t.spoken,n];return a`<button class="metric ${i?"old":""}" @click=${()=>ke(this,t,n)}>
      <span class="metric-name quiet">${t.name}</span>
      <b class="number" aria-hidden="true">${st(this.at,t)}</b>
      ${r?d:a`${xt(t,{hidden:!0})}
            <span class="grade" aria-hidden="true">${i||t.grade_text||""}</span>`}
      <span class="unseen">${o.filter(Boolean).join(", ")}</span>
    </button>`}notes(t){let i=this.at.overview.pending.filter(({candidates:o})=>o?.some(({person_id:l,probability:c})=>l===t.person_id&&c>=Rn)).length,[r]=Object.values(t.missing),n=this.days(t);return a`${i?a`<button class="note raised" @click=${()=>Xs(this)}>
          ${this.t("waits",{count:i})}</button>`:d}
    ${n>=Tn?a`<div class="note quiet small">${this.t("not_weighed",{days:n})}</div>`:d}
    ${r&&t.latest?a`<div class="note quiet small">${r.text}</div>`:d}`}days(t){return t.latest?ht(this.at,t.latest.measured_at):0}isOld(t){return this.days(t)>=kn}when(t){return t.latest?this.isOld(t)?this.at.format.daysAgo(this.days(t)):C(this.at,t.latest):""}async ask(t,i){let r=ie(this.at.config.period??"quarter",Date.now());try{let n=await this.at.commands.series({person_id:t,metric:"weight",start:r===null?void 0:new Date(r).toISOString(),points:An});this.read===i&&(this.series=n)}catch{this.read=""}}go(){let{navigation_path:t}=this.at.config,{entity:i}=this.at.person??{};t?oe(t):i&&oi(this,i)}};h([g()],Wt.prototype,"series",2);function Js({path:s,file_name:e}){let t=document.createElement("a");t.href=s,t.download=e??"",t.style.display="none",document.body.append(t),t.click(),t.remove()}var er="body-scale-export-dialog",zt=class extends T{constructor(){super(...arguments);this.format="csv";this.person=""}heading(){return this.t("export")}body(){let{people:t}=this.at.overview,i=pi.has(this.format);return a`<form @submit=${this.submit}>
      <label>
        ${this.t("export_format")}
        <select @change=${r=>this.choose(tr(r))}>
          ${Ji.map(r=>a`<option value=${r} ?selected=${r===this.format}>
                ${this.t(`export_${r}`)}
              </option>`)}
        </select>
      </label>
      <label>
        ${this.t("person")}
        <select @change=${r=>this.person=tr(r)}>
          ${i?"":a`<option value="">${this.t("everybody")}</option>`}
          ${t.map(r=>a`<option value=${r.person_id} ?selected=${r.person_id===this.person}>
                ${r.name}
              </option>`)}
        </select>
      </label>
      <div class="buttons">
        <button type="button" class="pill" @click=${this.close}>${this.t("cancel")}</button>
        <button type="submit" class="pill filled">${this.t("download")}</button>
      </div>
    </form>`}choose(t){this.format=t,pi.has(t)&&(this.person||=this.at.overview.people[0]?.person_id??"")}async submit(t){t.preventDefault();let i={format:this.format,person_id:this.person||void 0};await this.attempt(async()=>{Js(await this.at.commands.exported(i))})&&this.close()}};h([g()],zt.prototype,"format",2),h([g()],zt.prototype,"person",2);function tr(s){return s.target.value}b(er,zt);function ir(s){E(er,s,{})}var sr="body-scale-weigh-in-dialog",Ge=class extends H{constructor(){super(...arguments);this.person="";this.began=""}connectedCallback(){super.connectedCallback(),this.begin(null,Date.now()),this.began=kt(Date.now(),t=>this.at.format.offset(t)),this.person=this.at.person?.person_id??""}heading(){return this.t("type_in")}body(){return a`<form @submit=${this.submit}>
      ${this.fields()}
      <label>
        ${this.t("person")}
        <select @change=${t=>this.person=t.target.value}>
          <option value="">${this.t("find_out")}</option>
          ${this.at.overview.people.map(t=>a`<option value=${t.person_id} ?selected=${t.person_id===this.person}>
                ${t.name}
              </option>`)}
          <option value="guest">${this.t("guest")}</option>
        </select>
      </label>
      ${this.buttons()}
    </form>`}async submit(t){t.preventDefault();let i=this.typed();if(!i)return;let r=this.time===this.began?void 0:i.time,{commands:n}=this.at,o=this.person||void 0;await this.attempt(()=>n.record(i.weight,o,r))&&this.close()}};h([g()],Ge.prototype,"person",2);b(sr,Ge);function rr(s){E(sr,s,{})}var Ye=class extends _{static{this.styles=[$,O,f`
      ha-card {
        padding: 16px;
      }
      .record {
        width: 100%;
        min-height: 48px;
        row-gap: 0;
      }
      /* Beside stones and pounds there is no room on a phone for the time: it goes below. */
      .who {
        flex: 1 0 3em;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .when {
        margin-inline-start: auto;
      }
      .buttons {
        margin-top: 12px;
      }
      ul {
        list-style: none;
        padding: 0;
        margin: 4px 0 0;
      }
    `]}render(){let{recent:e,admin:t}=this.at.overview;return a`<ha-card>
      <h2>${this.t("last_weighings")}</h2>
      ${e.length?a`<ul>
            ${e.map(i=>a`<li>${this.row(i)}</li>`)}
          </ul>`:a`<p class="quiet">${this.t("first_weighing")}</p>`}
      <div class="row buttons">
        <button class="pill" @click=${()=>rr(this)}>${this.t("type_in")}</button>
        ${t&&this.at.commands.canExport?a`<button class="pill" @click=${()=>ir(this)}>${this.t("export")}</button>`:d}
      </div>
    </ha-card>`}row(e){let t=e.person??this.t(e.person_id==="guest"?"guest":"who");return a`<button class="row record" @click=${()=>j(this,e)}>
      ${be(e,this.at.overview.people)}
      <span class="who">${t}</span>
      <span class="number">${N(this.at,e.weight)}</span>
      <span class="number quiet small"
        >${e.difference===null?"":this.at.format.massChange(e.difference)}</span
      >
      <span class="when quiet small">${C(this.at,e)}</span>
    </button>`}};var Bt=class extends _{constructor(){super(...arguments);this.scales=[]}static{this.styles=[$,f`
      :host {
        display: grid;
        gap: 12px;
        grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr));
      }
      ha-card {
        padding: 16px;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 6px 16px;
        margin: 12px 0;
      }
      dd {
        margin: 0;
        text-align: end;
      }
      .warning {
        border-inline-start: 4px solid var(--raised);
        padding-inline-start: 8px;
        margin-top: 8px;
      }
    `]}render(){return this.scales.length?this.scales.map(t=>this.scale(t)):a`<ha-card><p class="quiet">${this.t("no_scale")}</p></ha-card>`}scale(t){let i=We(t,Date.now());return a`<ha-card>
      <h2>${t.name}</h2>
      <div class="small quiet">${[t.model,t.state_text].filter(Boolean).join(" · ")}</div>
      ${i>=qe?a`<div class="warning">
            ${this.t("silent",{when:this.at.format.daysAgo(i)})}
          </div>`:d}
      ${t.battery_low?a`<div class="warning">${this.t("battery_low")}</div>`:d}
      <dl>${this.facts(t).map(([r,n])=>a`<dt class="quiet">${r}</dt><dd>${n}</dd>`)}</dl>
      ${t.device_id?a`<button class="pill" @click=${()=>oe(`/config/devices/device/${t.device_id}`)}>
            ${this.t("device_page")}
          </button>`:d}
    </ha-card>`}facts(t){let{format:i}=this.at;return[["seen",t.last_seen?i.ago(Date.parse(t.last_seen),Date.now()):this.t("never_seen")],["battery",t.battery===null?null:i.percent(t.battery)],["signal",t.signal===null?null:`${i.number(t.signal,0)} dBm`],["clock",t.clock_drift===null?null:i.duration(t.clock_drift)],["synced",t.last_sync?i.dateTime(Date.parse(t.last_sync)):null]].flatMap(([n,o])=>o===null?[]:[[this.t(`scale_${n}`),o]])}};h([y({attribute:!1})],Bt.prototype,"scales",2);var dt=class extends _{constructor(){super(...arguments);this.index=0;this.more=!1;this.busy=!1}static{this.styles=[$,O,f`
      ha-card {
        padding: 12px 16px 16px;
        border-inline-start: 4px solid var(--raised);
      }
      .chips {
        margin-top: 12px;
      }
      .chip {
        padding-inline: 8px 16px;
      }
      .chip:has(.face) {
        padding-inline-start: 8px;
      }
      .plain {
        padding-inline: 16px;
      }
      .reason {
        margin-top: 8px;
      }
    `]}render(){let{pending:t}=this.at.overview,i=t[Math.min(this.index,t.length-1)];return i?a`<ha-card>
      <div class="row spread">
        <h2>${this.t("who")}</h2>
        ${t.length>1?this.pager(t.length):d}
      </div>
      <div class="number">
        ${[N(this.at,i.weight),C(this.at,i),i.scale].filter(Boolean).join(", ")}
      </div>
      <div class="row chips" role="group" aria-label=${this.t("who")}>
        ${(i.candidates??[]).slice(0,3).map(r=>this.candidate(i,r))}
        <button class="pill chip" ?disabled=${this.busy} @click=${()=>this.give(i,"guest")}>
          ${Nt(!0)} ${this.t("guest")}
        </button>
        <button class="pill plain" aria-expanded=${this.more} @click=${()=>this.more=!this.more}>
          ${this.t("more")}
        </button>
      </div>
      ${this.more?this.others(i):d}
      ${i.reason?a`<div class="reason small quiet">${i.reason}</div>`:d}
    </ha-card>`:d}pager(t){let i=Math.min(this.index,t-1),r=this.t("one_of",{index:i+1,count:this.at.overview.pending_count});return a`<button
      class="pill"
      @click=${()=>{this.index=(i+1)%t,this.more=!1}}
      aria-label="${r}, ${this.t("next_waiting")}"
    >
      ${r}
      <span aria-hidden="true">›</span>
    </button>`}candidate(t,i){let{format:r}=this.at,n=i.probability<.005?"":r.percent(i.probability*100),o=i.difference===null?"":r.massChangeWithUnit(i.difference);return a`<button
      class="pill chip"
      ?disabled=${this.busy}
      @click=${()=>this.give(t,i.person_id,i.name)}
    >
      ${M(i,!0)}
      <span>${i.name}</span>
      <span class="number quiet small">${[n,o].filter(Boolean).join(" ")}</span>
    </button>`}others(t){let i=new Set((t.candidates??[]).slice(0,3).map(n=>n.person_id)),r=this.at.overview.people.filter(n=>!i.has(n.person_id));return a`<div class="row chips">
      ${r.map(n=>a`<button
          class="pill chip"
          ?disabled=${this.busy}
          @click=${()=>this.give(t,n.person_id,n.name)}
        >
          ${M(n,!0)} ${n.name}
        </button>`)}
      <button class="pill plain" @click=${()=>j(this,t)}>${this.t("details")}</button>
      ${this.at.overview.admin?a`<button class="pill plain" ?disabled=${this.busy} @click=${()=>this.discard(t)}>
            ${this.t("discard")}
          </button>`:d}
    </div>`}async give(t,i,r){this.busy=!0,this.more=!1,await this.attempt(()=>Se(this.at,t,i,r??this.t("guest"))),this.busy=!1}async discard(t){this.busy=!0,this.more=!1,await this.attempt(()=>_t(this.at,t)),this.busy=!1}};h([g()],dt.prototype,"index",2),h([g()],dt.prototype,"more",2),h([g()],dt.prototype,"busy",2);function nr(){b("body-scale-plot",I),b("body-scale-assist",$t),b("body-scale-bars",Te),b("body-scale-chart",U),b("body-scale-composition",Me),b("body-scale-days",De),b("body-scale-family",lt),b("body-scale-hero",Ne),b("body-scale-history",G),b("body-scale-live",qt),b("body-scale-person",Wt),b("body-scale-recent",Ye),b("body-scale-scales",Bt),b("body-scale-waiting",dt)}var _i=3,Pn={columns:"full",rows:"auto"};async function Cn(s,e){let t=await Y(e),i;try{i=await e.callWS({type:"body_scale/overview"})}catch{}return{title:"Body Scale",views:Mn(t,i,s.privacy)}}function Mn(s,e,t="off"){let i=(n,o={})=>({type:"custom:body-scale-card",mode:n,...t==="off"?{}:{privacy:t},...o,grid_options:Pn}),r=e?.people??[];return[Dn(s,r,i),...r.map(n=>On(n,i)),Ve(s.of("weighings"),"weighings","mdi:format-list-bulleted",1,[[i("history")]]),Ve(s.of("scales"),"scales","mdi:scale-bathroom",2,[[i("scales")]])]}function Dn(s,e,t){let i=ce(e).map(r=>t("person",{person:r.person_id,navigation_path:or(r)}));return Ve(s.of("household"),"household","mdi:home-heart",_i,[[t("waiting"),t("live"),...i.length>2?[]:i],...i.length>2?[i]:[],[t("family"),t("recent")]])}function On(s,e){let t={person:s.person_id},i=Ve(s.name,or(s),void 0,_i,[[e("hero",t),e("chart",t)],[e("body",t)],[e("history",t)]]);return{...i,sections:i.sections.map(r=>({...r,column_span:_i}))}}function Ve(s,e,t,i,r){return{title:s,path:e,...t?{icon:t}:{},type:"sections",max_columns:i,sections:r.map(n=>({type:"grid",cards:n}))}}function or(s){return`person-${s.person_id.toLowerCase().replace(/[^a-z0-9]+/g,"-")}`}nr();b("body-scale-view",F);b("body-scale-card-editor",nt);b("body-scale-dashboard-panel",V);export{Cn as generateDashboard};
