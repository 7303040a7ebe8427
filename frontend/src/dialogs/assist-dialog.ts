/** Asks who carries somebody who is weighed by difference. */

import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Person } from "../types/contract";
import { Dialog, open } from "../ui/dialog";
import { face, unknownFace } from "../ui/face";
import { type Part, define } from "../ui/part";
import { choice, peopleStyles } from "../ui/people";

const TAG = "body-scale-assist-dialog";

export class AssistDialog extends Dialog {
  static override styles = [Dialog.styles, peopleStyles];

  @property({ attribute: false }) person!: Person;

  protected heading(): string {
    return this.t("assist");
  }

  protected body(): TemplateResult {
    const { name } = this.person;
    return html`<p class="quiet">${this.t("assist_how", { name })}</p>
      <div class="people">
        ${adults(this, this.person).map((adult) =>
          choice(face(adult), adult.name, () => this.begin(adult.person_id)),
        )}
        ${choice(unknownFace(), this.t("assist_anybody"), () => this.begin())}
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
