/** A page with one card and a stand-in for Home Assistant, told by its address what to show. */

import { household } from "./household.js";

const wish = new URLSearchParams(location.search);
const options = {
  days: Number(wish.get("days") ?? 400),
  empty: wish.has("empty"),
  pending: Number(wish.get("pending") ?? 2),
  unit: wish.get("unit") ?? "kg",
};
const made = household(options);
const calls = (window.calls = []);
const listeners = new Set();
const { resources } = await (await fetch("texts.json")).json();
const locked = wish.has("gone");

function answer(message) {
  switch (message.type) {
    case "body_scale/overview":
      if (locked) throw { code: "not_loaded", message: "Body Scale isn't loaded" };
      return made.overview;
    case "body_scale/series":
      return made.series(message);
    case "body_scale/export":
      return { path: "/texts.json?signed", file_name: `body_scale.${message.format}` };
    case "body_scale/family":
      return made.family(message.days);
    case "body_scale/weighings": {
      let found = made.all.filter(
        (each) => !message.person_id || each.person_id === message.person_id,
      );
      if (message.start)
        found = found.filter((each) => each.measured_at >= message.start && each.measured_at <= message.end);
      const begin = Number(message.before ?? 0);
      const limit = message.limit ?? 20;
      const next = begin + limit;
      return {
        weighings: found.slice(begin, next),
        before: next < found.length ? String(next) : null,
        total: found.length,
      };
    }
    case "frontend/get_translations":
      return { resources };
    default:
      return null;
  }
}

const hass = {
  language: wish.get("language") ?? "en",
  connected: true,
  locale: { language: wish.get("language") ?? "en", time_zone: "local", number_format: "language" },
  config: { time_zone: "Europe/Berlin" },
  states: {},
  entities: {
    "sensor.p1_weight": { entity_id: "sensor.p1_weight", device_id: "d-p1", platform: "body_scale", translation_key: "weight" },
    "sensor.p1_body_fat": { entity_id: "sensor.p1_body_fat", device_id: "d-p1", platform: "body_scale", translation_key: "body_fat" },
  },
  services: { body_scale: { export_weighings: {} } },
  callWS: async (message) => {
    calls.push(message);
    return answer(message);
  },
  callService: async (domain, service, data) => {
    calls.push({ domain, service, data });
    if (window.refuse) throw { message: "refused" };
    if (service === "assign_weighing") {
      const { overview } = made;
      overview.pending = overview.pending.filter((each) => each.weighing_id !== data.weighing_id);
      overview.pending_count = overview.pending.length;
      tell({ kind: "overview", people: [data.person] });
    }
  },
  connection: {
    addEventListener: () => {},
    removeEventListener: () => {},
    subscribeMessage: async (callback) => {
      listeners.add(callback);
      setTimeout(() => callback(locked ? { kind: "gone" } : { kind: "overview" }), Number(wish.get("delay") ?? 0));
      return async () => listeners.delete(callback);
    },
  },
};

function tell(event) {
  for (const listener of listeners) listener(event);
}
window.tell = tell;
window.made = made;
/** Let the household read weights in another unit from now on. */
window.choose = (unit) => {
  Object.assign(made, household({ ...options, unit }));
  tell({ kind: "overview" });
};

/** What Home Assistant itself brings. */
class Card extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    this.attachShadow({ mode: "open" }).innerHTML = `<style>
      :host { display: block; background: var(--card-background-color); color: var(--primary-text-color);
        border: 1px solid var(--divider-color); border-radius: 12px; box-sizing: border-box; }
    </style><slot></slot>`;
  }
}
customElements.define("ha-card", Card);
customElements.define("home-assistant", class extends HTMLElement {});

/** As Home Assistant does: what hides itself is taken out, and put back when it says so. */
class Holder extends HTMLElement {
  hold(card) {
    this.card = card;
    card.addEventListener("card-visibility-changed", () => {
      if (card.hidden) card.remove();
      else this.append(card);
    });
    this.append(card);
  }
}
customElements.define("hui-card", Holder);

document.documentElement.dir = wish.get("dir") ?? "ltr";
document.documentElement.lang = hass.language;
document.documentElement.classList.toggle("dark", wish.has("dark"));

await import("/modules/loader.js");
await customElements.whenDefined("body-scale-card");
const columns = JSON.parse(wish.get("cards") ?? '[[{"mode":"household"}]]');
const grid = document.querySelector("main");
for (const cards of columns) {
  const column = document.createElement("section");
  for (const config of cards) {
    const card = document.createElement("body-scale-card");
    card.setConfig({ type: "custom:body-scale-card", ...config });
    card.hass = hass;
    const holder = document.createElement("hui-card");
    column.append(holder);
    holder.hold(card);
  }
  grid.append(column);
}
window.hass = hass;
