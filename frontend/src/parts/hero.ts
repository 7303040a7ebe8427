/** A person's weight, how it changed, and how far the goal is. */

import { css, html, nothing, type TemplateResult } from "lit";
import type { Goal, Person } from "../types/contract";
import { byWhom, daysSince, headline, when, type Context } from "../ui/context";
import { face, faceStyles } from "../ui/face";
import { openRecord } from "../dialogs/record-dialog";
import { Part } from "../ui/part";
import { ring, ringStyles } from "../ui/ring";
import { shared } from "../ui/styles";
import "./assist";
import "./claim";

export class Hero extends Part {
  static override styles = [
    shared,
    faceStyles,
    ringStyles,
    css`
      ha-card {
        padding: 16px;
        display: flex;
        flex-wrap: wrap;
        gap: 16px;
        justify-content: space-between;
        align-items: center;
        --ring-size: 132px;
      }
      .weight {
        font-size: 48px;
        line-height: 1.2;
        font-weight: 500;
        letter-spacing: -0.02em;
      }
      .main {
        flex: 1 1 240px;
        min-width: 0;
      }
      .changes {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
      }
      .record {
        min-height: 44px;
        text-decoration: underline;
        text-decoration-color: var(--line);
        text-underline-offset: 4px;
      }
      body-scale-assist-button {
        margin-top: 8px;
      }
      .inside {
        max-width: 100px;
        font-size: 0.8125rem;
        line-height: 1.3;
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { person } = this.at;
    if (!person) return nothing;
    const { latest } = person;
    return html`<ha-card>
      <div class="main">
        <div class="row">${face(person)}
          <h2>${person.name}</h2>
        </div>
        ${
          latest
            ? html`<div class="weight number">${headline(this.at, latest)}</div>
              ${changes(this, person)}
              <button class="record small quiet" @click=${() => openRecord(this, latest)}>
                ${this.about(person)}
              </button>`
            : html`<p>${this.t("first_weighing")}</p>`
        }
        <body-scale-claim .at=${this.at}></body-scale-claim>
        <body-scale-assist-button .at=${this.at}></body-scale-assist-button>
      </div>
      ${person.goal ? this.goal(person.goal) : nothing}
    </ha-card>`;
  }

  private about(person: Person): string {
    const { latest } = person;
    if (!latest) return "";
    const parts = [when(this.at, latest), latest.scale, byWhom(this.at, latest)];
    return parts.filter(Boolean).join(", ");
  }

  private goal(goal: Goal): TemplateResult {
    return ring(goal.progress ?? 0, html`<span class="number">${this.way(goal)}</span>`);
  }

  /** Say how far the goal is, and when the trend is there: "3.2 kg to go, about 20 February". */
  private way({ distance, forecast, reached }: Goal): string {
    const { format } = this.at;
    if (reached) return this.t("goal_reached");
    if (distance === null) return "";
    const weight = format.mass(Math.abs(distance));
    if (!forecast) return this.t("to_go", { weight });
    return this.t("to_go_until", { weight, day: format.dayAhead(forecast.likely, Date.now()) });
  }
}

/** Return whether a change leads towards the goal; without a goal nothing is good or bad. */
export function isTowards({ goal }: Person, change: number): boolean {
  if (!goal?.distance || goal.reached || change === 0) return false;
  return Math.sign(-goal.distance) === Math.sign(change);
}

/** Return whether today's weighing comes after one of yesterday. */
function isSinceYesterday(at: Context, { latest, previous }: Person): boolean {
  if (!latest || !previous) return false;
  return daysSince(at, latest.measured_at) === 0 && daysSince(at, previous.measured_at) === 1;
}

/** Show the changes since the last time, in a week and in a month. */
export function changes(part: Part, person: Person): TemplateResult {
  const { texts, format } = part.at;
  const { previous, "7d": week, "30d": month } = person.change;
  const shown: [number | null, string][] = [
    [previous, isSinceYesterday(part.at, person) ? "since_yesterday" : "since_last"],
    [week, "in_week"],
    [month, "in_month"],
  ];
  return html`<div class="changes">
    ${shown.map(([change, key]) =>
      change === null
        ? nothing
        : html`<span class=${isTowards(person, change) ? "towards" : "quiet"}>
            ${texts.of(key, { change: format.massChange(change) })}
          </span>`,
    )}
  </div>`;
}
