/** The card's visual editor: Home Assistant's own form, with our choices. */

import { LitElement, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { PERIODS } from "../chart/periods";
import { storeOf, type LiveStore } from "../data/store";
import { DEFAULT_METRICS, MODES, PERSONAL, modeOf, type CardConfig } from "../types/config";
import type { Hass } from "../types/hass";
import { findPerson } from "../ui/context";
import { fire } from "../ui/events";
import { loadTexts, type Texts } from "../words/texts";

interface Option {
  value: string;
  label: string;
}

export class Editor extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @state() private config: CardConfig | undefined;
  @state() private texts: Texts | undefined;
  private store: LiveStore | undefined;
  private stop: (() => void) | undefined;

  setConfig(config: CardConfig): void {
    this.config = config;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    this.stop = undefined;
  }

  protected override willUpdate(): void {
    if (!this.hass || this.stop) return;
    this.store = storeOf(this.hass);
    this.stop = this.store.listen((what) => what === "overview" && this.requestUpdate());
    void loadTexts(this.hass).then((texts) => (this.texts = texts));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { config, texts } = this;
    if (!config || !texts) return nothing;
    return html`<ha-form
      .hass=${this.hass}
      .data=${this.data(config)}
      .schema=${this.schema(config, texts)}
      .computeLabel=${({ name }: { name: string }) => texts.of(`option_${name}`)}
      .computeHelper=${({ name }: { name: string }) =>
        texts.has(`option_${name}_help`) ? texts.of(`option_${name}_help`) : undefined}
      @value-changed=${this.change}
    ></ha-form>`;
  }

  private data(config: CardConfig): Record<string, unknown> {
    const people = this.store?.overview?.people ?? [];
    return {
      period: "quarter",
      metrics: DEFAULT_METRICS,
      band: true,
      goal: true,
      compact: false,
      privacy: "off",
      ...config,
      mode: modeOf(config),
      person: findPerson(config, people, this.hass)?.person_id ?? config.person ?? "",
    };
  }

  private schema(config: CardConfig, texts: Texts): unknown[] {
    const mode = modeOf(config);
    const overview = this.store?.overview;
    const people = (overview?.people ?? []).map((each) => option(each.person_id, each.name));
    const metrics = (overview?.metrics ?? [])
      .filter(({ key }) => key !== "weight")
      .map(({ key, name }) => option(key, name));
    const named = (prefix: string, keys: readonly string[]): Option[] =>
      keys.map((key) => option(key, texts.of(`${prefix}_${key}`)));
    const isChart = mode === "person" || mode === "chart" || mode === "household";
    return [
      choice("mode", named("mode", MODES)),
      ...(PERSONAL.has(mode) || mode === "history" ? [choice("person", people)] : []),
      ...(isChart ? [choice("period", named("period", PERIODS))] : []),
      ...(mode === "person" || mode === "household"
        ? [
            {
              name: "metrics",
              selector: {
                select: { multiple: true, reorder: true, mode: "dropdown", options: metrics },
              },
            },
          ]
        : []),
      ...(isChart ? [toggle("band"), toggle("goal")] : []),
      ...(mode === "person" ? [toggle("compact")] : []),
      choice("privacy", named("privacy", ["off", "changes", "blurred"])),
      ...(mode === "person" ? [{ name: "navigation_path", selector: { navigation: {} } }] : []),
    ];
  }

  private change(event: CustomEvent<{ value: CardConfig }>): void {
    event.stopPropagation();
    const { value } = event.detail;
    const config = Object.fromEntries(
      Object.entries(value).filter(([key, each]) => !isDefault(key, each)),
    ) as unknown as CardConfig;
    // A person that was chosen replaces the entity that stood for one.
    if (config.person) delete config.entity;
    this.config = config;
    fire(this, "config-changed", { config });
  }
}

const DEFAULTS: Record<string, unknown> = {
  period: "quarter",
  band: true,
  goal: true,
  compact: false,
  privacy: "off",
  person: "",
  navigation_path: "",
};

/** Return whether a value needn't be in the configuration. */
function isDefault(key: string, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (key === "metrics") return String(value) === String(DEFAULT_METRICS);
  return key in DEFAULTS && DEFAULTS[key] === value;
}

function option(value: string, label: string): Option {
  return { value, label };
}

function choice(name: string, options: Option[]): unknown {
  return { name, selector: { select: { mode: "dropdown", options } } };
}

function toggle(name: string): unknown {
  return { name, selector: { boolean: {} } };
}
