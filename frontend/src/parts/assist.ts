/** Weighing a baby or a pet by difference: how it is begun, and what to do while it goes on. */

import { css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { openAssist } from "../dialogs/assist-dialog";
import type { Assisted } from "../types/contract";
import { shownMass } from "../ui/context";
import { face, faceStyles } from "../ui/face";
import { Part, define } from "../ui/part";
import { shared } from "../ui/styles";
import { countdown } from "../words/countdown";

const SECOND_MS = 1000;

/** What goes on: step on with them, now alone, and how long that is waited for. */
export class Assist extends Part {
  static override styles = [
    shared,
    faceStyles,
    css`
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
    `,
  ];

  /** It is within the card of the person. */
  @property({ type: Boolean }) inline = false;
  @state() private now = Date.now();
  private ticking: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.tick(false);
  }

  protected override updated(): void {
    this.tick(Boolean(this.left(this.at.overview.assisted)));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { assisted, people } = this.at.overview;
    const left = this.left(assisted);
    if (!assisted || !left) return nothing;
    const person = people.find(({ person_id }) => person_id === assisted.person_id);
    if (this.inline)
      return html`<div class="quiet number">${left}</div>
        ${this.doing(assisted)}`;
    return html`<ha-card>
      <div class="row spread">
        <span class="row">${person ? face(person) : nothing}<h2>${assisted.name}</h2></span>
        <span class="quiet number">${left}</span>
      </div>
      ${this.doing(assisted)}
    </ha-card>`;
  }

  /** Show what to do now, what went before, and how to give it up. */
  private doing(assisted: Assisted): TemplateResult {
    return html`
      <div role="status" aria-live="polite">
        ${assisted.problem_text ? html`<div class="problem">${assisted.problem_text}</div>` : nothing}
        <div class="now">${assisted.text}</div>
      </div>
      ${
        assisted.first
          ? html`<div class="quiet number">${shownMass(this.at, assisted.first.weight)}</div>`
          : nothing
      }
      <button class="pill" @click=${() => this.attempt(() => this.at.commands.cancelAssisted())}>
        ${this.t("cancel")}
      </button>`;
  }

  private left(assisted: Assisted | null | undefined): string | null {
    return assisted ? countdown(assisted.until, this.now) : null;
  }

  private tick(wanted: boolean): void {
    if (wanted) this.ticking ??= setInterval(() => (this.now = Date.now()), SECOND_MS);
    else {
      clearInterval(this.ticking);
      this.ticking = undefined;
    }
  }
}

/** Begins it, on the page of somebody who may be carried; then shows what to do, in its place. */
export class AssistButton extends Part {
  protected override render(): TemplateResult | typeof nothing {
    const { person } = this.at;
    if (!person?.minor) return nothing;
    if (this.at.overview.assisted?.person_id === person.person_id)
      return html`<body-scale-assist .at=${this.at} inline></body-scale-assist>`;
    return html`<button class="pill" @click=${() => openAssist(this, person)}>
      ${this.t("assist")}
    </button>`;
  }
}

define("body-scale-assist-button", AssistButton);
