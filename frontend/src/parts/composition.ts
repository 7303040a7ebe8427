/** What a body is made of: one stacked bar now, one of thirty days ago. */

import { css, html, nothing, type TemplateResult } from "lit";
import type { CompositionPart } from "../types/contract";
import { isComposed } from "../ui/context";
import { Part } from "../ui/part";
import { shared } from "../ui/styles";

export class Composition extends Part {
  static override styles = [
    shared,
    css`
      ha-card {
        padding: 16px;
      }
      .stack {
        display: flex;
        gap: 2px;
        height: 28px;
        margin: 4px 0 12px;
        border-radius: 8px;
        overflow: hidden;
      }
      .stack.before {
        height: 12px;
        opacity: 0.55;
      }
      .fat {
        background: var(--raised);
      }
      .muscle {
        background: var(--normal);
      }
      .bone {
        background: var(--low);
      }
      .rest {
        background: var(--disabled-text-color, #9e9e9e);
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(130px, 1fr));
        gap: 8px 16px;
        margin: 0;
      }
      dt {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      dd {
        margin: 0;
        margin-inline-start: 20px;
        white-space: nowrap;
      }
      .swatch {
        width: 12px;
        height: 12px;
        border-radius: 4px;
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { person, format, onlyChanges } = this.at;
    if (!person || !isComposed(this.at, person)) return nothing;
    const { now, before } = person.composition ?? {};
    const day = person.before_at ? format.date(Date.parse(person.before_at)) : "";
    return html`<ha-card>
      <h2>${this.t("composition")}</h2>
      ${onlyChanges ? html`<div class="small quiet">${this.t("since_day", { day })}</div>` : nothing}
      ${
        before && !onlyChanges
          ? html`<div class="small quiet">${day}</div>
            ${this.stack(before, true)}
            <div class="small quiet">${this.t("now")}</div>`
          : nothing
      }
      ${now && !onlyChanges ? this.stack(now, false) : nothing}
      <dl>
        ${now?.map(
          (part) => html`<div>
            <dt><span class="swatch ${part.part}" aria-hidden="true"></span>${part.name}</dt>
            <dd class="number">${this.amount(part, before)}</dd>
          </div>`,
        )}
      </dl>
    </ha-card>`;
  }

  private stack(parts: CompositionPart[], before: boolean): TemplateResult {
    const label = parts
      .map((part) => `${part.name} ${this.at.format.percent(part.percent, 1)}`)
      .join(", ");
    return html`<div class=${before ? "stack before" : "stack"} role="img" aria-label=${label}>
      ${parts.map(
        (part) => html`<span class=${part.part} style="flex:${part.percent} 1 0"></span>`,
      )}
    </div>`;
  }

  /** Return how much of it there is, or how that changed. */
  private amount(part: CompositionPart, before: CompositionPart[] | null | undefined): string {
    const { format, onlyChanges } = this.at;
    if (!onlyChanges) return `${format.mass(part.mass)} · ${format.percent(part.percent, 1)}`;
    const then = before?.find((each) => each.part === part.part);
    return then ? format.massChangeWithUnit(part.mass - then.mass) : "";
  }
}
