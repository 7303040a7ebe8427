/** The page behind the link of the set-up: makes the dashboard, and opens it. */

import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { dashboardPath } from "../data/dashboards";
import type { Hass } from "../types/hass";
import { replacePage } from "../ui/events";
import { shared } from "../ui/styles";
import { explain } from "../words/faults";
import { loadTexts, type Texts } from "../words/texts";

export class DashboardPanel extends LitElement {
  static override styles = [
    shared,
    css`
      main {
        padding: 24px 16px;
        display: grid;
        justify-items: start;
        gap: 16px;
      }
    `,
  ];

  @property({ attribute: false }) hass!: Hass;
  @state() private texts: Texts | undefined;
  @state() private error: string | undefined;
  @state() private path: string | undefined;
  private begun = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.begun = false;
    this.path = undefined;
  }

  protected override willUpdate(): void {
    if (!this.begun && this.isConnected) void this.begin();
  }

  protected override updated(): void {
    // Home Assistant hears of a new dashboard a moment after it was made.
    const { path } = this;
    if (path !== undefined && path in (this.hass.panels ?? {})) replacePage(`/${path}`);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { texts, error } = this;
    if (!texts) return nothing;
    if (error === undefined)
      return html`<main><span role="status">${texts.of("making_dashboard")}</span></main>`;
    return html`<main>
      <span role="alert">${texts.of("failed", { error })}</span>
      <button class="pill filled" @click=${this.begin}>${texts.of("again")}</button>
    </main>`;
  }

  private async begin(): Promise<void> {
    this.begun = true;
    this.error = undefined;
    try {
      this.texts = await loadTexts(this.hass);
      // A page that was open before the integration was set up doesn't know our cards yet.
      await import("./loader.js" as string);
      this.path = await dashboardPath(this.hass);
    } catch (error) {
      this.error = await explain(this.hass, error);
      // Without words nothing can be said: the connection is away, and comes back with another `hass`.
      if (!this.texts) this.begun = false;
    }
  }
}
