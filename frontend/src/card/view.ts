/** What is in a card: the data of its household, and the parts of its mode. */

import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { Commands } from "../data/commands";
import { storeOf, type LiveStore } from "../data/store";
import { PERSONAL, modeOf, type CardConfig, type Mode } from "../types/config";
import type { Hass } from "../types/hass";
import { findPerson, type Context } from "../ui/context";
import { fire } from "../ui/events";
import { shared } from "../ui/styles";
import { Format } from "../words/format";
import { loadTexts, type Texts } from "../words/texts";
import { draw, isEmpty } from "./modes";

/** What takes no room while it has nothing to show. */
const EMPTY_HIDDEN: ReadonlySet<Mode> = new Set<Mode>([
  "waiting",
  "live",
  "body",
  "bars",
  "composition",
  "days",
  "chart",
]);

const MINUTE_MS = 60_000;

/** What changes while somebody stands on a scale. */
const MOVING: ReadonlySet<Mode> = new Set<Mode>(["live", "scales", "household"]);

export class View extends LitElement {
  static override styles = [
    shared,
    css`
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
    `,
  ];

  @property({ attribute: false }) config!: CardConfig;
  @property({ attribute: false, hasChanged: matters }) hass!: Hass;
  @property({ type: Boolean }) preview = false;
  /** The card around it, which takes no room while there is nothing to show. */
  @property({ attribute: false }) card: HTMLElement | undefined;
  @state() private texts: Texts | undefined;
  @state() private uncovered = false;
  private store: LiveStore | undefined;
  /** What Home Assistant puts a card in, and takes one out of that shows nothing. */
  private holder: Element | null = null;
  private stop: (() => void) | undefined;
  private ticking: ReturnType<typeof setInterval> | undefined;
  private context: Context | undefined;
  private commands = new Commands(() => this.hass);

  override connectedCallback(): void {
    super.connectedCallback();
    this.holder = this.card?.parentElement ?? null;
    this.listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (!this.isOnPage) this.end();
  }

  /** Whether it is on the page, or would be if it had something to show: then it has to hear of it. */
  private get isOnPage(): boolean {
    return this.isConnected || Boolean(this.card?.hidden && this.holder?.isConnected);
  }

  private end(): void {
    clearInterval(this.ticking);
    this.stop?.();
    this.stop = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.listen();
    if (changed.has("hass")) {
      const before = changed.get("hass") as Hass | undefined;
      if (!this.texts || before?.language !== this.hass.language) void this.read();
    }
    if (changed.has("config")) this.uncovered = false;
    if (changed.has("hass") || changed.has("config") || changed.has("texts")) this.renew();
  }

  protected override render(): TemplateResult | typeof nothing {
    const mode = modeOf(this.config);
    const { context, store, texts } = this;
    if (!store || !texts) return this.state(html`${this.skeleton()}`);
    if (!context)
      return store.state === "loading"
        ? this.state(this.skeleton())
        : this.state(html`<span role="status">${this.trouble(texts, store)}</span>`);
    if (PERSONAL.has(mode) && !context.person)
      return this.state(html`<span>${this.nobody(context)}</span>`);
    const content = draw(mode, context, store.scales());
    const shown =
      store.state === "ready"
        ? content
        : html`<div class="stale" aria-busy="true">${content}</div>`;
    return this.config.privacy === "blurred" && !this.uncovered ? this.cover(shown, texts) : shown;
  }

  protected override updated(): void {
    const mode = modeOf(this.config);
    const hidden =
      !this.preview &&
      EMPTY_HIDDEN.has(mode) &&
      Boolean(this.context) &&
      (!PERSONAL.has(mode) || Boolean(this.context?.person)) &&
      isEmpty(mode, this.context as Context, this.store?.scales() ?? []);
    if (!this.card || this.card.hidden === hidden) return;
    this.card.hidden = hidden;
    this.card.style.display = hidden ? "none" : "block";
    fire(this.card, "card-visibility-changed", { value: !hidden });
  }

  private state(content: TemplateResult): TemplateResult {
    return html`<ha-card><div class="state quiet">${content}</div></ha-card>`;
  }

  private skeleton(): TemplateResult {
    return html`<div class="skeleton" aria-hidden="true"></div>
      <div class="skeleton" aria-hidden="true"></div>`;
  }

  private cover(content: TemplateResult | typeof nothing, texts: Texts): TemplateResult {
    return html`<div class="cover">
      <div class="blurred" inert>${content}</div>
      <button @click=${() => (this.uncovered = true)}>
        <span class="pill filled">${texts.of("show")}</span>
      </button>
    </div>`;
  }

  private trouble(texts: Texts, store: LiveStore): string {
    if (store.state === "gone") return texts.of("not_loaded");
    return texts.of("failed", { error: store.error ?? "" });
  }

  private nobody(context: Context): string {
    const { person, entity } = context.config;
    if (!context.overview.people.length) return context.texts.of("no_person");
    return person || entity
      ? context.texts.of("person_removed")
      : context.texts.of("choose_person");
  }

  private listen(): void {
    if (!this.hass || !this.isOnPage) return;
    const store = storeOf(this.hass);
    if (store === this.store && this.stop) return;
    this.end();
    this.store = store;
    this.stop = store.listen((what) => {
      if (!this.isOnPage) return this.end();
      if (what === "overview") this.renew();
      else if (!MOVING.has(modeOf(this.config))) return;
      this.requestUpdate();
    });
    // Today becomes yesterday, and an hour ago two, though nothing happens.
    this.ticking = setInterval(() => {
      this.renew();
      this.requestUpdate();
    }, MINUTE_MS);
    this.renew();
  }

  private async read(): Promise<void> {
    try {
      this.texts = await loadTexts(this.hass);
    } catch {
      // The connection is away; it comes back with another `hass`.
    }
  }

  /** Make what the parts are given anew; they draw themselves when it is another one. */
  private renew(): void {
    const { store, texts, hass, config } = this;
    if (!store?.overview || !texts) {
      this.context = undefined;
      return;
    }
    const { overview, revision } = store;
    const zone = hass.locale.time_zone === "server" ? hass.config.time_zone : undefined;
    this.context = {
      hass: () => this.hass,
      texts,
      format: new Format({
        locale: { ...hass.locale, language: hass.language },
        timeZone: zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
        unit: overview.unit,
        unitName: overview.unit_name,
        precision: overview.precision,
      }),
      commands: this.commands,
      overview,
      config,
      revision,
      person: findPerson(config, overview.people, hass),
      onlyChanges: config.privacy === "changes",
    };
  }
}

/** Return whether another `hass` changes what a card shows: states of entities don't. */
function matters(now: Hass | undefined, before: Hass | undefined): boolean {
  return (
    now?.connection !== before?.connection ||
    now?.language !== before?.language ||
    now?.locale !== before?.locale ||
    now?.entities !== before?.entities ||
    now?.connected !== before?.connected
  );
}
