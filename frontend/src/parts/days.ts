/** Twelve weeks of days, with a dot for each on which somebody weighed. */

import { css, html, nothing, type TemplateResult } from "lit";
import { dayIn, lastDays, noonOf } from "../chart/calendar";
import { Part } from "../ui/part";
import { shared } from "../ui/styles";

const WEEKS = 12;

export class Days extends Part {
  static override styles = [
    shared,
    css`
      ha-card {
        padding: 16px;
      }
      .weeks {
        display: grid;
        grid-auto-flow: column;
        grid-template-rows: repeat(7, 1fr);
        grid-auto-columns: 1fr;
        gap: 3px;
        margin-top: 12px;
        max-width: 420px;
      }
      .day {
        aspect-ratio: 1;
        border-radius: 4px;
        display: grid;
        place-items: center;
        background: color-mix(in srgb, var(--line) 60%, transparent);
      }
      .day.weighed::after {
        content: "";
        width: 50%;
        height: 50%;
        border-radius: 50%;
        background: var(--primary-color);
      }
      .day.today {
        outline: 1.5px solid var(--quiet);
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { person, format } = this.at;
    if (!person?.count) return nothing;
    const weighed = new Set(person.days);
    // The household's answer has its own days, wherever the browser is.
    const today = dayIn(this.at.hass().config.time_zone, Date.now());
    const days = lastDays(today, WEEKS * 7);
    const lately = days.slice(-7).filter((day) => weighed.has(day)).length;
    const all = days.filter((day) => weighed.has(day)).length;
    const summary = this.t("days_of_seven", { weighed: lately });
    return html`<ha-card>
      <h2>${this.t("twelve_weeks")}</h2>
      <div>${summary}</div>
      <div
        class="weeks"
        role="img"
        aria-label=${`${summary}. ${this.t("days_of", { weighed: all, days: days.length })}`}
      >
        ${days.map(
          (day, index) =>
            html`<span
              class="day ${weighed.has(day) ? "weighed" : ""} ${index === days.length - 1 ? "today" : ""}"
              title=${format.date(noonOf(day, (at) => format.offset(at)))}
            ></span>`,
        )}
      </div>
    </ha-card>`;
  }
}
