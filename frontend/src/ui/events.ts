/** How a part tells Home Assistant what is to happen. */

/** Tell everybody around an element, across shadow roots. */
export function fire(target: EventTarget, type: string, detail: unknown = {}): void {
  target.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
}

/** Open Home Assistant's own dialog about an entity. */
export function moreInfo(target: EventTarget, entityId: string): void {
  fire(target, "hass-more-info", { entityId });
}

/** Go to another page of Home Assistant; a name without a slash is a view of this dashboard. */
export function navigate(path: string): void {
  const dashboard = window.location.pathname.split("/")[1] ?? "";
  window.history.pushState(null, "", path.includes("/") ? path : `/${dashboard}/${path}`);
  fire(window, "location-changed", { replace: false });
}

/** Go to another page in place of this one, to which no way leads back. */
export function replacePage(path: string): void {
  window.history.replaceState(null, "", path);
  fire(window, "location-changed", { replace: true });
}
