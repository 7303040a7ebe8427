/** Asks whose a weighing is. */

import { css, html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { WeighingRecord } from "../types/contract";
import { when } from "../ui/context";
import { Dialog, open } from "../ui/dialog";
import { assignWithUndo } from "../ui/doing";
import { face, faceStyles, guestFace } from "../ui/face";
import { type Part, define } from "../ui/part";

const TAG = "body-scale-move-dialog";

export class MoveDialog extends Dialog {
  static override styles = [
    Dialog.styles,
    faceStyles,
    css`
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
    `,
  ];

  @property({ attribute: false }) record!: WeighingRecord;

  protected heading(): string {
    return this.t("who");
  }

  protected body(): TemplateResult {
    const { people } = this.at.overview;
    const others = people.filter((person) => person.person_id !== this.record.person_id);
    return html`<p class="quiet">${when(this.at, this.record)}</p>
      <div class="people">
        ${others.map(
          (
            person,
          ) => html`<button class="row" @click=${() => this.give(person.person_id, person.name)}>
            ${face(person)} ${person.name}
          </button>`,
        )}
        ${
          this.record.person_id === "guest"
            ? ""
            : html`<button class="row" @click=${() => this.give("guest", this.t("guest"))}>
              ${guestFace()} ${this.t("guest")}
            </button>`
        }
      </div>`;
  }

  private give(person: string, name: string): void {
    this.close();
    void this.attempt(() => assignWithUndo(this.at, this.record, person, name));
  }
}

define(TAG, MoveDialog);

export function openMove(part: Part, record: WeighingRecord): void {
  open<MoveDialog>(TAG, part, { record });
}
