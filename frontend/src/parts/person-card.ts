/** A person on a card: weight, change, ninety days, and the metrics that were chosen. */

import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { beginOf } from "../chart/periods";
import { sparkline, sparklineStyles } from "../chart/sparkline";
import { DEFAULT_METRICS } from "../types/config";
import type { Bar, Person, Series } from "../types/contract";
import { daysSince, headline, shownBar, when } from "../ui/context";
import { moreInfo, navigate } from "../ui/events";
import { face, faceStyles } from "../ui/face";
import { Hold } from "../ui/hold";
import { Part } from "../ui/part";
import { shared } from "../ui/styles";
import { openBar } from "../dialogs/bar-dialog";
import { openChart } from "../dialogs/chart-dialog";
import { openWaiting } from "../dialogs/waiting-dialog";
import { isTowards } from "./hero";
import { cardStyles } from "./person-card-styles";
import { meterStyles, track } from "./meter";

const QUIET_AFTER_DAYS = 3;
const NOTED_AFTER_DAYS = 6;
const MAX_METRICS = 4;
/** Whom a weighing that waits concerns. */
const LIKELY = 0.1;
const SPARKLINE_POINTS = 120;
const SPARKLINE_WIDTH = 318;

export class PersonCard extends Part {
  static override styles = [shared, faceStyles, sparklineStyles, cardStyles, meterStyles];

  @state() private series: Series | undefined;
  private read = "";
  private hold = new Hold(
    () => {
      if (this.at.person?.entity) moreInfo(this, this.at.person.entity);
    },
    () => this.go(),
  );

  protected override willUpdate(): void {
    const { person, revision, config } = this.at;
    const wanted = `${person?.person_id} ${revision} ${config.period}`;
    if (!person || !person.count || config.compact || wanted === this.read) return;
    this.read = wanted;
    void this.ask(person.person_id, wanted);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { person, config } = this.at;
    if (!person) return nothing;
    if (config.compact) return html`<ha-card class="compact">${this.compact(person)}</ha-card>`;
    return html`<ha-card class=${this.isOld(person) ? "old" : ""}>
      <button
        class="head"
        @pointerdown=${this.hold.press}
        @pointerup=${this.hold.release}
        @pointerleave=${this.hold.cancel}
        @click=${this.hold.click}
      >
        <span class="row spread">
          <span class="row">${face(person)}<span class="name">${person.name}</span></span>
          <span class="quiet small">${this.when(person)}</span>
        </span>
        ${
          person.latest
            ? html`<span class="row spread">
              <span class="row number">
                <b class="weight">${headline(this.at, person.latest)}</b>${this.change(person)}
              </span>
              ${this.way(person)}
            </span>`
            : nothing
        }
      </button>
      ${
        person.latest
          ? html`${this.chart(person)}
            <div class="metrics">${this.metrics(person)}</div>`
          : html`<p>${this.t("first_weighing")}</p>`
      }
      ${this.notes(person)}
    </ha-card>`;
  }

  private compact(person: Person): TemplateResult {
    return html`<button class="row spread" @click=${this.hold.click}
      @pointerdown=${this.hold.press} @pointerup=${this.hold.release} @pointerleave=${this.hold.cancel}>
      <span class="row">${face(person)}<span class="name">${person.name}</span></span>
      ${
        person.latest
          ? html`<span class="row number"><b>${headline(this.at, person.latest)}</b>
            ${this.change(person)} ${this.way(person)}</span>`
          : html`<span class="quiet small">${this.t("first_weighing")}</span>`
      }
    </button>`;
  }

  /** Show the trend, and how far the goal is. */
  private way({ trend, goal }: Person): TemplateResult {
    const { format, onlyChanges } = this.at;
    return html`<span class="quiet small number aside">
      ${
        trend === null || onlyChanges
          ? nothing
          : html`<span>${this.t("trend_is", { weight: format.mass(trend) })}</span>`
      }
      ${
        goal && goal.distance !== null && !goal.reached
          ? html`<span>${this.t("to_goal", {
              change: format.mass(Math.abs(goal.distance)),
            })}</span>`
          : nothing
      }
      ${goal?.reached ? html`<span>${this.t("goal_reached")}</span>` : nothing}
    </span>`;
  }

