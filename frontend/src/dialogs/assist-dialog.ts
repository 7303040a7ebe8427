/** Asks who carries somebody who is weighed by difference. */

import { css, html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Person } from "../types/contract";
import { Dialog, open } from "../ui/dialog";
import { face, faceStyles, unknownFace } from "../ui/face";
import { type Part, define } from "../ui/part";

const TAG = "body-scale-assist-dialog";

export class AssistDialog extends Dialog {
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

  @property({ attribute: false }) person!: Person;

  protected heading(): string {
    return this.t("assist");
  }

  protected body(): TemplateResult {
    const { name } = this.person;
    return html`<p class="quiet">${this.t("assist_how", { name })}</p>
      <div class="people">
        ${adults(this, this.person).map(
          (adult) => html`<button class="row" @click=${() => this.begin(adult.person_id)}>
            ${face(adult)} ${adult.name}
          </button>`,
        )}
        <button class="row" @click=${() => this.begin()}>
          ${unknownFace()} ${this.t("assist_anybody")}
        </button>
      </div>`;
  }

  private async begin(adult?: string): Promise<void> {
    const { commands } = this.at;
    if (await this.attempt(() => commands.assist(this.person.person_id, adult))) this.close();
  }
}

define(TAG, AssistDialog);

/** Return who may carry a person. */
function adults({ at }: Part, person: Person): Person[] {
  const { people } = at.overview;
  return people.filter(({ person_id, minor }) => !minor && person_id !== person.person_id);
}

/** Begin a weighing by difference; where more than one could carry, ask who does. */
export async function openAssist(part: Part, person: Person): Promise<void> {
  if (adults(part, person).length > 1) open<AssistDialog>(TAG, part, { person });
  else await part.attempt(() => part.at.commands.assist(person.person_id));
}
