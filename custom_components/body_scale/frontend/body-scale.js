var bs=Object.defineProperty;var $s=Object.getOwnPropertyDescriptor;var p=(s,e,t,i)=>{for(var r=i>1?void 0:i?$s(e,t):e,o=s.length-1,n;o>=0;o--)(n=s[o])&&(r=(i?n(e,t,r):n(r))||r);return i&&r&&bs(e,t,r),r};var Ot=globalThis,Lt=Ot.ShadowRoot&&(Ot.ShadyCSS===void 0||Ot.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,Me=Symbol(),ii=new WeakMap,yt=class{constructor(e,t,i){if(this._$cssResult$=!0,i!==Me)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(Lt&&e===void 0){let i=t!==void 0&&t.length===1;i&&(e=ii.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),i&&ii.set(t,e))}return e}toString(){return this.cssText}},si=s=>new yt(typeof s=="string"?s:s+"",void 0,Me),g=(s,...e)=>{let t=s.length===1?s[0]:e.reduce((i,r,o)=>i+(n=>{if(n._$cssResult$===!0)return n.cssText;if(typeof n=="number")return n;throw Error("Value passed to 'css' function must be a 'css' function result: "+n+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(r)+s[o+1],s[0]);return new yt(t,s,Me)},ri=(s,e)=>{if(Lt)s.adoptedStyleSheets=e.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(let t of e){let i=document.createElement("style"),r=Ot.litNonce;r!==void 0&&i.setAttribute("nonce",r),i.textContent=t.cssText,s.appendChild(i)}},De=Lt?s=>s:s=>s instanceof CSSStyleSheet?(e=>{let t="";for(let i of e.cssRules)t+=i.cssText;return si(t)})(s):s;var{is:ws,defineProperty:xs,getOwnPropertyDescriptor:_s,getOwnPropertyNames:ks,getOwnPropertySymbols:Ts,getPrototypeOf:Ss}=Object,Ut=globalThis,oi=Ut.trustedTypes,Rs=oi?oi.emptyScript:"",As=Ut.reactiveElementPolyfillSupport,bt=(s,e)=>s,$t={toAttribute(s,e){switch(e){case Boolean:s=s?Rs:null;break;case Object:case Array:s=s==null?s:JSON.stringify(s)}return s},fromAttribute(s,e){let t=s;switch(e){case Boolean:t=s!==null;break;case Number:t=s===null?null:Number(s);break;case Object:case Array:try{t=JSON.parse(s)}catch{t=null}}return t}},It=(s,e)=>!ws(s,e),ni={attribute:!0,type:String,converter:$t,reflect:!1,useDefault:!1,hasChanged:It};Symbol.metadata??=Symbol("metadata"),Ut.litPropertyMetadata??=new WeakMap;var z=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=ni){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let i=Symbol(),r=this.getPropertyDescriptor(e,i,t);r!==void 0&&xs(this.prototype,e,r)}}static getPropertyDescriptor(e,t,i){let{get:r,set:o}=_s(this.prototype,e)??{get(){return this[t]},set(n){this[t]=n}};return{get:r,set(n){let d=r?.call(this);o?.call(this,n),this.requestUpdate(e,d,i)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??ni}static _$Ei(){if(this.hasOwnProperty(bt("elementProperties")))return;let e=Ss(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(bt("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(bt("properties"))){let t=this.properties,i=[...ks(t),...Ts(t)];for(let r of i)this.createProperty(r,t[r])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[i,r]of t)this.elementProperties.set(i,r)}this._$Eh=new Map;for(let[t,i]of this.elementProperties){let r=this._$Eu(t,i);r!==void 0&&this._$Eh.set(r,t)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let i=new Set(e.flat(1/0).reverse());for(let r of i)t.unshift(De(r))}else e!==void 0&&t.push(De(e));return t}static _$Eu(e,t){let i=t.attribute;return i===!1?void 0:typeof i=="string"?i:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let i of t.keys())this.hasOwnProperty(i)&&(e.set(i,this[i]),delete this[i]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return ri(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,i){this._$AK(e,i)}_$ET(e,t){let i=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,i);if(r!==void 0&&i.reflect===!0){let o=(i.converter?.toAttribute!==void 0?i.converter:$t).toAttribute(t,i.type);this._$Em=e,o==null?this.removeAttribute(r):this.setAttribute(r,o),this._$Em=null}}_$AK(e,t){let i=this.constructor,r=i._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let o=i.getPropertyOptions(r),n=typeof o.converter=="function"?{fromAttribute:o.converter}:o.converter?.fromAttribute!==void 0?o.converter:$t;this._$Em=r;let d=n.fromAttribute(t,o.type);this[r]=d??this._$Ej?.get(r)??d,this._$Em=null}}requestUpdate(e,t,i,r=!1,o){if(e!==void 0){let n=this.constructor;if(r===!1&&(o=this[e]),i??=n.getPropertyOptions(e),!((i.hasChanged??It)(o,t)||i.useDefault&&i.reflect&&o===this._$Ej?.get(e)&&!this.hasAttribute(n._$Eu(e,i))))return;this.C(e,t,i)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,t,{useDefault:i,reflect:r,wrapped:o},n){i&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,n??t??this[e]),o!==!0||n!==void 0)||(this._$AL.has(e)||(this.hasUpdated||i||(t=void 0),this._$AL.set(e,t)),r===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(t){Promise.reject(t)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[r,o]of this._$Ep)this[r]=o;this._$Ep=void 0}let i=this.constructor.elementProperties;if(i.size>0)for(let[r,o]of i){let{wrapped:n}=o,d=this[r];n!==!0||this._$AL.has(r)||d===void 0||this.C(r,void 0,o,d)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(i=>i.hostUpdate?.()),this.update(t)):this._$EM()}catch(i){throw e=!1,this._$EM(),i}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(t=>t.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(t=>this._$ET(t,this[t])),this._$EM()}updated(e){}firstUpdated(e){}};z.elementStyles=[],z.shadowRootOptions={mode:"open"},z[bt("elementProperties")]=new Map,z[bt("finalized")]=new Map,As?.({ReactiveElement:z}),(Ut.reactiveElementVersions??=[]).push("2.1.2");var Le=globalThis,ai=s=>s,Ht=Le.trustedTypes,li=Ht?Ht.createPolicy("lit-html",{createHTML:s=>s}):void 0,Ue="$lit$",q=`lit$${Math.random().toFixed(9).slice(2)}$`,Ie="?"+q,Es=`<${Ie}>`,Z=document,xt=()=>Z.createComment(""),_t=s=>s===null||typeof s!="object"&&typeof s!="function",He=Array.isArray,ui=s=>He(s)||typeof s?.[Symbol.iterator]=="function",Oe=`[ 	
\f\r]`,wt=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,di=/-->/g,ci=/>/g,Y=RegExp(`>|${Oe}(?:([^\\s"'>=/]+)(${Oe}*=${Oe}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),pi=/'/g,hi=/"/g,fi=/^(?:script|style|textarea|title)$/i,Ne=s=>(e,...t)=>({_$litType$:s,strings:e,values:t}),a=Ne(1),k=Ne(2),zr=Ne(3),W=Symbol.for("lit-noChange"),c=Symbol.for("lit-nothing"),mi=new WeakMap,K=Z.createTreeWalker(Z,129);function gi(s,e){if(!He(s)||!s.hasOwnProperty("raw"))throw Error("invalid template strings array");return li!==void 0?li.createHTML(e):e}var vi=(s,e)=>{let t=s.length-1,i=[],r,o=e===2?"<svg>":e===3?"<math>":"",n=wt;for(let d=0;d<t;d++){let l=s[d],h,m,u=-1,f=0;for(;f<l.length&&(n.lastIndex=f,m=n.exec(l),m!==null);)f=n.lastIndex,n===wt?m[1]==="!--"?n=di:m[1]!==void 0?n=ci:m[2]!==void 0?(fi.test(m[2])&&(r=RegExp("</"+m[2],"g")),n=Y):m[3]!==void 0&&(n=Y):n===Y?m[0]===">"?(n=r??wt,u=-1):m[1]===void 0?u=-2:(u=n.lastIndex-m[2].length,h=m[1],n=m[3]===void 0?Y:m[3]==='"'?hi:pi):n===hi||n===pi?n=Y:n===di||n===ci?n=wt:(n=Y,r=void 0);let b=n===Y&&s[d+1].startsWith("/>")?" ":"";o+=n===wt?l+Es:u>=0?(i.push(h),l.slice(0,u)+Ue+l.slice(u)+q+b):l+q+(u===-2?d:b)}return[gi(s,o+(s[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),i]},kt=class s{constructor({strings:e,_$litType$:t},i){let r;this.parts=[];let o=0,n=0,d=e.length-1,l=this.parts,[h,m]=vi(e,t);if(this.el=s.createElement(h,i),K.currentNode=this.el.content,t===2||t===3){let u=this.el.content.firstChild;u.replaceWith(...u.childNodes)}for(;(r=K.nextNode())!==null&&l.length<d;){if(r.nodeType===1){if(r.hasAttributes())for(let u of r.getAttributeNames())if(u.endsWith(Ue)){let f=m[n++],b=r.getAttribute(u).split(q),_=/([.?@])?(.*)/.exec(f);l.push({type:1,index:o,name:_[2],strings:b,ctor:_[1]==="."?zt:_[1]==="?"?qt:_[1]==="@"?Wt:X}),r.removeAttribute(u)}else u.startsWith(q)&&(l.push({type:6,index:o}),r.removeAttribute(u));if(fi.test(r.tagName)){let u=r.textContent.split(q),f=u.length-1;if(f>0){r.textContent=Ht?Ht.emptyScript:"";for(let b=0;b<f;b++)r.append(u[b],xt()),K.nextNode(),l.push({type:2,index:++o});r.append(u[f],xt())}}}else if(r.nodeType===8)if(r.data===Ie)l.push({type:2,index:o});else{let u=-1;for(;(u=r.data.indexOf(q,u+1))!==-1;)l.push({type:7,index:o}),u+=q.length-1}o++}}static createElement(e,t){let i=Z.createElement("template");return i.innerHTML=e,i}};function Q(s,e,t=s,i){if(e===W)return e;let r=i!==void 0?t._$Co?.[i]:t._$Cl,o=_t(e)?void 0:e._$litDirective$;return r?.constructor!==o&&(r?._$AO?.(!1),o===void 0?r=void 0:(r=new o(s),r._$AT(s,t,i)),i!==void 0?(t._$Co??=[])[i]=r:t._$Cl=r),r!==void 0&&(e=Q(s,r._$AS(s,e.values),r,i)),e}var Nt=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:i}=this._$AD,r=(e?.creationScope??Z).importNode(t,!0);K.currentNode=r;let o=K.nextNode(),n=0,d=0,l=i[0];for(;l!==void 0;){if(n===l.index){let h;l.type===2?h=new nt(o,o.nextSibling,this,e):l.type===1?h=new l.ctor(o,l.name,l.strings,this,e):l.type===6&&(h=new Bt(o,this,e)),this._$AV.push(h),l=i[++d]}n!==l?.index&&(o=K.nextNode(),n++)}return K.currentNode=Z,r}p(e){let t=0;for(let i of this._$AV)i!==void 0&&(i.strings!==void 0?(i._$AI(e,i,t),t+=i.strings.length-2):i._$AI(e[t])),t++}},nt=class s{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,i,r){this.type=2,this._$AH=c,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=i,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=Q(this,e,t),_t(e)?e===c||e==null||e===""?(this._$AH!==c&&this._$AR(),this._$AH=c):e!==this._$AH&&e!==W&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):ui(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==c&&_t(this._$AH)?this._$AA.nextSibling.data=e:this.T(Z.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:i}=e,r=typeof i=="number"?this._$AC(e):(i.el===void 0&&(i.el=kt.createElement(gi(i.h,i.h[0]),this.options)),i);if(this._$AH?._$AD===r)this._$AH.p(t);else{let o=new Nt(r,this),n=o.u(this.options);o.p(t),this.T(n),this._$AH=o}}_$AC(e){let t=mi.get(e.strings);return t===void 0&&mi.set(e.strings,t=new kt(e)),t}k(e){He(this._$AH)||(this._$AH=[],this._$AR());let t=this._$AH,i,r=0;for(let o of e)r===t.length?t.push(i=new s(this.O(xt()),this.O(xt()),this,this.options)):i=t[r],i._$AI(o),r++;r<t.length&&(this._$AR(i&&i._$AB.nextSibling,r),t.length=r)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let i=ai(e).nextSibling;ai(e).remove(),e=i}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},X=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,i,r,o){this.type=1,this._$AH=c,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=o,i.length>2||i[0]!==""||i[1]!==""?(this._$AH=Array(i.length-1).fill(new String),this.strings=i):this._$AH=c}_$AI(e,t=this,i,r){let o=this.strings,n=!1;if(o===void 0)e=Q(this,e,t,0),n=!_t(e)||e!==this._$AH&&e!==W,n&&(this._$AH=e);else{let d=e,l,h;for(e=o[0],l=0;l<o.length-1;l++)h=Q(this,d[i+l],t,l),h===W&&(h=this._$AH[l]),n||=!_t(h)||h!==this._$AH[l],h===c?e=c:e!==c&&(e+=(h??"")+o[l+1]),this._$AH[l]=h}n&&!r&&this.j(e)}j(e){e===c?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},zt=class extends X{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===c?void 0:e}},qt=class extends X{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==c)}},Wt=class extends X{constructor(e,t,i,r,o){super(e,t,i,r,o),this.type=5}_$AI(e,t=this){if((e=Q(this,e,t,0)??c)===W)return;let i=this._$AH,r=e===c&&i!==c||e.capture!==i.capture||e.once!==i.once||e.passive!==i.passive,o=e!==c&&(i===c||r);r&&this.element.removeEventListener(this.name,this,i),o&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Bt=class{constructor(e,t,i){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=i}get _$AU(){return this._$AM._$AU}_$AI(e){Q(this,e)}},yi={M:Ue,P:q,A:Ie,C:1,L:vi,R:Nt,D:ui,V:Q,I:nt,H:X,N:qt,U:Wt,B:zt,F:Bt},Ps=Le.litHtmlPolyfillSupport;Ps?.(kt,nt),(Le.litHtmlVersions??=[]).push("3.3.3");var bi=(s,e,t)=>{let i=t?.renderBefore??e,r=i._$litPart$;if(r===void 0){let o=t?.renderBefore??null;i._$litPart$=r=new nt(e.insertBefore(xt(),o),o,void 0,t??{})}return r._$AI(s),r};var ze=globalThis,E=class extends z{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=bi(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return W}};E._$litElement$=!0,E.finalized=!0,ze.litElementHydrateSupport?.({LitElement:E});var Cs=ze.litElementPolyfillSupport;Cs?.({LitElement:E});(ze.litElementVersions??=[]).push("4.2.2");var Ms={attribute:!0,type:String,converter:$t,reflect:!1,hasChanged:It},Ds=(s=Ms,e,t)=>{let{kind:i,metadata:r}=t,o=globalThis.litPropertyMetadata.get(r);if(o===void 0&&globalThis.litPropertyMetadata.set(r,o=new Map),i==="setter"&&((s=Object.create(s)).wrapped=!0),o.set(t.name,s),i==="accessor"){let{name:n}=t;return{set(d){let l=e.get.call(this);e.set.call(this,d),this.requestUpdate(n,l,s,!0,d)},init(d){return d!==void 0&&this.C(n,void 0,s,d),d}}}if(i==="setter"){let{name:n}=t;return function(d){let l=this[n];e.call(this,d),this.requestUpdate(n,l,s,!0,d)}}throw Error("Unsupported decorator location: "+i)};function $(s){return(e,t)=>typeof t=="object"?Ds(s,e,t):((i,r,o)=>{let n=r.hasOwnProperty(o);return r.constructor.createProperty(o,i),n?Object.getOwnPropertyDescriptor(r,o):void 0})(s,e,t)}function v(s){return $({...s,state:!0,attribute:!1})}var J=(s,e,t)=>(t.configurable=!0,t.enumerable=!0,Reflect.decorate&&typeof e!="object"&&Object.defineProperty(s,e,t),t);function $i(s,e){return(t,i,r)=>{let o=n=>n.renderRoot?.querySelector(s)??null;if(e){let{get:n,set:d}=typeof i=="object"?t:r??(()=>{let l=Symbol();return{get(){return this[l]},set(h){this[l]=h}}})();return J(t,i,{get(){let l=n.call(this);return l===void 0&&(l=o(this),(l!==null||this.hasUpdated)&&d.call(this,l)),l}})}return J(t,i,{get(){return o(this)}})}}var Ft=["week","month","quarter","year","all"],Os={week:7,month:30,quarter:91,year:365,all:null},R=864e5;function jt(s,e){let t=Os[s];return t===null?null:e-t*R}var qe=class{constructor(e){this.hass=e;this.state="loading";this.revision=0;this.listeners=new Set;this.live=new Map;this.heard=new Map;this.starting=!1;this.asking=!1;this.askAgain=!1;this.lost=()=>{clearTimeout(this.retry),this.stop=void 0,this.hear({kind:"gone"})};this.back=()=>{this.stop=void 0,this.start()}}scales(){return(this.overview?.scales??[]).map(e=>this.live.get(e.scale_id)??e)}listen(e){return this.listeners.size||this.watch(),this.listeners.add(e),this.start(),()=>{this.listeners.delete(e),this.listeners.size||this.end()}}async start(){if(!(this.stop||this.starting)){this.starting=!0,clearTimeout(this.retry);try{let e=await this.hass().connection.subscribeMessage(t=>this.hear(t),{type:"body_scale/subscribe"},{resubscribe:!1});this.stop=e,this.listeners.size||this.end()}catch(e){this.fail(e)}finally{this.starting=!1}}}watch(){this.watched=this.hass().connection,this.watched.addEventListener("disconnected",this.lost),this.watched.addEventListener("ready",this.back)}end(){clearTimeout(this.retry),this.watched?.removeEventListener("disconnected",this.lost),this.watched?.removeEventListener("ready",this.back),this.watched=void 0,this.stop?.().catch(()=>{}),this.stop=void 0}hear(e){e.kind==="overview"?this.ask():e.kind==="gone"?(this.state="gone",this.live.clear(),this.tell("overview")):e.kind==="scale"&&(this.live.set(e.scale.scale_id,e.scale),this.heard.set(e.scale.scale_id,e.scale),this.tell("scale"))}async ask(){if(this.asking){this.askAgain=!0;return}this.asking=!0;try{do this.askAgain=!1,this.heard.clear(),this.overview=await this.hass().callWS({type:"body_scale/overview"});while(this.askAgain);this.live=new Map(this.heard),this.state="ready",this.error=void 0,this.revision+=1}catch(e){this.fail(e)}finally{this.asking=!1}this.tell("overview")}fail(e){let{code:t,message:i}=e??{};this.state=t==="not_loaded"||t==="unknown_command"?"gone":"error",this.error=i,this.tell("overview"),clearTimeout(this.retry),this.retry=setTimeout(()=>{this.listeners.size&&(this.stop?this.ask():this.start())},5e3)}tell(e){for(let t of[...this.listeners])t(e)}},wi=new WeakMap,xi=new WeakMap;function at(s){xi.set(s.connection,s);let e=wi.get(s.connection);if(!e){let{connection:t}=s;e=new qe(()=>xi.get(t)??s),wi.set(t,e)}return e}var We=["person","household","history","hero","chart","bars","composition","days","waiting","live","family","recent","scales"],Tt=new Set(["person","hero","chart","bars","composition","days"]),St=["body_fat","muscle_mass","visceral_fat","bmi"];function tt(s){return s.mode&&We.includes(s.mode)?s.mode:s.person||s.entity?"person":"household"}function I(s,e){return s.onlyChanges?"":s.format.mass(e)}function Rt(s,e){return s.onlyChanges?e.difference===null?"":s.format.massChangeWithUnit(e.difference):s.format.mass(e.weight)}var Ls=864e5;function P({format:s},e){let t=Date.parse(e.measured_at),i=Date.now(),r=[0,1].find(o=>s.isoDay(i-o*Ls)===s.isoDay(t));return r===void 0?s.when(t,i):`${s.daysAgo(r)} ${s.time(t)}`}function lt(s,e){return s.onlyChanges?"":s.format.isolate(e.text)}function Gt(s,e,t){let{person:i,entity:r}=s;if(i)return e.find(n=>n.person_id===i)??e.find(n=>n.name===i);if(!r)return;let o=t.entities?.[r]?.device_id;return e.find(n=>n.entity===r||o!==void 0&&t.entities?.[n.entity??""]?.device_id===o)}function dt(s,e,t={}){s.dispatchEvent(new CustomEvent(e,{detail:t,bubbles:!0,composed:!0}))}function Be(s,e){dt(s,"hass-more-info",{entityId:e})}function Vt(s){let e=window.location.pathname.split("/")[1]??"";window.history.pushState(null,"",s.includes("/")?s:`/${e}/${s}`),dt(window,"location-changed",{replace:!1})}var _i="component.body_scale.common.card_";function Us(s,e={}){return s.replace(/\{(\w+)\}/g,(t,i)=>String(e[i]??t))}var Fe=class{constructor(e){this.resources=e}of(e,t){return Us(this.resources[_i+e]??e,t)}has(e){return _i+e in this.resources}},ki=new WeakMap;function ct(s){let e=ki.get(s.connection)??new Map;ki.set(s.connection,e);let t=e.get(s.language);if(t)return t;let i=s.callWS({type:"frontend/get_translations",language:s.language,category:"common",integration:["body_scale"]}).then(({resources:r})=>new Fe(r));return e.set(s.language,i),i.catch(()=>e.delete(s.language)),i}var et=class extends E{setConfig(e){this.config=e}disconnectedCallback(){super.disconnectedCallback(),this.stop?.(),this.stop=void 0}willUpdate(){!this.hass||this.stop||(this.store=at(this.hass),this.stop=this.store.listen(e=>e==="overview"&&this.requestUpdate()),ct(this.hass).then(e=>this.texts=e))}render(){let{config:e,texts:t}=this;return!e||!t?c:a`<ha-form
      .hass=${this.hass}
      .data=${this.data(e)}
      .schema=${this.schema(e,t)}
      .computeLabel=${({name:i})=>t.of(`option_${i}`)}
      .computeHelper=${({name:i})=>t.has(`option_${i}_help`)?t.of(`option_${i}_help`):void 0}
      @value-changed=${this.change}
    ></ha-form>`}data(e){let t=this.store?.overview?.people??[];return{period:"quarter",metrics:St,band:!0,goal:!0,compact:!1,privacy:"off",...e,mode:tt(e),person:Gt(e,t,this.hass)?.person_id??e.person??""}}schema(e,t){let i=tt(e),r=this.store?.overview,o=(r?.people??[]).map(h=>je(h.person_id,h.name)),n=(r?.metrics??[]).filter(({key:h})=>h!=="weight").map(({key:h,name:m})=>je(h,m)),d=(h,m)=>m.map(u=>je(u,t.of(`${h}_${u}`))),l=i==="person"||i==="chart"||i==="household";return[Yt("mode",d("mode",We)),...Tt.has(i)||i==="history"?[Yt("person",o)]:[],...l?[Yt("period",d("period",Ft))]:[],...i==="person"||i==="household"?[{name:"metrics",selector:{select:{multiple:!0,reorder:!0,mode:"dropdown",options:n}}}]:[],...l?[Ge("band"),Ge("goal")]:[],...i==="person"?[Ge("compact")]:[],Yt("privacy",d("privacy",["off","changes","blurred"])),...i==="person"?[{name:"navigation_path",selector:{navigation:{}}}]:[]]}change(e){e.stopPropagation();let{value:t}=e.detail,i=Object.fromEntries(Object.entries(t).filter(([r,o])=>!Is(r,o)));i.person&&delete i.entity,this.config=i,dt(this,"config-changed",{config:i})}};p([$({attribute:!1})],et.prototype,"hass",2),p([v()],et.prototype,"config",2),p([v()],et.prototype,"texts",2);var Ti={period:"quarter",band:!0,goal:!0,compact:!1,privacy:"off",person:"",navigation_path:""};function Is(s,e){return e==null?!0:s==="metrics"?String(e)===String(St):s in Ti&&Ti[s]===e}function je(s,e){return{value:s,label:e}}function Yt(s,e){return{name:s,selector:{select:{mode:"dropdown",options:e}}}}function Ge(s){return{name:s,selector:{boolean:{}}}}var it="body_scale";function Kt(s){return Object.fromEntries(Object.entries(s).filter(([,e])=>e!==void 0&&e!==""))}var Zt=class{constructor(e){this.hass=e}weighings(e){return this.hass().callWS({type:`${it}/weighings`,...Kt(e)})}series(e){return this.hass().callWS({type:`${it}/series`,...Kt(e)})}family(e){return this.hass().callWS({type:`${it}/family`,days:e})}async assign(e,t){await this.call("assign_weighing",{weighing_id:e.weighing_id,person:t})}async giveBack(e){e.person_id?await this.assign(e,e.person_id):await this.hass().callWS({type:`${it}/unassign`,weighing_id:e.weighing_id})}async edit(e,t,i,r){await this.call("edit_weighing",Kt({weighing_id:e,weight:t,unit:Si(i),time:r}))}async remove(e){await this.call("delete_weighing",{weighing_id:e})}async restore(e){await this.call("restore_weighing",{weighing_id:e})}async record(e,t,i,r){await this.call("record_weighing",Kt({weight:e,unit:Si(t),person:i,time:r}))}async assist(e){await this.call("assisted_weighing",{person:e})}async cancelAssisted(){await this.call("cancel_assisted_weighing",{})}async press(e){await this.hass().callService("button","press",{entity_id:e})}get canExport(){return!!this.hass().services?.[it]?.export_weighings}async exported(){let e=await this.hass().callWS({type:"call_service",domain:it,service:"export_weighings",service_data:{format:"csv"},return_response:!0}),t=Object.values(e.response??{}).find(i=>typeof i=="string");return String(t??"")}async call(e,t){await this.hass().callService(it,e,t)}};function Si(s){return s==="st"?"lb":s}var y=g`
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
`;var Hs={comma_decimal:["en-US","en"],decimal_comma:["de","es","it"],space_comma:["fr","sv","cs"],quote_decimal:["de-CH"]},Ri={DMY:"en-GB",MDY:"en-US",YMD:"sv"},Ai=14,Ns=[["day",86400],["hour",3600],["minute",60]],Ei="−",zs=new Set(["ar","dv","fa","he","ku","ps","ur","yi"]),Qt=class{constructor(e){this.home=e;this.numbers=new Map;this.dates=new Map}isolate(e){let[t=""]=this.home.locale.language.split("-");return zs.has(t)?`⁦${e}⁩`:e}get unit(){return this.home.unit}get smallUnit(){return this.home.unit==="st"?"lb":this.home.unit}number(e,t=1){return this.numberFormat(t).format(e).replace("-",Ei)}signed(e,t=1){let i=this.number(Math.abs(e),t);return i===this.number(0,t)?this.isolate(`±${i}`):this.isolate((e<0?Ei:"+")+i)}mass(e){if(this.home.unit!=="st")return this.isolate(`${this.number(e,this.home.precision)} ${this.home.unit}`);let t=Math.floor(e/Ai),i=e-t*Ai;return this.isolate(`${t} st ${this.number(i,this.home.precision)} lb`)}massChange(e){return this.signed(e,this.home.precision)}massChangeWithUnit(e){return this.isolate(`${this.massChange(e)} ${this.smallUnit}`)}percent(e,t=0){return this.isolate(`${this.number(e,t)} %`)}date(e,t=!1){return this.dateFormat(t?"short":"long").format(e)}time(e){return this.dateFormat("time").format(e)}dateTime(e){return`${this.date(e)}, ${this.time(e)}`}month(e,t){return this.dateFormat(t?"monthYear":"month").format(e)}weekday(e){return this.dateFormat("weekday").format(e)}daysAgo(e){return new Intl.RelativeTimeFormat(this.home.locale.language,{numeric:"auto"}).format(-e,"day")}when(e,t){let i=this.isoDay(e).slice(0,4)===this.isoDay(t).slice(0,4);return`${this.date(e,i)}, ${this.time(e)}`}duration(e){let[t,i]=Ns.find(([,r])=>Math.abs(e)>=r*2)??["second",1];return this.isolate(new Intl.NumberFormat(this.home.locale.language,{style:"unit",unit:t,unitDisplay:"short",signDisplay:"exceptZero",maximumFractionDigits:0}).format(e/i))}isoDay(e){return this.dateFormat("iso").format(e)}offset(e){return Date.parse(`${this.dateFormat("clock").format(e).replace(" ","T")}Z`)-Math.floor(e/1e3)*1e3}numberFormat(e){let t=String(e),i=this.numbers.get(t);if(!i){let{number_format:r="language",language:o}=this.home.locale;i=new Intl.NumberFormat(Hs[r]??o,{minimumFractionDigits:e,maximumFractionDigits:e,useGrouping:r!=="none"}),this.numbers.set(t,i)}return i}dateFormat(e){let t=this.dates.get(e);return t||(t=this.makeDateFormat(e),this.dates.set(e,t)),t}makeDateFormat(e){let{language:t,date_format:i="language"}=this.home.locale,r=this.home.timeZone;switch(e){case"iso":return new Intl.DateTimeFormat("sv",{dateStyle:"short",timeZone:r});case"clock":return new Intl.DateTimeFormat("sv",{dateStyle:"short",timeStyle:"medium",timeZone:r});case"time":return new Intl.DateTimeFormat(t,{timeStyle:"short",timeZone:r,...this.clock()});case"month":return new Intl.DateTimeFormat(t,{month:"short",timeZone:r});case"monthYear":return new Intl.DateTimeFormat(t,{month:"short",year:"2-digit",timeZone:r});case"weekday":return new Intl.DateTimeFormat(t,{weekday:"narrow",timeZone:r});case"short":return new Intl.DateTimeFormat(t,{day:"numeric",month:"short",timeZone:r});default:return Ri[i]?new Intl.DateTimeFormat(Ri[i],{dateStyle:"short",timeZone:r}):new Intl.DateTimeFormat(t,{dateStyle:"medium",timeZone:r})}}clock(){let e=this.home.locale.time_format;return e==="12"?{hour12:!0}:e==="24"?{hour12:!1}:{}}};var At={waiting:s=>s.overview.pending.length?a`<body-scale-waiting .at=${s}></body-scale-waiting>`:c,live:(s,e)=>a`${s.overview.assisted?a`<body-scale-assist .at=${s}></body-scale-assist>`:c}
    ${e.length?a`<body-scale-live .at=${s} .scales=${e}></body-scale-live>`:c}`,family:s=>a`<body-scale-family .at=${s}></body-scale-family>`,recent:s=>a`<body-scale-recent .at=${s}></body-scale-recent>`,hero:s=>a`<body-scale-hero .at=${s}></body-scale-hero>`,chart:s=>a`<body-scale-chart .at=${s}></body-scale-chart>`,bars:s=>a`<body-scale-bars .at=${s}></body-scale-bars>`,composition:s=>a`<body-scale-composition .at=${s}></body-scale-composition>`,days:s=>a`<body-scale-days .at=${s}></body-scale-days>`,scales:(s,e)=>a`<body-scale-scales .at=${s} .scales=${e}></body-scale-scales>`,person:s=>a`<body-scale-person .at=${s}></body-scale-person>`,history:s=>a`<body-scale-history .at=${s}></body-scale-history>`,household:(s,e)=>a`<div class="household">
    ${At.waiting(s,e)} ${At.live(s,e)}
    ${qs(s).map(t=>a`<body-scale-person .at=${{...s,person:t}}></body-scale-person>`)}
    ${At.family(s,e)} ${At.recent(s,e)}
  </div>`};function Pi(s,e,t){return At[s](e,t)}function qs({overview:s}){let e=t=>t?Date.parse(t):0;return[...s.people].sort((t,i)=>e(i.latest?.measured_at)-e(t.latest?.measured_at))}function Ci(s,e,t){if(s==="waiting")return!e.overview.pending.length;if(s==="live")return!t.length&&!e.overview.assisted;let{person:i}=e;return s==="bars"?!i?.bars.length&&!Object.keys(i?.missing??{}).length:s==="composition"?!i?.composition?.now:s==="days"||s==="chart"?!i?.count:!1}var Ws=new Set(["waiting","live","bars","composition","days","chart"]),Bs=new Set(["live","scales","household"]),H=class extends E{constructor(){super(...arguments);this.preview=!1;this.uncovered=!1;this.holder=null;this.commands=new Zt(()=>this.hass)}static{this.styles=[y,g`
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
    `]}connectedCallback(){super.connectedCallback(),this.holder=this.card?.parentElement??null,this.listen()}disconnectedCallback(){super.disconnectedCallback(),this.isOnPage||this.end()}get isOnPage(){return this.isConnected||!!(this.card?.hidden&&this.holder?.isConnected)}end(){this.stop?.(),this.stop=void 0}willUpdate(t){if(this.listen(),t.has("hass")){let i=t.get("hass");(!this.texts||i?.language!==this.hass.language)&&this.read()}t.has("config")&&(this.uncovered=!1),(t.has("hass")||t.has("config")||t.has("texts"))&&this.renew()}render(){let t=tt(this.config),{context:i,store:r,texts:o}=this;if(!r||!o)return this.state(a`${this.skeleton()}`);if(!i)return r.state==="loading"?this.state(this.skeleton()):this.state(a`<span role="status">${this.trouble(o,r)}</span>`);if(Tt.has(t)&&!i.person)return this.state(a`<span>${this.nobody(i)}</span>`);let n=Pi(t,i,r.scales()),d=r.state==="ready"?n:a`<div class="stale" aria-busy="true">${n}</div>`;return this.config.privacy==="blurred"&&!this.uncovered?this.cover(d,o):d}updated(){let t=tt(this.config),i=!this.preview&&Ws.has(t)&&!!this.context&&(!Tt.has(t)||!!this.context?.person)&&Ci(t,this.context,this.store?.scales()??[]);!this.card||this.card.hidden===i||(this.card.hidden=i,this.card.style.display=i?"none":"block",dt(this.card,"card-visibility-changed",{value:!i}))}state(t){return a`<ha-card><div class="state quiet">${t}</div></ha-card>`}skeleton(){return a`<div class="skeleton" aria-hidden="true"></div>
      <div class="skeleton" aria-hidden="true"></div>`}cover(t,i){return a`<div class="cover">
      <div class="blurred" inert>${t}</div>
      <button @click=${()=>this.uncovered=!0}>
        <span class="pill filled">${i.of("show")}</span>
      </button>
    </div>`}trouble(t,i){return i.state==="gone"?t.of("not_loaded"):t.of("failed",{error:i.error??""})}nobody(t){let{person:i,entity:r}=t.config;return t.overview.people.length?i||r?t.texts.of("person_removed"):t.texts.of("choose_person"):t.texts.of("no_person")}listen(){if(!this.hass||!this.isOnPage)return;let t=at(this.hass);t===this.store&&this.stop||(this.end(),this.store=t,this.stop=t.listen(i=>{if(!this.isOnPage)return this.end();if(i==="overview")this.renew();else if(!Bs.has(tt(this.config)))return;this.requestUpdate()}),this.renew())}async read(){try{this.texts=await ct(this.hass)}catch{}}renew(){let{store:t,texts:i,hass:r,config:o}=this;if(!t?.overview||!i){this.context=void 0;return}let{overview:n,revision:d}=t,l=r.locale.time_zone==="server"?r.config.time_zone:void 0;this.context={hass:()=>this.hass,texts:i,format:new Qt({locale:{...r.locale,language:r.language},timeZone:l??Intl.DateTimeFormat().resolvedOptions().timeZone,unit:n.unit,precision:n.precision}),commands:this.commands,overview:n,config:o,revision:d,person:Gt(o,n.people,r),onlyChanges:o.privacy==="changes"}}};p([$({attribute:!1})],H.prototype,"config",2),p([$({attribute:!1,hasChanged:Fs})],H.prototype,"hass",2),p([$({type:Boolean})],H.prototype,"preview",2),p([$({attribute:!1})],H.prototype,"card",2),p([v()],H.prototype,"texts",2),p([v()],H.prototype,"uncovered",2);function Fs(s,e){return s?.connection!==e?.connection||s?.language!==e?.language||s?.locale!==e?.locale||s?.entities!==e?.entities||s?.connected!==e?.connected}var Xt=s=>Math.round(s*10)/10;function Et(s,e,t){let i="";for(let[r,o]of s)i+=`M${Xt(e(r))} ${Xt(t(o))}h0`;return i}function pt(s,e,t,i){let r="",o="",n=0,d,l=0;for(let[h,m]of s){let u=`${Xt(t(h))} ${Xt(i(m))}`;for(;n<e.length&&(e[n]?.[1]??0)<=l;)n+=1;let f=d!==void 0&&(e[n]?.[0]??1/0)<h;d===void 0?r=`M${u}`:f?(o+=`M${d}L${u}`,r+=`M${u}`):r+=`L${u}`,d=u,l=h}return{solid:r,dotted:o}}function Jt(s,e,t=.08){let i=1/0,r=-1/0;for(let d of s)d<i&&(i=d),d>r&&(r=d);if(i>r)return{from:0,to:e};let o=Math.max(0,e-(r-i))/2,n=(r-i)*t;return{from:i-o-n,to:r+o+n}}function B(s,e){let t=s.to-s.from||1,i=(e.to-e.from)/t;return r=>e.from+(r-s.from)*i}var js=[1,2,2.5,5,10];function te(s,e){let t=s.to-s.from;if(!(t>0)||e<1)return[s.from];let i=t/e,r=10**Math.floor(Math.log10(i)),o=(js.find(l=>l*r>=i)??10)*r,n=Math.ceil(s.from/o-1e-9),d=Math.floor(s.to/o+1e-9);return Array.from({length:d-n+1},(l,h)=>Number(((n+h)*o).toPrecision(12)))}function ee(s,e,t){let i=(s.to-s.from)/R;if(i<=62)return Gs(s,Math.max(1,Math.ceil(i/e)),t);let r=i/30.4,o=[1,2,3,6,12,24,60,120].find(n=>r/n<=e)??240;return Vs(s,o,t)}function Gs(s,e,t){let i=[],r=Math.floor((s.from+t(s.from))/R)+1;for(let o=r;;o+=e){let n=o*R-t(o*R);if(n>s.to)return i;i.push({at:n,kind:"day"})}}function Vs(s,e,t){let i=[],r=new Date(s.from+t(s.from)),o=r.getUTCFullYear()*12+r.getUTCMonth();for(o=Math.floor(o/e)*e;;o+=e){let n=Date.UTC(Math.floor(o/12),o%12,1),d=n-t(n);if(d>s.to)return i;d>=s.from&&i.push({at:d,kind:e>=12?"year":"month"})}}function Mi(s,e){let t=0,i=s.length-1;for(;i-t>1;){let n=t+i>>1;(s[n]??0)<e?t=n:i=n}let r=Math.abs((s[t]??0)-e);return Math.abs((s[i]??0)-e)<r?i:t}var T={top:12,bottom:24,start:44,end:12},Ys=.1;function Oi(s,e,t,i){let r=Ks(s.points,e),o=Zs(s.trend,e),n=Qs(s),d=B(e,{from:T.start,to:t.width-T.end}),l=B(n,{from:t.height-T.bottom,to:T.top}),h=_=>l(Math.max(n.from,Math.min(n.to,_))),m=i.band?s.healthy:null,u=m?Di(m.low,m.high,n):null,f=i.goal?s.goal:null,b=f===null?null:Di(f,f,n);return{size:t,axis:n,x:d,y:l,ticks:te(n,Math.max(2,Math.floor(t.height/48))),points:r,dots:Et(r.filter(_=>!_[3]),d,l),hollow:Et(r.filter(_=>_[3]),d,l),trend:pt(o,s.gaps,d,l),band:m&&!u?{top:h(m.high),bottom:h(m.low)}:null,beyond:u,goal:f===null||b?null:l(f),goalBeyond:b}}function Ks(s,e){return s.filter(([t])=>t>=e.from&&t<=e.to)}function Zs(s,e){let t=s.findIndex(([r])=>r>=e.from);if(t<0)return s.slice(-1);let i=s.findIndex(([r])=>r>e.to);return s.slice(Math.max(0,t-1),i<0?void 0:i+1)}function Qs({low:s,high:e}){let t=s??0;return{from:t,to:Math.max(e??t,t+Ys)}}function Di(s,e,t){return s>t.to?"above":e<t.from?"below":null}var Li=g`
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
`;var ie=class{constructor(e){this.doings=e;this.down=new Map;this.press=e=>{let t=this.place(e);this.down.set(e.pointerId,t),this.begin=this.down.size===1?{x:t,moved:!1}:void 0,this.pinched=this.spread(),this.doings.point(t)};this.drag=e=>{let t=this.place(e);if(!this.down.has(e.pointerId)){e.pointerType==="mouse"&&this.doings.point(t);return}this.down.set(e.pointerId,t),this.down.size===2?this.pinch():this.begin&&this.slide(e,t)};this.release=e=>{this.down.delete(e.pointerId),this.begin&&!this.begin.moved?this.doings.tap():e.pointerType==="mouse"&&this.doings.choose(null,null),this.begin=void 0};this.cancel=e=>{this.down.delete(e.pointerId),this.begin=void 0};this.leave=e=>{this.down.delete(e.pointerId),this.begin=void 0,this.doings.choose(null,null),this.doings.leave()};this.wheel=e=>{e.ctrlKey&&(e.preventDefault(),this.doings.zoom(e.deltaY<0?1.2:1/1.2,this.place(e)))}}listen(e){e.addEventListener("pointerdown",this.press),e.addEventListener("pointermove",this.drag),e.addEventListener("pointerup",this.release),e.addEventListener("pointercancel",this.cancel),e.addEventListener("pointerleave",this.leave),e.addEventListener("wheel",this.wheel,{passive:!1})}stop(e){e.removeEventListener("pointerdown",this.press),e.removeEventListener("pointermove",this.drag),e.removeEventListener("pointerup",this.release),e.removeEventListener("pointercancel",this.cancel),e.removeEventListener("pointerleave",this.leave),e.removeEventListener("wheel",this.wheel)}place(e){return e.clientX-e.currentTarget.getBoundingClientRect().left}slide(e,t){let i=this.begin;i&&(Math.abs(t-i.x)>8&&(i.moved=!0),i.moved&&(e.pointerType==="mouse"?this.doings.choose(i.x,t):this.doings.point(t)))}pinch(){let e=this.spread();if(!e||!this.pinched)return;let t=e/this.pinched;if(t>.8&&t<1.25)return;let[i=0,r=0]=[...this.down.values()];this.pinched=e,this.doings.zoom(t,(i+r)/2)}spread(){let[e,t]=[...this.down.values()];if(!(e===void 0||t===void 0))return Math.max(20,Math.abs(e-t))}};var Xs=600,O=class extends E{constructor(){super(...arguments);this.band=!0;this.goal=!0;this.height=260;this.width=Xs;this.active=-1;this.chosen=null;this.times=[];this.observer=new ResizeObserver(([t])=>{let i=Math.round(t?.contentRect.width??0);i&&(this.width=i)});this.gestures=new ie({point:t=>this.pointAt(t),choose:(t,i)=>this.choose(t,i),zoom:(t,i)=>this.zoomAround(t,i),tap:()=>this.openActive(),leave:()=>this.forget()})}static{this.styles=[y,Li]}connectedCallback(){super.connectedCallback(),this.observer.observe(this),this.gestures.listen(this)}disconnectedCallback(){super.disconnectedCallback(),this.observer.disconnect(),this.gestures.stop(this)}willUpdate(t){if(t.size===1&&(t.has("active")||t.has("chosen")))return;let i={width:this.width,height:this.height};this.drawn=Oi(this.series,this.span,i,{band:this.band,goal:this.goal}),this.times=this.drawn.points.map(([r])=>r),(t.has("series")||t.has("span"))&&(this.active=-1)}render(){let{points:t}=this.drawn,i=this.active<0?void 0:this.words.tip(this.active);return a`<div
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
      ${i?this.tip(i):c}`}picture(){let{size:t,dots:i,hollow:r,trend:o,band:n,goal:d}=this.drawn,l=t.width-T.end;return a`<svg
      viewBox="0 0 ${t.width} ${t.height}"
      style="--plot-height:${t.height}px"
      aria-hidden="true"
    >
      ${this.axes()}
      ${n?k`<rect class="band" x=${T.start} width=${l-T.start} y=${n.top}
            height=${Math.max(1,n.bottom-n.top)} />`:c}
      ${d===null?c:k`<line class="goal" x1=${T.start} x2=${l} y1=${d} y2=${d} />
            <text x=${l} y=${d-5} text-anchor="end">${this.words.goal}</text>`}
      ${k`<path class="dots" d=${i} /><path class="hollow" d=${r} />
        <path class="hollow inside" d=${r} />
        <path class="trend" d=${o.solid} /><path class="trend dotted" d=${o.dotted} />`}
      ${this.edges()} ${this.cursor()}
    </svg>`}axes(){let{size:t,x:i,y:r,ticks:o}=this.drawn,n=t.width-T.end,d=Math.max(2,Math.floor(t.width/80));return k`${o.map(l=>k`<line class="grid" x1=${T.start} x2=${n} y1=${r(l)} y2=${r(l)} />
        <text x=${T.start-6} y=${r(l)+4} text-anchor="end">${this.words.axis(l)}</text>`)}${ee(this.span,d,this.words.offset).map(l=>k`<text x=${i(l.at)} y=${t.height-7} text-anchor="middle">
        ${this.words.time(l)}</text>`)}`}edges(){let{size:t,beyond:i,goalBeyond:r}=this.drawn,o={above:0,below:0},n=(d,l)=>{if(!d)return c;let h=o[d]++*14,m=d==="above"?T.top+10+h:t.height-T.bottom-6-h;return k`<text x=${t.width-T.end} y=${m} text-anchor="end">
        ${d==="above"?"↑":"↓"} ${l}</text>`};return k`${n(i,this.words.band)}${n(r,this.words.goal)}`}cursor(){let{size:t,x:i,y:r,points:o}=this.drawn,n=o[this.active],d=t.height-T.bottom,l=this.chosen&&{from:i(this.chosen.from),to:i(this.chosen.to)};return k`${l?k`<rect class="chosen" x=${l.from} width=${l.to-l.from} y=${T.top}
            height=${d-T.top} />`:c}${n?k`<line class="cursor" x1=${i(n[0])} x2=${i(n[0])} y1=${T.top} y2=${d} />
            <circle class="marker" cx=${i(n[0])} cy=${r(n[1])} r="6" />`:c}`}tip(t){let i=this.drawn.x(this.times[this.active]??0),o=i>this.width/2?`right:${this.width-i+12}px`:`left:${i+12}px`;return a`<div class="tip" style=${o} aria-hidden="true" dir="auto">
      <div>${t.when}</div>
      <b class="number">${t.value}</b>
      <div class="number quiet">${t.more}</div>
    </div>`}pointAt(t){this.times.length&&(this.active=Mi(this.times,this.moment(t)))}moment(t){let i=this.width-T.start-T.end,r=Math.max(0,Math.min(1,(t-T.start)/i));return this.span.from+r*(this.span.to-this.span.from)}choose(t,i){if(t===null||i===null){let n=this.chosen;this.chosen=null,n&&this.tell(n);return}let[r,o]=[this.moment(t),this.moment(i)].sort((n,d)=>n-d);this.chosen={from:r??0,to:o??0}}zoomAround(t,i){let r=this.moment(i);this.tell({from:r-(r-this.span.from)/t,to:r+(this.span.to-r)/t})}tell(t){this.dispatchEvent(new CustomEvent("zoomed",{detail:t}))}forget(){this.active=-1}move(t){let i=this.times.length-1,r=this.active<0?i+(t.key==="ArrowLeft"?1:0):this.active,n={ArrowLeft:r-1,ArrowDown:r-1,ArrowRight:r+1,ArrowUp:r+1,PageUp:r+10,PageDown:r-10,Home:0,End:i}[t.key];n!==void 0&&i>=0?(this.active=Math.max(0,Math.min(i,n)),t.preventDefault()):t.key==="Enter"?(t.preventDefault(),this.openActive()):t.key==="Escape"&&this.active>=0&&this.forget()}openActive(){let t=this.drawn.points[this.active];if(!t)return;let[i,,r]=t;this.dispatchEvent(new CustomEvent("opened",{detail:{at:i,id:r}}))}};p([$({attribute:!1})],O.prototype,"series",2),p([$({attribute:!1})],O.prototype,"span",2),p([$({attribute:!1})],O.prototype,"words",2),p([$({type:Boolean})],O.prototype,"band",2),p([$({type:Boolean})],O.prototype,"goal",2),p([$({type:Number})],O.prototype,"height",2),p([v()],O.prototype,"width",2),p([v()],O.prototype,"active",2),p([v()],O.prototype,"chosen",2);var se="body-scale-toast",Js=8e3,Ve=class extends E{static{this.styles=[y,g`
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
    `]}show(e){this.shown=e,this.hidden=!1,this.hasAttribute("popover")||this.setAttribute("popover","manual"),this.matches(":popover-open")&&this.hidePopover(),this.showPopover?.(),this.requestUpdate(),clearTimeout(this.timer),this.timer=setTimeout(()=>this.close(),Js)}close(){clearTimeout(this.timer),this.shown=void 0,this.matches(":popover-open")&&this.hidePopover(),this.hidden=!0,this.requestUpdate()}render(){if(!this.shown)return c;let{message:e,texts:t,undo:i}=this.shown;return a`<div class="row">
      <span role="status" aria-live="polite">${e}</span>
      ${i?a`<button
            @click=${()=>{this.close(),i()}}
          >
            ${t.of("undo")}
          </button>`:c}
    </div>`}};function ht(s){customElements.get(se)||customElements.define(se,Ve);let e=document.querySelector(se);e||(e=document.createElement(se),document.body.append(e)),e.show(s)}var x=class extends E{static{this.styles=y}t(e,t){return this.at.texts.of(e,t)}async attempt(e){try{return await e(),!0}catch(t){let{message:i}=t??{};return ht({message:this.t("failed",{error:i??""}),texts:this.at.texts}),!1}}};p([$({attribute:!1})],x.prototype,"at",2);function w(s,e){customElements.get(s)||customElements.define(s,e)}var M=g`
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
`;function A(s,e=!1){let t=e?"face little":"face";if(s.picture)return a`<img class=${t} src=${s.picture} alt="" loading="lazy" />`;let[i="?"]=s.name.trim();return a`<span class=${t} aria-hidden="true">${i.toLocaleUpperCase()}</span>`}function re(s,e){let t=Math.ceil((Date.parse(s)-e)/1e3);return t>0?`${Math.floor(t/60)}:${String(t%60).padStart(2,"0")}`:null}var tr=1e3,Pt=class extends x{constructor(){super(...arguments);this.now=Date.now()}static{this.styles=[y,M,g`
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
    `]}disconnectedCallback(){super.disconnectedCallback(),this.tick(!1)}updated(){this.tick(!!this.left(this.at.overview.assisted))}render(){let{assisted:t,people:i}=this.at.overview,r=this.left(t);if(!t||!r)return c;let o=i.find(({person_id:n})=>n===t.person_id);return a`<ha-card>
      <div class="row spread">
        <span class="row">${o?A(o):c}<h2>${t.name}</h2></span>
        <span class="quiet number">${r}</span>
      </div>
      <div role="status" aria-live="polite">
        ${t.problem_text?a`<div class="problem">${t.problem_text}</div>`:c}
        <div class="now">${t.text}</div>
      </div>
      ${t.first?a`<div class="quiet number">${I(this.at,t.first.weight)}</div>`:c}
      <button class="pill" @click=${()=>this.attempt(()=>this.at.commands.cancelAssisted())}>
        ${this.t("cancel")}
      </button>
    </ha-card>`}left(t){return t?re(t.until,this.now):null}tick(t){t?this.ticking??=setInterval(()=>this.now=Date.now(),tr):(clearInterval(this.ticking),this.ticking=void 0)}};p([v()],Pt.prototype,"now",2);var Ye=class extends x{render(){let{person:e}=this.at;return e?.minor?a`<button
      class="pill"
      @click=${()=>this.attempt(()=>this.at.commands.assist(e.person_id))}
    >
      ${this.t("assist")}
    </button>`:c}};w("body-scale-assist-button",Ye);var mt=g`
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
`;function oe({lowest:s,highest:e},t){let i=e-s||1;return Math.max(0,Math.min(100,(t-s)/i*100))}function Ke(s){return s.lowest!==null&&s.highest!==null}function ut(s,e={}){if(!Ke(s))return c;let t=[s.lowest,...s.bounds,s.highest],i=a`${t.slice(1).map((r,o)=>{let n=t[o]??s.lowest;return a`<span
      class="segment ${s.levels[o]??"plain"}"
      style="flex:${Math.max(.01,r-n)} 1 0"
    ></span>`})}
  ${e.before&&s.before!==null?a`<span class="pointer before" style="inset-inline-start:${oe(s,s.before)}%"></span>`:c}
  <span class="pointer" style="inset-inline-start:${oe(s,s.value)}%"></span>`;return e.hidden?a`<span class="track" aria-hidden="true">${i}</span>`:a`<div
        class="track"
        role="meter"
        aria-label=${s.name}
        aria-valuemin=${s.lowest}
        aria-valuemax=${s.highest}
        aria-valuenow=${s.value}
        aria-valuetext=${s.spoken}
      >
        ${i}
      </div>`}var S=class extends x{static{this.styles=[y,g`
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
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        justify-content: flex-end;
        margin-top: 16px;
      }
    `]}firstUpdated(){this.dialog.showModal()}close(){this.dialog.close()}render(){return a`<dialog
      aria-labelledby="heading"
      @close=${this.leave}
      @click=${e=>e.target===this.dialog&&this.close()}
    >
      <header>
        <h2 id="heading">${this.heading()}</h2>
        <button aria-label=${this.t("close")} @click=${this.close}>
          <span aria-hidden="true">×</span>
        </button>
      </header>
      ${this.body()}
    </dialog>`}leave(){this.closed?.(),this.remove()}};p([$i("dialog")],S.prototype,"dialog",2),p([$({attribute:!1})],S.prototype,"closed",2);function D(s,e,t){let i=Object.assign(document.createElement(s),{at:e.at},t);return document.body.append(i),i}var Ui="body-scale-bar-dialog",ne=class extends S{static{this.styles=[S.styles,mt,g`
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
    `]}heading(){return this.bar.name}body(){let{bar:e}=this,{format:t}=this.at,i=`about_${e.metric}`;return a`<div class="row">
        <span class="value number">${lt(this.at,e)}</span>
        <span>${e.grade_text??""}</span>
      </div>
      ${ut(e,{before:!0})} ${Ze(e,t.number.bind(t))} ${this.ranges()}
      ${e.about?a`<p>${e.about}</p>`:c}
      ${this.at.texts.has(i)?a`<p>${this.t(i)}</p>`:c}
      ${e.by_scale!==null&&e.by_scale!==void 0&&!this.at.onlyChanges?a`<p>${this.t("by_scale",{value:`${t.number(e.by_scale)} ${e.unit??""}`})}</p>`:c}
      <p class="small quiet">
        ${this.at.person?this.t("formulas",{name:this.at.person.formula_text}):c}
        ${e.estimate?this.t("estimate"):c}
      </p>`}ranges(){let{bar:e}=this;if(!e.bounds.length)return c;let t=i=>this.at.format.number(i,Number.isInteger(i)?0:1);return a`<ul>
      ${e.name_texts.map((i,r)=>{let o=e.bounds[r-1],n=e.bounds[r],d=o===void 0?`< ${t(n??0)}`:n===void 0?`≥ ${t(o)}`:`${t(o)}–${t(n)}`;return a`<li aria-current=${e.names[r]===e.grade?"true":c}>
          <span class="segment swatch ${e.levels[r]??"plain"}" aria-hidden="true"></span>
          ${i} <span class="number">${d} ${e.unit??""}</span>
        </li>`})}
    </ul>`}};p([$({attribute:!1})],ne.prototype,"bar",2);w(Ui,ne);function ae(s,e){D(Ui,s,{bar:e})}var er=a`<svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
  <circle cx="10" cy="10" r="7.5" fill="none" stroke="currentColor" stroke-width="1.5" />
  <path d="M10 9v5M10 6v.5" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" />
</svg>`,le=class extends x{static{this.styles=[y,mt,g`
      ha-card {
        padding: 16px;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(260px, 100%), 1fr));
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
    `]}render(){let{person:e}=this.at;if(!e?.latest)return c;let t=new Map(Object.values(e.missing).map(({key:i,text:r})=>[i,r]));return!e.bars.length&&!t.size?c:a`<ha-card>
      <h2>${this.t("metrics")}</h2>
      ${[...t.values()].map(i=>a`<div class="missing quiet">${i}</div>`)}
      <div class="grid">${e.bars.map(i=>this.bar(i))}</div>
    </ha-card>`}bar(e){return a`<div>
      <div class="head">
        <span>${e.name}</span>
        <span class="value number">${lt(this.at,e)}</span>
        ${e.grade_text?a`<span class="quiet">${e.grade_text}</span>`:c}
        <button
          class="info"
          aria-label=${this.t("about_metric",{name:e.name})}
          @click=${()=>ae(this,e)}
        >
          ${er}
        </button>
      </div>
      ${ut(e,{before:!0})} ${Ze(e,this.at.format.number.bind(this.at.format))}
    </div>`}};function Ze(s,e){return Ke(s)?a`<div class="bounds" aria-hidden="true">
    ${s.bounds.map(t=>a`<span style="inset-inline-start:${oe(s,t)}%"
          >${e(t,Number.isInteger(t)?0:1)}</span
        >`)}
  </div>`:c}async function de(s,e,t,i){await s.commands.assign(e,t),Ii(s,s.texts.of("given_to",{name:i}),()=>s.commands.giveBack(e))}async function ft(s,e){await s.commands.remove(e.weighing_id),Ii(s,s.texts.of("deleted"),()=>s.commands.restore(e.weighing_id))}function Ii(s,e,t){ht({message:e,texts:s.texts,undo:async()=>{try{await t(),ht({message:s.texts.of("undone"),texts:s.texts})}catch(i){let{message:r}=i??{};ht({message:s.texts.of("failed",{error:r??""}),texts:s.texts})}}})}function Hi(s){let e=s.trim().replace(/\s/g,"").replace(",",".");return/^\d+(\.\d*)?$|^\.\d+$/.test(e)?Number(e):null}function gt(s,e){return new Date(s+e(s)).toISOString().slice(0,16)}function Ni(s,e){let t=Date.parse(`${s}Z`);if(Number.isNaN(t))return null;let i=t-e(t);return new Date(t-e(i)).toISOString()}var F=class extends S{constructor(){super(...arguments);this.weight="";this.time="";this.wrong=!1}begin(t,i){let{format:r,overview:o}=this.at;this.weight=t===null?"":r.number(t,o.precision),this.time=gt(i,n=>r.offset(n))}fields(){return a`<label>
        ${this.t("weight_in",{unit:this.at.format.smallUnit})}
        <input
          inputmode="decimal"
          autocomplete="off"
          required
          autofocus
          aria-invalid=${this.wrong?"true":"false"}
          .value=${this.weight}
          @input=${t=>this.weight=t.target.value}
        />
        ${this.wrong?a`<span role="alert" class="small">${this.t("no_number")}</span>`:c}
      </label>
      <label>
        ${this.t("time")}
        <input
          type="datetime-local"
          required
          .value=${this.time}
          @input=${t=>this.time=t.target.value}
        />
      </label>`}buttons(){return a`<div class="buttons">
      <button type="button" class="pill" @click=${this.close}>${this.t("cancel")}</button>
      <button type="submit" class="pill filled">${this.t("save")}</button>
    </div>`}typed(){let t=Hi(this.weight);if(this.wrong=t===null||t<=0,t===null||this.wrong)return null;let i=Ni(this.time,r=>this.at.format.offset(r));return{weight:t,time:i??void 0}}};p([v()],F.prototype,"weight",2),p([v()],F.prototype,"time",2),p([v()],F.prototype,"wrong",2);var zi="body-scale-edit-dialog",ce=class extends F{connectedCallback(){super.connectedCallback(),this.begin(this.record.weight,Date.parse(this.record.measured_at))}heading(){return this.t("edit_weighing")}body(){return a`<form @submit=${this.submit}>${this.fields()} ${this.buttons()}</form>`}async submit(e){e.preventDefault();let t=this.typed();if(!t)return;let{weighing_id:i,measured_at:r}=this.record,o=gt(Date.parse(r),h=>this.at.format.offset(h)),n=this.time===o?void 0:t.time,{commands:d,overview:l}=this.at;await this.attempt(()=>d.edit(i,t.weight,l.unit,n))&&this.close()}};p([$({attribute:!1})],ce.prototype,"record",2);w(zi,ce);function pe(s,e){D(zi,s,{record:e})}var qi="body-scale-move-dialog",he=class extends S{static{this.styles=[S.styles,M,g`
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
    `]}heading(){return this.t("who")}body(){let{people:e}=this.at.overview,t=e.filter(i=>i.person_id!==this.record.person_id);return a`<p class="quiet">${P(this.at,this.record)}</p>
      <div class="people">
        ${t.map(i=>a`<button class="row" @click=${()=>this.give(i.person_id,i.name)}>
            ${A(i)} ${i.name}
          </button>`)}
        ${this.record.person_id==="guest"?"":a`<button class="row" @click=${()=>this.give("guest",this.t("guest"))}>
              ${A({name:"?"})} ${this.t("guest")}
            </button>`}
      </div>`}give(e,t){this.close(),this.attempt(()=>de(this.at,this.record,e,t))}};p([$({attribute:!1})],he.prototype,"record",2);w(qi,he);function me(s,e){D(qi,s,{record:e})}var Bi="body-scale-record-dialog",ue=class extends S{static{this.styles=[S.styles,g`
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
    `]}heading(){return this.record.person??this.t(this.record.person_id==="guest"?"guest":"who")}body(){let{record:e}=this;return a`<div class="weight number">${I(this.at,e.weight)}</div>
      <div class="quiet">${this.when()}</div>
      ${e.reason?a`<p>${e.reason}</p>`:c}
      <dl>
        ${this.facts().map(([t,i])=>a`<dt class="quiet">${t}</dt><dd class="number">${i}</dd>`)}
      </dl>
      <div class="buttons">
        <button class="pill" @click=${()=>this.then(()=>me(this,e))}>${this.t("move")}</button>
        ${this.at.overview.admin?a`<button class="pill" @click=${()=>this.then(()=>pe(this,e))}>${this.t("edit")}</button>
              <button class="pill" @click=${()=>this.then(()=>this.attempt(()=>ft(this.at,e)))}>
                ${this.t("delete")}
              </button>`:c}
      </div>`}then(e){this.close(),e()}when(){let e=this.at.format.dateTime(Date.parse(this.record.measured_at));return this.record.time_estimated?this.t("about_time",{time:e}):e}digits(e){return this.at.overview.people.flatMap(i=>i.bars).find(i=>i.metric===e)?.digits??1}facts(){let{record:e}=this,{format:t,overview:i,onlyChanges:r}=this.at,o=[[this.t("change"),e.difference===null?null:t.massChangeWithUnit(e.difference)],[this.t("scale"),e.scale],[this.t("certainty"),e.confidence===null?null:t.percent(e.confidence*100)],[this.t("impedance"),e.impedance===null?null:`${t.number(e.impedance,0)} Ω`],[this.t("heart_rate"),e.heart_rate===null?null:`${t.number(e.heart_rate,0)}/min`]];if(!r)for(let{key:n,name:d,unit:l}of i.metrics){let h=e.metrics[n];n!=="weight"&&typeof h=="number"&&o.push([d,`${t.number(h,this.digits(n))} ${l??""}`.trim()])}return o.flatMap(([n,d])=>d===null?[]:[[n,d]])}};p([$({attribute:!1})],ue.prototype,"record",2);w(Bi,ue);function j(s,e){D(Bi,s,{record:e})}var Wi=1e3;function Fi(s,{at:e,id:t}){s.attempt(async()=>{let{weighings:i}=await s.at.commands.weighings({person_id:s.at.person?.person_id,start:new Date(e-Wi).toISOString(),end:new Date(e+Wi).toISOString()}),r=i.find(({weighing_id:o})=>o===t);r&&j(s,r)})}function ji(s,e,t){let i=s.points.map((r,o)=>e.tip(o)).reverse();return a`<div class="table" tabindex="0" role="region" aria-label=${e.label}>
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
  </div>`}var ir=["weight","body_fat","muscle_mass","water","bmi","visceral_fat"],sr=new Set(["weight","muscle_mass","fat_mass","lean_body_mass","bone_mass"]),rr=2*R,or=300,L=class extends x{constructor(){super(...arguments);this.height=260;this.metric="weight";this.zoomed=null;this.failed=!1;this.asTable=!1;this.asked="";this.span={from:0,to:1}}static{this.styles=[y,g`
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
    `]}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.later)}willUpdate(){let{person:t,revision:i}=this.at;if(!t)return;let r=this.shownPeriod(),{from:o,to:n}=this.zoomed??{},d=[t.person_id,i,this.metric,r,o,n].join(" ");d!==this.asked&&(this.asked=d,clearTimeout(this.later),this.zoomed?this.later=setTimeout(()=>this.read(d),or):this.read(d),this.zoomed&&(this.span=this.zoomed))}render(){let{person:t}=this.at;return t?a`<ha-card>
      <div class="row spread">
        <div class="row chips" role="group" aria-label=${this.t("period")}>
          ${Ft.map(i=>this.periodChip(i))}
          ${this.zoomed?a`<button class="pill" @click=${()=>this.zoomed=null}>
                ${this.t("whole")}
              </button>`:c}
        </div>
        <button
          class="pill"
          aria-pressed=${this.asTable}
          @click=${()=>this.asTable=!this.asTable}
        >
          ${this.t("table")}
        </button>
      </div>
      <div class="row chips" role="group" aria-label=${this.t("metric")}>
        ${this.metrics().map(i=>this.metricChip(i))}
      </div>
      ${this.picture()}
    </ha-card>`:c}picture(){if(this.failed)return a`<div class="place empty">
        <button class="pill" @click=${()=>this.read(this.asked)}>${this.t("again")}</button>
      </div>`;let{series:t}=this;if(!t)return a`<div class="place" aria-busy="true"></div>`;if(!t.points.length)return a`<div class="place empty quiet">${this.t("nothing_here")}</div>`;let i=this.words(t);if(this.asTable)return ji(t,i,this.t.bind(this));let{band:r=!0,goal:o=!0}=this.at.config;return a`<div class="place">
      <body-scale-plot
        .series=${t}
        .span=${this.span}
        .words=${i}
        .height=${this.height}
        .band=${r}
        .goal=${o&&this.metric==="weight"}
        @zoomed=${n=>this.zoom(n.detail)}
        @opened=${n=>Fi(this,n.detail)}
      ></body-scale-plot>
    </div>`}periodChip(t){return a`<button
      class="pill"
      aria-pressed=${!this.zoomed&&t===this.shownPeriod()}
      aria-label="${this.t(`period_${t}_short`)}, ${this.t(`period_${t}`)}"
      @click=${()=>{this.period=t,this.zoomed=null}}
    >
      ${this.t(`period_${t}_short`)}
    </button>`}metricChip(t){return a`<button
      class="pill"
      aria-pressed=${t.key===this.metric}
      @click=${()=>this.metric=t.key}
    >
      ${t.name}
    </button>`}shownPeriod(){return this.period??this.at.config.period??"quarter"}metrics(){let{metrics:t}=this.at.overview;return ir.flatMap(i=>t.filter(r=>r.key===i))}zoom(t){t.to-t.from<rr||(this.zoomed={from:Math.round(t.from),to:Math.round(Math.min(t.to,Date.now()))})}async read(t){let{person:i}=this.at;if(!i)return;let r=this.zoomed?.from??jt(this.shownPeriod(),Date.now()),o=this.zoomed?.to??Date.now();try{let n=await this.at.commands.series({person_id:i.person_id,metric:this.metric,start:r===null?void 0:new Date(r).toISOString(),end:this.zoomed?new Date(o).toISOString():void 0});if(t!==this.asked)return;this.span={from:r??n.points[0]?.[0]??o-R,to:o},this.series=this.at.onlyChanges?lr(n):n,this.failed=!1}catch{this.failed=t===this.asked}}words(t){let{format:i,overview:r,person:o,onlyChanges:n}=this.at,d=sr.has(this.metric),l=r.metrics.find(({key:f})=>f===this.metric),h=t.points.filter(([f])=>f>=this.span.from&&f<=this.span.to),m=d?i.smallUnit:t.unit??"",u=f=>n?`${i.signed(f)} ${m}`.trim():d?i.mass(f):`${i.number(f)} ${m}`.trim();return{label:this.t("chart_label",{name:o?.name??"",metric:l?.name??this.metric,period:this.t(`period_${this.shownPeriod()}`)}),axis:f=>n?i.signed(f,1):nr(f,r.unit,d,i),time:f=>ar(f,this.span,i),offset:f=>i.offset(f),tip:f=>{let[b,_,,,C]=h[f]??[0,0,"",0,null],N=h[f-1],U=[N?i.signed(_-N[1],r.precision):"",C===null||n?"":this.t("fat_is",{percent:i.number(C)})];return{when:i.dateTime(b),value:u(_),more:U.filter(Boolean).join(" · ")}},band:t.healthy?this.t("healthy",{low:i.number(t.healthy.low,0),high:i.number(t.healthy.high,0)}):"",goal:t.goal===null?"":this.t("goal_is",{weight:u(t.goal)})}}};p([$({type:Number})],L.prototype,"height",2),p([v()],L.prototype,"metric",2),p([v()],L.prototype,"period",2),p([v()],L.prototype,"zoomed",2),p([v()],L.prototype,"series",2),p([v()],L.prototype,"failed",2),p([v()],L.prototype,"asTable",2);function nr(s,e,t,i){return t&&e==="st"?`${Math.floor(s/14)} st ${Math.round(s%14)}`:i.number(s,Number.isInteger(s)?0:1)}function ar(s,e,t){return s.kind==="day"?t.date(s.at,!0):s.kind==="year"?t.isoDay(s.at).slice(0,4):t.month(s.at,e.to-e.from>300*R)}function lr(s){let e=s.points[0]?.[1]??0;return{...s,points:s.points.map(([t,i,...r])=>[t,i-e,...r]),trend:s.trend.map(([t,i])=>[t,i-e]),healthy:null,goal:s.goal===null?null:s.goal-e,low:s.low===null?null:s.low-e,high:s.high===null?null:s.high-e}}var fe=class extends x{static{this.styles=[y,g`
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
      }
      .swatch {
        width: 12px;
        height: 12px;
        border-radius: 4px;
      }
    `]}render(){let{now:e,before:t}=this.at.person?.composition??{};return e?a`<ha-card>
      <h2>${this.t("composition")}</h2>
      ${t?a`<div class="small quiet">${this.at.format.daysAgo(30)}</div>
            ${this.stack(t,!0)}
            <div class="small quiet">${this.t("now")}</div>`:c}
      ${this.stack(e,!1)}
      <dl>
        ${e.map(i=>a`<div>
            <dt><span class="swatch ${i.part}" aria-hidden="true"></span>${i.name}</dt>
            <dd class="number">${this.amount(i)}</dd>
          </div>`)}
      </dl>
    </ha-card>`:c}stack(e,t){let i=e.map(r=>`${r.name} ${this.at.format.percent(r.percent,1)}`).join(", ");return a`<div class=${t?"stack before":"stack"} role="img" aria-label=${i}>
      ${e.map(r=>a`<span class=${r.part} style="flex:${r.percent} 1 0"></span>`)}
    </div>`}amount(e){let t=this.at.format.percent(e.percent,1);return this.at.onlyChanges?t:`${this.at.format.mass(e.mass)} · ${t}`}};function Gi(s,e){let t=Date.parse(`${s}T00:00:00Z`);return Array.from({length:e},(i,r)=>new Date(t-(e-1-r)*R).toISOString().slice(0,10))}var dr=12,ge=class extends x{static{this.styles=[y,g`
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
    `]}render(){let{person:e,format:t}=this.at;if(!e?.count)return c;let i=new Set(e.days),r=Gi(t.isoDay(Date.now()),dr*7),o=r.slice(-7).filter(l=>i.has(l)).length,n=r.filter(l=>i.has(l)).length,d=this.t("days_of_seven",{weighed:o});return a`<ha-card>
      <h2>${this.t("twelve_weeks")}</h2>
      <div>${d}</div>
      <div
        class="weeks"
        role="img"
        aria-label=${`${d}. ${this.t("days_of",{weighed:n,days:r.length})}`}
      >
        ${r.map((l,h)=>a`<span
              class="day ${i.has(l)?"weighed":""} ${h===r.length-1?"today":""}"
              title=${t.date(Date.parse(`${l}T12:00:00Z`))}
            ></span>`)}
      </div>
    </ha-card>`}};var cr=[30,90,365],pr=14*R,ve=200,Qe=400,st={top:10,bottom:22,start:42,end:10},hr=["none","8 4","2 4","12 4 2 4","4 2","16 6"],Vi=["--primary-color","--orange-color","--green-color","--purple-color","--cyan-color","--pink-color"],mr=["#03a9f4","#ff9800","#4caf50","#926bc7","#00bcd4","#e91e63"],rt=class extends x{constructor(){super(...arguments);this.days=90;this.unseen=new Set;this.asked=""}static{this.styles=[y,g`
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
        height: ${ve}px;
        display: grid;
        place-items: center;
      }
    `]}willUpdate(){let t=`${this.days} ${this.at.revision}`;t!==this.asked&&(this.asked=t,this.read(t))}render(){return this.at.overview.people.length?a`<ha-card>
      <div class="row spread">
        <h2>${this.t("family")}</h2>
        <div class="row" role="group" aria-label=${this.t("period")}>
          ${cr.map(t=>a`<button
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
    </ha-card>`:c}picture(){let t=(this.lines??[]).filter(({points:m})=>m.length>1);if(!t.length)return a`<div class="place quiet">${this.lines?this.t("nothing_here"):""}</div>`;let i=t.filter(({person_id:m})=>!this.unseen.has(m)),r=Date.now(),o={from:r-this.days*R,to:r},n=Jt([0,...i.flatMap(({points:m})=>m.map(([,u])=>u))],2),d=B(o,{from:st.start,to:Qe-st.end}),l=B(n,{from:ve-st.bottom,to:st.top}),{format:h}=this.at;return a`<svg viewBox="0 0 ${Qe} ${ve}" role="img" aria-label=${this.summary(i)}>
      ${te(n,4).map(m=>k`<line class=${m===0?"grid zero":"grid"} x1=${st.start}
            x2=${Qe-st.end} y1=${l(m)} y2=${l(m)} />
          <text x=${st.start-5} y=${l(m)+4} text-anchor="end">
            ${h.signed(m,Number.isInteger(m)?0:1)} %</text>`)}
      ${ee(o,4,m=>h.offset(m)).map(m=>k`<text x=${d(m.at)} y=${ve-6} text-anchor="middle">
          ${m.kind==="day"?h.date(m.at,!0):h.month(m.at,!1)}</text>`)}
      ${i.map(m=>this.line(m,d,l))}
    </svg>`}line(t,i,r){let o=this.lines?.indexOf(t)??0,n=pt(t.points,ur(t),i,r);return k`<path d=${n.solid} style=${this.stroke(o)} />
      <path d=${n.dotted} style="${this.stroke(o)};stroke-dasharray:1 6;stroke-linecap:round" />`}stroke(t){let i=t%Vi.length;return`stroke:var(${Vi[i]}, ${mr[i]});stroke-dasharray:${hr[i]}`}entry(t,i){let r=this.unseen.has(t.person_id);return a`<button
      class="pill ${r?"off":""}"
      aria-pressed=${!r}
      @click=${()=>this.toggle(t.person_id)}
    >
      <svg class="key" viewBox="0 0 28 12" aria-hidden="true">
        <path d="M0 6H28" style=${this.stroke(i)} />
      </svg>
      ${t.name}
    </button>`}toggle(t){let i=new Set(this.unseen);i.delete(t)||i.add(t),this.unseen=i}summary(t){return t.map(({name:i,points:r})=>`${i} ${this.at.format.signed(r.at(-1)?.[1]??0)} %`).join(", ")}async read(t){try{let{lines:i}=await this.at.commands.family(this.days);t===this.asked&&(this.lines=i)}catch{this.lines??=[]}}};p([v()],rt.prototype,"days",2),p([v()],rt.prototype,"lines",2),p([v()],rt.prototype,"unseen",2);function ur({points:s}){return s.slice(1).flatMap(([e],t)=>{let i=s[t]?.[0]??e;return e-i>pr?[[i,e]]:[]})}var Xe=44,Yi=2*Math.PI*Xe,ye=g`
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
`;function be(s,e){let t=s===null?.25:Math.max(0,Math.min(1,s));return a`<div class=${s===null?"ring busy":"ring"}>
    <svg viewBox="0 0 100 100" fill="none" stroke-width="7" aria-hidden="true">
      ${k`<circle class="track" cx="50" cy="50" r=${Xe} />
      <circle class="filled" cx="50" cy="50" r=${Xe} stroke-linecap="round"
        stroke-dasharray=${Yi} stroke-dashoffset=${Yi*(1-t)}
        visibility=${t>0?"visible":"hidden"} />`}
    </svg>
    <div class="inside">${e}</div>
  </div>`}var fr=1e3,$e=class extends x{constructor(){super(...arguments);this.now=Date.now()}static{this.styles=[y,g`
      .pill {
        margin-top: 8px;
      }
    `]}disconnectedCallback(){super.disconnectedCallback(),this.stop()}render(){let{person:t}=this.at;if(!t?.claim_button)return c;let i=t.claim_until&&re(t.claim_until,this.now);return i?this.tick():this.stop(),a`<button class="pill" aria-pressed=${i?"true":"false"} @click=${this.press}>
      ${i?this.t("claimed",{left:i}):this.t("claim")}
    </button>`}tick(){this.ticking??=setInterval(()=>this.now=Date.now(),fr)}stop(){clearInterval(this.ticking),this.ticking=void 0}async press(){let t=this.at.person?.claim_button;t&&(await this.attempt(()=>this.at.commands.press(t)),this.now=Date.now())}};p([v()],$e.prototype,"now",2);w("body-scale-claim",$e);var we=class extends x{static{this.styles=[y,M,ye,g`
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
      .inside {
        max-width: 100px;
        font-size: 0.8125rem;
        line-height: 1.3;
      }
    `]}render(){let{person:e}=this.at;if(!e)return c;let{latest:t}=e;return a`<ha-card>
      <div class="main">
        <div class="row">${A(e)}
          <h2>${e.name}</h2>
        </div>
        ${t?a`<div class="weight number">${Rt(this.at,t)}</div>
              ${vr(this,e)}
              <button class="record small quiet" @click=${()=>j(this,t)}>
                ${this.about(e)}
              </button>`:a`<p>${this.t("first_weighing")}</p>`}
        <body-scale-claim .at=${this.at}></body-scale-claim>
        <body-scale-assist-button .at=${this.at}></body-scale-assist-button>
      </div>
      ${e.goal?this.goal(e.goal):c}
    </ha-card>`}about(e){let{latest:t}=e;if(!t)return"";let i=t.confidence===null||t.assigned_by!=="auto"?"":this.t("sure",{percent:this.at.format.number(t.confidence*100,0)});return[P(this.at,t),t.scale,i].filter(Boolean).join(", ")}goal(e){let{latest:t}=this.at.person??{},i=this.at.onlyChanges?e.distance===null?"":this.t("to_goal",{change:this.mass(e.distance)}):e.text??"";return be(gr(e,t?.weight??null),a`<span class="number">${e.reached?this.t("goal_reached"):i}</span>`)}mass(e){let{format:t,overview:i}=this.at;return t.isolate(`${t.number(Math.abs(e),i.precision)} ${t.smallUnit}`)}};function gr(s,e){return s.reached?1:s.start===null||e===null||s.start===s.weight?0:Math.max(0,Math.min(1,(s.start-e)/(s.start-s.weight)))}function Je(s,e){let{goal:t,latest:i}=s;return!t||t.reached||!i||e===0?!1:Math.sign(t.weight-i.weight)===Math.sign(e)}function vr(s,e){let{texts:t,format:i}=s.at,{previous:r,"7d":o,"30d":n}=e.change;return a`<div class="changes">
    ${[[r,"since_last"],[o,"in_week"],[n,"in_month"]].map(([l,h])=>l===null?c:a`<span class=${Je(e,l)?"towards":""}>
            ${t.of(h,{change:i.massChange(l)})}
          </span>`)}
  </div>`}var Ki={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},Zi=s=>(...e)=>({_$litDirective$:s,values:e}),xe=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,i){this._$Ct=e,this._$AM=t,this._$Ci=i}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};var{I:yr}=yi,Qi=s=>s;var Xi=()=>document.createComment(""),vt=(s,e,t)=>{let i=s._$AA.parentNode,r=e===void 0?s._$AB:e._$AA;if(t===void 0){let o=i.insertBefore(Xi(),r),n=i.insertBefore(Xi(),r);t=new yr(o,n,s,s.options)}else{let o=t._$AB.nextSibling,n=t._$AM,d=n!==s;if(d){let l;t._$AQ?.(s),t._$AM=s,t._$AP!==void 0&&(l=s._$AU)!==n._$AU&&t._$AP(l)}if(o!==r||d){let l=t._$AA;for(;l!==o;){let h=Qi(l).nextSibling;Qi(i).insertBefore(l,r),l=h}}}return t},V=(s,e,t=s)=>(s._$AI(e,t),s),br={},Ji=(s,e=br)=>s._$AH=e,ts=s=>s._$AH,_e=s=>{s._$AR(),s._$AA.remove()};var es=(s,e,t)=>{let i=new Map;for(let r=e;r<=t;r++)i.set(s[r],r);return i},is=Zi(class extends xe{constructor(s){if(super(s),s.type!==Ki.CHILD)throw Error("repeat() can only be used in text expressions")}dt(s,e,t){let i;t===void 0?t=e:e!==void 0&&(i=e);let r=[],o=[],n=0;for(let d of s)r[n]=i?i(d,n):n,o[n]=t(d,n),n++;return{values:o,keys:r}}render(s,e,t){return this.dt(s,e,t).values}update(s,[e,t,i]){let r=ts(s),{values:o,keys:n}=this.dt(e,t,i);if(!Array.isArray(r))return this.ut=n,o;let d=this.ut??=[],l=[],h,m,u=0,f=r.length-1,b=0,_=o.length-1;for(;u<=f&&b<=_;)if(r[u]===null)u++;else if(r[f]===null)f--;else if(d[u]===n[b])l[b]=V(r[u],o[b]),u++,b++;else if(d[f]===n[_])l[_]=V(r[f],o[_]),f--,_--;else if(d[u]===n[_])l[_]=V(r[u],o[_]),vt(s,l[_+1],r[u]),u++,_--;else if(d[f]===n[b])l[b]=V(r[f],o[b]),vt(s,r[u],r[f]),f--,b++;else if(h===void 0&&(h=es(n,b,_),m=es(d,u,f)),h.has(d[u]))if(h.has(d[f])){let C=m.get(n[b]),N=C!==void 0?r[C]:null;if(N===null){let U=vt(s,r[u]);V(U,o[b]),l[b]=U}else l[b]=V(N,o[b]),vt(s,r[u],N),r[C]=null;b++}else _e(r[f]),f--;else _e(r[u]),u++;for(;b<=_;){let C=vt(s,l[_+1]);V(C,o[b]),l[b++]=C}for(;u<=f;){let C=r[u++];C!==null&&_e(C)}return this.ut=n,Ji(s,l),W}});var ss=g`
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
`;function rs(s,e){let{texts:t,overview:i}=s.at,r=o=>n=>{n.currentTarget.closest("details")?.removeAttribute("open"),o()};return a`<details @focusout=${$r} @keydown=${wr}>
    <summary role="button" aria-label=${t.of("menu_of",{what:P(s.at,e)})}>
      <span aria-hidden="true">⋮</span>
    </summary>
    <div class="menu">
      <button tabindex="0" @click=${r(()=>me(s,e))}>${t.of("move")}</button>
      ${i.admin?a`<button tabindex="0" @click=${r(()=>pe(s,e))}>${t.of("edit")}</button>
            <button
              @click=${r(()=>{s.attempt(()=>ft(s.at,e))})}
            >
              ${t.of("delete")}
            </button>`:c}
    </div>
  </details>`}function $r(s){let e=s.currentTarget;e.contains(s.relatedTarget)||e.removeAttribute("open")}function wr(s){if(s.key!=="Escape")return;let e=s.currentTarget;e.removeAttribute("open"),e.querySelector("summary")?.focus()}var os=20,xr=300,G=class extends x{constructor(){super(...arguments);this.total=0;this.whose="";this.wanted="";this.failed=!1;this.cursor=null;this.shown=os;this.asked=""}static{this.styles=[y,M,ss,g`
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
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 12px;
        padding: 6px 4px;
      }
      .record > :nth-child(even) {
        text-align: end;
      }
      .show-more {
        margin-top: 12px;
      }
      .aside {
        font-style: italic;
      }
    `]}willUpdate(){let{person:t,revision:i}=this.at,r=[t?.person_id??this.whose,this.wanted,i].join(`
`);r!==this.asked&&(this.asked=r,this.read(r))}render(){let{person:t}=this.at;return a`<ha-card>
      <h2>${this.t("weighings")}</h2>
      ${t?c:this.filters()} ${this.list()}
      ${this.cursor?a`<button class="pill show-more" @click=${this.more}>${this.t("show_more")}</button>`:c}
    </ha-card>`}filters(){return a`<div class="row filters">
      <select
        aria-label=${this.t("person")}
        @change=${t=>this.whose=t.target.value}
      >
        <option value="">${this.t("everybody")}</option>
        ${this.at.overview.people.map(t=>a`<option value=${t.person_id}>${t.name}</option>`)}
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
        ${is(this.records,t=>t.weighing_id,t=>a`<li>${this.row(t)} ${rs(this,t)}</li>`)}
      </ul>`:a`<p class="quiet">${this.t("nothing_here")}</p>`:a`<div aria-busy="true" style="min-height:120px"></div>`}row(t){let{person:i,overview:r,format:o,onlyChanges:n}=this.at,d=r.people.find(u=>u.person_id===t.person_id),l=t.person??this.t(t.person_id==="guest"?"guest":"who"),h=t.metrics.body_fat,m=t.difference===null?"":o.massChange(t.difference);return a`${i?c:A(d??{name:t.person_id?l:"?"},!0)}
      <button class="record" @click=${()=>j(this,t)}>
        <span>${i?P(this.at,t):l}</span>
        <span class="number"><b>${I(this.at,t.weight)}</b></span>
        <span class="small quiet">
          ${i?t.scale??"":P(this.at,t)}
          ${t.set_aside?a`<span class="aside">· ${this.t("set_aside")}</span>`:c}
        </span>
        <span class="small quiet number"
          >${[m,typeof h!="number"||n?"":this.t("fat_is",{percent:o.number(h)})].filter(Boolean).join(" · ")}</span
        >
      </button>`}search(t){let{value:i}=t.target;clearTimeout(this.later),this.later=setTimeout(()=>this.wanted=i.trim(),xr)}async read(t){try{let i=await this.at.commands.weighings({...this.query(),limit:this.shown});if(t!==this.asked)return;this.records=i.weighings,this.cursor=i.before,this.total=i.total,this.failed=!1}catch{this.failed=t===this.asked&&!this.records}}async more(){let{asked:t,cursor:i}=this;i&&await this.attempt(async()=>{let r=await this.at.commands.weighings({...this.query(),before:i,limit:os});t===this.asked&&(this.cursor=r.before,this.records=[...this.records??[],...r.weighings],this.shown=Math.min(500,this.records.length))})}query(){return{person_id:this.at.person?.person_id??this.whose,search:this.wanted}}};p([v()],G.prototype,"records",2),p([v()],G.prototype,"total",2),p([v()],G.prototype,"whose",2),p([v()],G.prototype,"wanted",2),p([v()],G.prototype,"failed",2);var ns=["stand_still","measuring","done"],ke={measuring:0,stand_still:0,removed_early:0,stable:1,done:2,no_impedance:2},Te=30,_r=12e4;function as(s,e){let{until:t,patience:i,progress:r}=s;if(!t||!i)return r;let o=(Date.parse(t)-e)/1e3;return Math.max(0,Math.min(1,1-o/i))}function Se(s,e=Date.now()){return s.occupied?!0:!(s.state in ke)||!s.last_seen?!1:e-Date.parse(s.last_seen)<_r}var kr=400,Tr=[.15,.5,1],Ct=class extends x{constructor(){super(...arguments);this.scales=[]}static{this.styles=[y,ye,g`
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
    `]}disconnectedCallback(){super.disconnectedCallback(),this.tick(!1)}tick(t){t?this.ticking??=setInterval(()=>this.requestUpdate(),kr):(clearInterval(this.ticking),this.ticking=void 0)}updated(){this.tick(this.scales.some(t=>Se(t)))}render(){if(!this.scales.length)return c;let t=this.scales.filter(r=>Se(r)),i=this.scales.filter(r=>!Se(r));return a`<ha-card>
      ${t.map(r=>this.active(r))}
      ${i.map(r=>this.idle(r))}
    </ha-card>`}idle(t){let i=t.last_seen_text?this.t("last_seen",{when:t.last_seen_text}):this.t("never_seen"),r=t.silent_days>=Te;return a`<div class="idle quiet">${t.name}, ${i}</div>
      ${r?a`<div class="warning">
            ${this.t("silent",{when:this.at.format.daysAgo(t.silent_days)})}
          </div>`:c}`}active(t){let i=ke[t.state]??0,r=i===2,o=r?1:as(t,Date.now())??Tr[i]??0;return a`<div class="active ${r?"done":""}">
      ${be(o,a`<span class="glyph" aria-hidden="true">${r?"✓":i+1}</span>`)}
      <div class="words">
        <div class="weight number">${this.weight(t)}</div>
        <div role="status" aria-live="polite">${this.says(t,r)}</div>
        <ol class="stages small quiet">
          ${ns.map((n,d)=>a`<li aria-current=${d===i?"step":c}>${this.t(`stage_${n}`)}</li>`)}
        </ol>
        <div class="small quiet">${t.name}</div>
      </div>
    </div>`}weight(t){return this.at.onlyChanges?"· · ·":t.live_text?t.live_text:ke[t.state]===2&&t.last_weighing?t.last_weighing.text:t.live_weight===null?"–":this.at.format.mass(t.live_weight)}says(t,i){let{last_weighing:r}=t;if(!i||!r)return t.hint??t.state_text;let o=r.difference===null?"":this.at.format.massChangeWithUnit(r.difference);return[r.person??this.t("who"),o,t.hint].filter(Boolean).join(" · ")}};p([$({attribute:!1})],Ct.prototype,"scales",2);var ls=g`
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
`,ti=56;function ds(s,e,t){let{points:i,trend:r,healthy:o,goal:n}=s,d=i[0],l=i[i.length-1];if(!d||!l)return a`<div style="height:${ti}px"></div>`;let h=[...i.map(([,U])=>U),...r.map(([,U])=>U)],m=Jt(h,2),u=B({from:d[0],to:l[0]},{from:4,to:e-4}),f=B(m,{from:ti-4,to:4}),b=U=>f(Math.max(m.from,Math.min(m.to,U))),_=pt(r,s.gaps,u,f),C=o&&b(o.high),N=o&&b(o.low)-b(o.high);return a`<svg class="sparkline" viewBox="0 0 ${e} ${ti}" preserveAspectRatio="none" aria-hidden="true">
    ${t.band&&N?k`<rect class="band" x="0" width=${e} y=${C} height=${N} />`:c}
    ${t.goal&&n!==null&&n>=m.from&&n<=m.to?k`<line class="goal" x1="0" x2=${e} y1=${f(n)} y2=${f(n)} />`:c}
    ${k`<path class="dots" d=${Et(i,u,f)} /><path class="trend" d=${_.solid} />
      <path class="trend dotted" d=${_.dotted} />`}
  </svg>`}var Re=class{constructor(e,t){this.onHold=e;this.onTap=t;this.held=!1;this.press=()=>{this.held=!1,clearTimeout(this.timer),this.timer=setTimeout(()=>{this.held=!0,this.onHold()},500)};this.release=()=>clearTimeout(this.timer);this.cancel=()=>clearTimeout(this.timer);this.click=()=>{this.held||this.onTap(),this.held=!1}}};var cs="body-scale-chart-dialog",Ae=class extends S{connectedCallback(){super.connectedCallback(),this.style.setProperty("--dialog-width","960px")}heading(){return this.person.name}body(){return a`<body-scale-chart .at=${this.at} .height=${320}></body-scale-chart>`}};p([$({attribute:!1})],Ae.prototype,"person",2);w(cs,Ae);function ps(s,e){D(cs,s,{person:e})}var hs="body-scale-waiting-dialog",ei=class extends S{connectedCallback(){super.connectedCallback();let e=at(this.at.hass());this.stop=e.listen(t=>{t==="overview"&&e.overview!==this.at.overview&&this.close()})}disconnectedCallback(){super.disconnectedCallback(),this.stop?.()}heading(){return this.t("who")}body(){return a`<body-scale-waiting .at=${this.at}></body-scale-waiting>`}};w(hs,ei);function ms(s){D(hs,s,{})}var us=g`
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
`;var Sr=3,Rr=.1,Ar=120,Er=318,Mt=class extends x{constructor(){super(...arguments);this.read="";this.hold=new Re(()=>{this.at.person?.entity&&Be(this,this.at.person.entity)},()=>this.go())}static{this.styles=[y,M,ls,us,mt]}willUpdate(){let{person:t,revision:i,config:r}=this.at,o=`${t?.person_id} ${i} ${r.period}`;!t||!t.count||r.compact||o===this.read||(this.read=o,this.ask(t.person_id,o))}render(){let{person:t,config:i}=this.at;return t?i.compact?a`<ha-card class="compact">${this.compact(t)}</ha-card>`:a`<ha-card class=${this.isOld(t)?"old":""}>
      <button
        class="head row spread"
        @pointerdown=${this.hold.press}
        @pointerup=${this.hold.release}
        @pointerleave=${this.hold.cancel}
        @click=${this.hold.click}
      >
        <span class="row">${A(t)}<span class="name">${t.name}</span></span>
        <span class="quiet small">${this.when(t)}</span>
      </button>
      ${t.latest?this.figures(t):a`<p>${this.t("first_weighing")}</p>`}
      ${this.notes(t)}
    </ha-card>`:c}compact(t){return a`<button class="row spread" @click=${this.hold.click}
      @pointerdown=${this.hold.press} @pointerup=${this.hold.release} @pointerleave=${this.hold.cancel}>
      <span class="row">${A(t)}<span class="name">${t.name}</span></span>
      ${t.latest?a`<span class="row number"><b>${Rt(this.at,t.latest)}</b>
            ${this.change(t)}</span>`:a`<span class="quiet small">${this.t("first_weighing")}</span>`}
    </button>`}figures(t){let{trend:i,goal:r,latest:o}=t,{format:n,onlyChanges:d}=this.at;return a`<div class="row spread figures">
        <span class="row number">
          <b class="weight">${o&&Rt(this.at,o)}</b>${this.change(t)}
        </span>
        <span class="quiet small number aside">
          ${i===null||d?c:a`<span>${this.t("trend_is",{weight:n.mass(i)})}</span>`}
          ${r&&r.distance!==null&&!r.reached?a`<span>${this.t("to_goal",{change:n.isolate(`${n.number(Math.abs(r.distance),this.at.overview.precision)} ${n.smallUnit}`)})}</span>`:c}
          ${r?.reached?a`<span>${this.t("goal_reached")}</span>`:c}
        </span>
      </div>
      ${this.chart(t)}
      <div class="metrics">${this.bars(t).map(l=>this.metric(l))}</div>`}change(t){let{previous:i}=t.change;return i===null||this.at.onlyChanges?c:a`<span class="change ${Je(t,i)?"towards":""}">
      ${this.at.format.massChange(i)}
    </span>`}chart(t){if(!this.series)return a`<div class="place skeleton"></div>`;if(this.series.points.length<2)return c;let{band:i=!0,goal:r=!0}=this.at.config;return a`<button class="place" @click=${()=>ps(this,t)}
      aria-label=${this.t("chart_of",{name:t.name})}>
      ${ds(this.series,Er,{band:i,goal:r})}
    </button>`}bars(t){return(this.at.config.metrics??St).flatMap(r=>t.bars.filter(o=>o.metric===r)).slice(0,4)}metric(t){return a`<button class="metric" @click=${()=>ae(this,t)}>
      <span class="metric-name quiet">${t.name}</span>
      <b class="number">${lt(this.at,t)}</b>
      ${ut(t,{hidden:!0})}
      <span class="grade">${t.grade_text??""}</span>
    </button>`}notes(t){let i=this.at.overview.pending.filter(({candidates:o})=>o?.some(({person_id:n,probability:d})=>n===t.person_id&&d>=Rr)).length,[r]=Object.values(t.missing);return a`${i?a`<button class="note raised" @click=${()=>ms(this)}>
          ${this.t("waits",{count:i})}</button>`:c}
    ${r&&t.latest?a`<div class="note quiet small">${r.text}</div>`:c}`}days(t){if(!t.latest)return 0;let{format:i}=this.at,r=Date.parse(i.isoDay(Date.now())),o=Date.parse(i.isoDay(Date.parse(t.latest.measured_at)));return Math.round((r-o)/R)}isOld(t){return this.days(t)>=Sr}when(t){return t.latest?this.isOld(t)?this.at.format.daysAgo(this.days(t)):P(this.at,t.latest):""}async ask(t,i){let r=jt(this.at.config.period??"quarter",Date.now());try{let o=await this.at.commands.series({person_id:t,metric:"weight",start:r===null?void 0:new Date(r).toISOString(),points:Ar});this.read===i&&(this.series=o)}catch{this.read=""}}go(){let{navigation_path:t}=this.at.config,{entity:i}=this.at.person??{};t?Vt(t):i&&Be(this,i)}};p([v()],Mt.prototype,"series",2);var fs="body-scale-weigh-in-dialog",Ee=class extends F{constructor(){super(...arguments);this.person="";this.began=""}connectedCallback(){super.connectedCallback(),this.begin(null,Date.now()),this.began=gt(Date.now(),t=>this.at.format.offset(t)),this.person=this.at.person?.person_id??""}heading(){return this.t("type_in")}body(){return a`<form @submit=${this.submit}>
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
    </form>`}async submit(t){t.preventDefault();let i=this.typed();if(!i)return;let r=this.time===this.began?void 0:i.time,{commands:o,overview:n}=this.at,d=this.person||void 0;await this.attempt(()=>o.record(i.weight,n.unit,d,r))&&this.close()}};p([v()],Ee.prototype,"person",2);w(fs,Ee);function gs(s){D(fs,s,{})}var Pe=class extends x{static{this.styles=[y,M,g`
      ha-card {
        padding: 16px;
      }
      .record {
        width: 100%;
        min-height: 48px;
        flex-wrap: nowrap;
      }
      .who {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
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
        <button class="pill" @click=${()=>gs(this)}>${this.t("type_in")}</button>
        ${t&&this.at.commands.canExport?a`<button class="pill" @click=${this.download}>${this.t("export")}</button>`:c}
      </div>
    </ha-card>`}row(e){let t=this.at.overview.people.find(r=>r.person_id===e.person_id),i=e.person??this.t(e.person_id==="guest"?"guest":"who");return a`<button class="row record" @click=${()=>j(this,e)}>
      ${A(t??{name:t||e.person_id?i:"?"},!0)}
      <span class="who">${i}</span>
      <span class="number">${I(this.at,e.weight)}</span>
      <span class="number quiet small"
        >${e.difference===null?"":this.at.format.massChange(e.difference)}</span
      >
      <span class="quiet small">${P(this.at,e)}</span>
    </button>`}async download(){await this.attempt(async()=>{let e=await this.at.commands.exported(),t=document.createElement("a");t.href=URL.createObjectURL(new Blob([e],{type:"text/csv"})),t.download="body_scale.csv",t.click(),URL.revokeObjectURL(t.href)})}};var Dt=class extends x{constructor(){super(...arguments);this.scales=[]}static{this.styles=[y,g`
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
    `]}render(){return this.scales.length?this.scales.map(t=>this.scale(t)):a`<ha-card><p class="quiet">${this.t("no_scale")}</p></ha-card>`}scale(t){return a`<ha-card>
      <h2>${t.name}</h2>
      <div class="small quiet">${[t.model,t.state_text].filter(Boolean).join(" · ")}</div>
      ${t.silent_days>=Te?a`<div class="warning">
            ${this.t("silent",{when:this.at.format.daysAgo(t.silent_days)})}
          </div>`:c}
      ${t.battery_low?a`<div class="warning">${this.t("battery_low")}</div>`:c}
      <dl>${this.facts(t).map(([i,r])=>a`<dt class="quiet">${i}</dt><dd>${r}</dd>`)}</dl>
      ${t.device_id?a`<button class="pill" @click=${()=>Vt(`/config/devices/device/${t.device_id}`)}>
            ${this.t("device_page")}
          </button>`:c}
    </ha-card>`}facts(t){let{format:i}=this.at;return[["seen",t.last_seen_text??this.t("never_seen")],["battery",t.battery===null?null:i.percent(t.battery)],["signal",t.signal===null?null:`${i.number(t.signal,0)} dBm`],["clock",t.clock_drift===null?null:i.duration(t.clock_drift)],["synced",t.last_sync?i.dateTime(Date.parse(t.last_sync)):null]].flatMap(([o,n])=>n===null?[]:[[this.t(`scale_${o}`),n]])}};p([$({attribute:!1})],Dt.prototype,"scales",2);var ot=class extends x{constructor(){super(...arguments);this.index=0;this.more=!1;this.busy=!1}static{this.styles=[y,M,g`
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
        ${t.length>1?this.pager(t.length):c}
      </div>
      <div class="number">
        ${[I(this.at,i.weight),P(this.at,i),i.scale].filter(Boolean).join(", ")}
      </div>
      <div class="row chips" role="group" aria-label=${this.t("who")}>
        ${(i.candidates??[]).slice(0,3).map(r=>this.candidate(i,r))}
        <button class="pill plain" ?disabled=${this.busy} @click=${()=>this.give(i,"guest")}>
          ${this.t("guest")}
        </button>
        <button class="pill plain" aria-expanded=${this.more} @click=${()=>this.more=!this.more}>
          ${this.t("more")}
        </button>
      </div>
      ${this.more?this.others(i):c}
      ${i.reason?a`<div class="reason small quiet">${i.reason}</div>`:c}
    </ha-card>`:c}pager(t){let i=Math.min(this.index,t-1),r=this.t("one_of",{index:i+1,count:this.at.overview.pending_count});return a`<button
      class="pill"
      @click=${()=>{this.index=(i+1)%t,this.more=!1}}
      aria-label="${r}, ${this.t("next_waiting")}"
    >
      ${r}
      <span aria-hidden="true">›</span>
    </button>`}candidate(t,i){let{format:r}=this.at,o=i.probability<.005?"":r.percent(i.probability*100),n=i.difference===null?"":r.massChangeWithUnit(i.difference);return a`<button
      class="pill chip"
      ?disabled=${this.busy}
      @click=${()=>this.give(t,i.person_id,i.name)}
    >
      ${A(i,!0)}
      <span>${i.name}</span>
      <span class="number quiet small">${[o,n].filter(Boolean).join(" ")}</span>
    </button>`}others(t){let i=new Set((t.candidates??[]).slice(0,3).map(o=>o.person_id)),r=this.at.overview.people.filter(o=>!i.has(o.person_id));return a`<div class="row chips">
      ${r.map(o=>a`<button
          class="pill chip"
          ?disabled=${this.busy}
          @click=${()=>this.give(t,o.person_id,o.name)}
        >
          ${A(o,!0)} ${o.name}
        </button>`)}
      <button class="pill plain" @click=${()=>j(this,t)}>${this.t("details")}</button>
      ${this.at.overview.admin?a`<button class="pill plain" ?disabled=${this.busy} @click=${()=>this.discard(t)}>
            ${this.t("discard")}
          </button>`:c}
    </div>`}async give(t,i,r){this.busy=!0,this.more=!1,await this.attempt(()=>de(this.at,t,i,r??this.t("guest"))),this.busy=!1}async discard(t){this.busy=!0,this.more=!1,await this.attempt(()=>ft(this.at,t)),this.busy=!1}};p([v()],ot.prototype,"index",2),p([v()],ot.prototype,"more",2),p([v()],ot.prototype,"busy",2);function vs(){w("body-scale-plot",O),w("body-scale-assist",Pt),w("body-scale-bars",le),w("body-scale-chart",L),w("body-scale-composition",fe),w("body-scale-days",ge),w("body-scale-family",rt),w("body-scale-hero",we),w("body-scale-history",G),w("body-scale-live",Ct),w("body-scale-person",Mt),w("body-scale-recent",Pe),w("body-scale-scales",Dt),w("body-scale-waiting",ot)}var Pr={columns:"full",rows:"auto"};async function Cr(s,e){let t=await ct(e),i;try{i=await e.callWS({type:"body_scale/overview"})}catch{}return{title:"Body Scale",views:Mr(t,i,s.privacy)}}function Mr(s,e,t="off"){let i=(o,n={})=>({type:"custom:body-scale-card",mode:o,...t==="off"?{}:{privacy:t},...n,grid_options:Pr}),r=e?.people??[];return[Dr(s,r,i),...r.map(o=>Or(o,i)),Ce(s.of("weighings"),"weighings","mdi:format-list-bulleted",1,[[i("history")]]),Ce(s.of("scales"),"scales","mdi:scale-bathroom",2,[[i("scales")]])]}function Dr(s,e,t){let i=e.map(r=>t("person",{person:r.person_id,navigation_path:ys(r)}));return Ce(s.of("household"),"household","mdi:home-heart",3,[[t("waiting"),t("live"),...i.length>2?[]:i],...i.length>2?[i]:[],[t("family"),t("recent")]])}function Or(s,e){let t={person:s.person_id},i=Ce(s.name,ys(s),void 0,3,[[e("hero",t),e("chart",t)],[e("bars",t)],[e("composition",t),e("days",t)],[e("history",t)]]),r=[3,2,1,3];return{...i,sections:i.sections.map((o,n)=>({...o,column_span:r[n]??1}))}}function Ce(s,e,t,i,r){return{title:s,path:e,...t?{icon:t}:{},type:"sections",max_columns:i,sections:r.map(o=>({type:"grid",cards:o}))}}function ys(s){return`person-${s.person_id.toLowerCase().replace(/[^a-z0-9]+/g,"-")}`}vs();w("body-scale-view",H);w("body-scale-card-editor",et);export{Cr as generateDashboard};