  private change(person: Person): TemplateResult | typeof nothing {
    const { previous } = person.change;
    if (previous === null || this.at.onlyChanges) return nothing;
    return html`<span class="change ${isTowards(person, previous) ? "towards" : ""}">
      ${this.at.format.massChange(previous)}
    </span>`;
  }

  private chart(person: Person): TemplateResult | typeof nothing {
    if (!this.series) return html`<div class="place skeleton"></div>`;
    if (this.series.points.length < 2) return nothing;
    const { band = true, goal = true } = this.at.config;
    return html`<button class="place" @click=${() => openChart(this, person)}
      aria-label=${this.t("chart_of", { name: person.name })}>
      ${sparkline(this.series, SPARKLINE_WIDTH, { band, goal })}
    </button>`;
  }

  /** Show the metrics that were chosen; what wasn't measured this time, as it was last. */
  private metrics({ bars, earlier }: Person): TemplateResult[] {
    const { config, format, onlyChanges } = this.at;
    const day = earlier ? format.date(Date.parse(earlier.measured_at), true) : "";
    return (config.metrics ?? DEFAULT_METRICS)
      .flatMap((key) => {
        const bar = bars.find(({ metric }) => metric === key);
        const old = onlyChanges ? undefined : earlier?.bars.find(({ metric }) => metric === key);
        return bar ? [this.metric(bar)] : old ? [this.metric(old, day)] : [];
      })
      .slice(0, MAX_METRICS);
  }

  /** Show a metric; of an old one, of which day it is. */
  private metric(bar: Bar, day = ""): TemplateResult {
    const { onlyChanges } = this.at;
    const since = day && this.t("measured_on", { day });
    const said = [onlyChanges ? shownBar(this.at, bar) : bar.spoken, since];
    return html`<button class="metric ${day ? "old" : ""}" @click=${() => openBar(this, bar, since)}>
      <span class="metric-name quiet">${bar.name}</span>
      <b class="number" aria-hidden="true">${shownBar(this.at, bar)}</b>
      ${
        onlyChanges
          ? nothing
          : html`${track(bar, { hidden: true })}
            <span class="grade" aria-hidden="true">${day || bar.grade_text || ""}</span>`
      }
      <span class="unseen">${said.filter(Boolean).join(", ")}</span>
    </button>`;
  }

  private notes(person: Person): TemplateResult {
    const waiting = this.at.overview.pending.filter(({ candidates }) =>
      candidates?.some(
        ({ person_id, probability }) => person_id === person.person_id && probability >= LIKELY,
      ),
    ).length;
    const [missing] = Object.values(person.missing);
    const days = this.days(person);
    return html`${
      waiting
        ? html`<button class="note raised" @click=${() => openWaiting(this)}>
          ${this.t("waits", { count: waiting })}</button>`
        : nothing
    }
    ${
      days >= NOTED_AFTER_DAYS
        ? html`<div class="note quiet small">${this.t("not_weighed", { days })}</div>`
        : nothing
    }
    ${missing && person.latest ? html`<div class="note quiet small">${missing.text}</div>` : nothing}`;
  }

  private days(person: Person): number {
    return person.latest ? daysSince(this.at, person.latest.measured_at) : 0;
  }

  private isOld(person: Person): boolean {
    return this.days(person) >= QUIET_AFTER_DAYS;
  }

  private when(person: Person): string {
    if (!person.latest) return "";
    return this.isOld(person)
      ? this.at.format.daysAgo(this.days(person))
      : when(this.at, person.latest);
  }

  private async ask(person_id: string, wanted: string): Promise<void> {
    const begin = beginOf(this.at.config.period ?? "quarter", Date.now());
    try {
      const series = await this.at.commands.series({
        person_id,
        metric: "weight",
        start: begin === null ? undefined : new Date(begin).toISOString(),
        points: SPARKLINE_POINTS,
      });
      if (this.read === wanted) this.series = series;
    } catch {
      // The next change asks again; the card is useful without.
      this.read = "";
    }
  }

  private go(): void {
    const { navigation_path: path } = this.at.config;
    const { entity } = this.at.person ?? {};
    if (path) navigate(path);
    else if (entity) moreInfo(this, entity);
  }
}
