/** On every page of Home Assistant: says what there is, and loads the rest when it is shown. */

import { MODES, modeOf, type CardConfig } from "./types/config";
import type { Hass } from "./types/hass";

interface Suggestion {
  config: CardConfig;
  label?: string;
}

interface Announced {
  customCards?: unknown[];
  customStrategies?: unknown[];
}

type Main = typeof import("./main");

const CARD = "body-scale-card";
const RETRY_AFTER_MS = 5000;

let asked: Promise<Main> | undefined;

/** Load what cards are made of, once a page; after a failure the next card tries again. */
function load(): Promise<Main> {
  asked ??= import("./body-scale.js" as string) as Promise<Main>;
  asked.catch(() => (asked = undefined));
  return asked;
}

/** The card as Home Assistant sees it; what is in it comes with the rest. */
class Card extends HTMLElement {
  private values: { hass?: Hass; config?: CardConfig; preview?: boolean } = {};
  private view: (HTMLElement & Record<string, unknown> & { requestUpdate(): void }) | undefined;

  static async getConfigElement(): Promise<HTMLElement> {
    await load();
    return document.createElement("body-scale-card-editor");
  }

  static getStubConfig(hass: Hass): Omit<CardConfig, "type"> {
    const entity = Object.keys(hass.entities ?? {}).find((id) => isPersons(hass, id));
    return entity ? { mode: "person", entity } : { mode: "household" };
  }

  setConfig(config: CardConfig): void {
    if (config.mode && !MODES.includes(config.mode))
      throw new Error(`mode has to be one of ${MODES.join(", ")}`);
    this.set("config", config);
  }

  set hass(hass: Hass) {
    this.set("hass", hass);
  }

  set preview(preview: boolean) {
    this.set("preview", preview);
  }

  connectedCallback(): void {
    this.style.display = "block";
    this.style.height = "100%";
    void this.fill();
  }

  getCardSize(): number {
    const { config } = this.values;
    if (config?.compact) return 1;
    return modeOf(config ?? { type: CARD }) === "person" ? 4 : 8;
  }

  getGridOptions(): Record<string, unknown> {
    const { config } = this.values;
    if (config?.compact) return { columns: 12, min_columns: 6, rows: 1, min_rows: 1 };
    return { columns: 12, min_columns: 6, rows: "auto" };
  }

  private set(name: "hass" | "config" | "preview", value: unknown): void {
    Object.assign(this.values, { [name]: value });
    if (this.view) {
      this.view[name] = value;
      // One that was taken out while it is empty may be back on the page, and isn't told otherwise.
      if (this.hidden) this.view.requestUpdate();
    } else if (this.isConnected) void this.fill();
  }

  private async fill(): Promise<void> {
    if (this.view || !this.values.hass || !this.values.config) return;
    try {
      await load();
    } catch {
      // Home Assistant is away, say.
      setTimeout(() => this.isConnected && void this.fill(), RETRY_AFTER_MS);
      return;
    }
    if (this.view) return;
    this.view = Object.assign(document.createElement("body-scale-view"), this.values, {
      card: this,
    }) as unknown as typeof this.view & HTMLElement;
    this.append(this.view);
  }
}

/** The strategy as Home Assistant sees it. */
class Strategy extends HTMLElement {
  static async generate(config: { type: string }, hass: Hass): Promise<unknown> {
    return (await load()).generateDashboard(config, hass);
  }

  static getCreateSuggestions(): { title: string; icon: string } {
    return { title: "Body Scale", icon: "mdi:scale-bathroom" };
  }
}

/** Return whether an entity is the weight of one of the household's people. */
function isPersons(hass: Hass, entityId: string): boolean {
  const { platform, translation_key } = hass.entities?.[entityId] ?? {};
  // A scale's own number is its live weight.
  return platform === "body_scale" && translation_key === "weight";
}

function suggest(hass: Hass, entityId: string): Suggestion[] | null {
  if (!isPersons(hass, entityId)) return null;
  const config: CardConfig = { type: `custom:${CARD}`, mode: "person", entity: entityId };
  return [{ config }, { config: { ...config, mode: "chart" } }];
}

function announce(): void {
  if (customElements.get(CARD)) return;
  customElements.define(CARD, Card);
  customElements.define("ll-strategy-dashboard-body-scale", Strategy);
  const page = window as Announced;
  (page.customCards ??= []).push({
    type: CARD,
    name: "Body Scale",
    description: "Weight, trend and body metrics of a person or of the household",
    preview: true,
    getEntitySuggestion: suggest,
  });
  (page.customStrategies ??= []).push({
    type: "body-scale",
    strategyType: "dashboard",
    name: "Body Scale",
    description: "Everybody's weighings, and who it was",
  });
}

/** Whether this browser is new enough for what the cards are made of; `old-browser.js` asks the same. */
const able = CSS.supports("color", "color-mix(in srgb, red, blue)");

// Home Assistant replaces the registry of elements while it starts, and the new one doesn't know what
// was defined before: so small a module as this one would often be too early.
if (able) void customElements.whenDefined("home-assistant").then(announce);
