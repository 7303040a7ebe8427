/** Asks whose a weighing is. */

import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { WeighingRecord } from "../types/contract";
import { when } from "../ui/context";
import { Dialog, open } from "../ui/dialog";
import { assignWithUndo } from "../ui/doing";
import { face, guestFace } from "../ui/face";
import { type Part, define } from "../ui/part";
import { choice, peopleStyles } from "../ui/people";

const TAG = "body-scale-move-dialog";

export class MoveDialog extends Dialog {
  static override styles = [Dialog.styles, peopleStyles];

  @property({ attribute: false }) record!: WeighingRecord;

  protected heading(): string {
    return this.t("who");
  }

  protected body(): TemplateResult {
    const { people } = this.at.overview;
    const others = people.filter((person) => person.person_id !== this.record.person_id);
    return html`<p class="quiet">${when(this.at, this.record)}</p>
      <div class="people">
        ${others.map(({ person_id, name, picture }) =>
          choice(face({ name, picture }), name, () => this.give(person_id, name)),
        )}
        ${
          this.record.person_id === "guest"
            ? ""
            : choice(guestFace(), this.t("guest"), () => this.give("guest", this.t("guest")))
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
