/** A person's chart with what it shows chosen above it: the span and the metric. */

import { css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { DAY_MS, PERIODS, beginOf, type PeriodKey } from "../chart/periods";
import type { PlotWords } from "../chart/plot";
import type { Range, TimeTick } from "../chart/scale";
import type { Metric, Series, SeriesPoint } from "../types/contract";
import { openRecordAt, type Moment } from "../dialogs/record-dialog";
import { Part } from "../ui/part";
import { shared } from "../ui/styles";
import { seriesTable } from "./series-table";

const CHOSEN = ["weight", "body_fat", "muscle_mass", "water", "bmi", "visceral_fat"];
const MASSES = new Set(["weight", "muscle_mass", "fat_mass", "lean_body_mass", "bone_mass"]);
const LEAST_SPAN_MS = 2 * DAY_MS;
const REREAD_AFTER_MS = 300;

export class ChartPanel extends Part {
  static override styles = [
    shared,
    css`
      ha-card {
        padding: 12px 16px;
      }
      .chips {
        gap: 4px;
        margin-bottom: 8px;
      }
      .pill {
        padding: 0 12px;
      }
      .place {
        min-height: 260px;
        display: grid;
      }
      .empty {
        place-items: center;
        text-align: center;
      }
      .waiting {
        opacity: 0.6;
      }
      .table {
        max-height: 260px;
        overflow: auto;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        text-align: start;
        padding: 6px 8px;
        border-bottom: 1px solid var(--line);
      }
    `,
  ];

  @property({ type: Number }) height = 260;
  @state() private metric = "weight";
  @state() private period: PeriodKey | undefined;
  @state() private zoomed: Range | null = null;
  @state() private series: Series | undefined;
  @state() private failed = false;
  @state() private asTable = false;
  private asked = "";
  private span: Range = { from: 0, to: 1 };
  private later: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.later);
  }

  protected override willUpdate(): void {
    const { person, revision } = this.at;
    if (!person) return;
    const period = this.shownPeriod();
    const { from, to } = this.zoomed ?? {};
    const wanted = [person.person_id, revision, this.metric, period, from, to].join(" ");
    if (wanted === this.asked) return;
    this.asked = wanted;
    clearTimeout(this.later);
    // Who zooms goes on zooming: what is there already is drawn meanwhile.
    if (this.zoomed) this.later = setTimeout(() => this.read(wanted), REREAD_AFTER_MS);
    else void this.read(wanted);
    if (this.zoomed) this.span = this.zoomed;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { person } = this.at;
    if (!person) return nothing;
    return html`<ha-card>
      <div class="row spread">
        <div class="row chips" role="group" aria-label=${this.t("period")}>
          ${PERIODS.map((period) => this.periodChip(period))}
          ${
            this.zoomed
              ? html`<button class="pill" @click=${() => (this.zoomed = null)}>
                ${this.t("whole")}
              </button>`
              : nothing
          }
        </div>
        <button
          class="pill"
          aria-pressed=${this.asTable}
          @click=${() => (this.asTable = !this.asTable)}
        >
          ${this.t("table")}
        </button>
      </div>
      ${this.metricChips()} ${this.picture()}
    </ha-card>`;
  }

  private picture(): TemplateResult {
    if (this.failed)
      return html`<div class="place empty">
        <button class="pill" @click=${() => this.read(this.asked)}>${this.t("again")}</button>
      </div>`;
    const { series } = this;
    if (!series) return html`<div class="place" aria-busy="true"></div>`;
    if (!series.points.length)
      return html`<div class="place empty quiet">${this.t("nothing_here")}</div>`;
    const words = this.words(series);
    if (this.asTable) return seriesTable(this.seen(series).length, words, this.t.bind(this));
    const { band = true, goal = true } = this.at.config;
    return html`<div class="place">
      <body-scale-plot
        .series=${series}
        .span=${this.span}
        .words=${words}
        .height=${this.height}
        .band=${band}
        .goal=${goal && this.metric === "weight"}
        @zoomed=${(event: CustomEvent<Range>) => this.zoom(event.detail)}
        @opened=${(event: CustomEvent<Moment>) => openRecordAt(this, event.detail)}
      ></body-scale-plot>
    </div>`;
  }

  private periodChip(period: PeriodKey): TemplateResult {
    return html`<button
      class="pill"
      aria-pressed=${!this.zoomed && period === this.shownPeriod()}
      aria-label="${this.t(`period_${period}_short`)}, ${this.t(`period_${period}`)}"
      @click=${() => {
        this.period = period;
        this.zoomed = null;
      }}
    >
      ${this.t(`period_${period}_short`)}
    </button>`;
  }

  /** Offer what the person has; a choice of one is none. */
  private metricChips(): TemplateResult | typeof nothing {
    const metrics = this.metrics();
    if (metrics.length < 2) return nothing;
    return html`<div class="row chips" role="group" aria-label=${this.t("metric")}>
      ${metrics.map((metric) => this.metricChip(metric))}
    </div>`;
  }

  private metricChip(metric: Metric): TemplateResult {
    return html`<button
      class="pill"
      aria-pressed=${metric.key === this.metric}
      @click=${() => (this.metric = metric.key)}
    >
      ${metric.name}
    </button>`;
  }

  private shownPeriod(): PeriodKey {
    return this.period ?? this.at.config.period ?? "quarter";
  }

  private metrics(): Metric[] {
    const { metrics } = this.at.overview;
    const charted = new Set(["weight", ...(this.at.person?.charted ?? [])]);
    return CHOSEN.filter((key) => charted.has(key)).flatMap((key) =>
      metrics.filter((metric) => metric.key === key),
    );
  }

  private zoom(wanted: Range): void {
    if (wanted.to - wanted.from < LEAST_SPAN_MS) return;
    this.zoomed = {
      from: Math.round(wanted.from),
      to: Math.round(Math.min(wanted.to, Date.now())),
    };
  }

  private async read(wanted: string): Promise<void> {
    const { person } = this.at;
    if (!person) return;
    const begin = this.zoomed?.from ?? beginOf(this.shownPeriod(), Date.now());
    const end = this.zoomed?.to ?? Date.now();
    try {
      const series = await this.at.commands.series({
        person_id: person.person_id,
        metric: this.metric,
        start: begin === null ? undefined : new Date(begin).toISOString(),
        end: this.zoomed ? new Date(end).toISOString() : undefined,
      });
      if (wanted !== this.asked) return;
      this.span = { from: begin ?? series.points[0]?.[0] ?? end - DAY_MS, to: end };
      this.series = this.at.onlyChanges ? relative(series, this.at.format.unitName) : series;
      this.failed = false;
    } catch {
      this.failed = wanted === this.asked;
    }
  }

  /** Return the weighings that are on the picture. */
  private seen({ points }: Series): SeriesPoint[] {
    return points.filter(([at]) => at >= this.span.from && at <= this.span.to);
  }

  private words(series: Series): PlotWords {
    const { format, overview, person, onlyChanges } = this.at;
    const isMass = MASSES.has(this.metric);
    const metric = overview.metrics.find(({ key }) => key === this.metric);
    const points = this.seen(series);
    // The unit is the series' own: it may be of before the household chose another one.
    const { unit } = series;
    const digits = isMass ? overview.precision : 1;
    const value = (each: number): string => {
      if (!onlyChanges) return format.amount(each, unit, digits);
      return isMass
        ? format.massChangeWithUnit(each)
        : `${format.signed(each)} ${unit ?? ""}`.trim();
    };
    const round = (each: number): string => {
      if (unit === "st_lb") return format.amount(each, unit, 0);
      return isMass ? format.number(each, digits - 1) : format.bound(each, unit);
    };
    const beside = unit && unit !== "st_lb" ? ` ${unit}` : "";
    const change = (each: number): string =>
      isMass ? format.massChange(each) : format.signed(each, digits);
    return {
      label: this.t("chart_label", {
        name: person?.name ?? "",
        metric: metric?.name ?? this.metric,
        period: this.t(`period_${this.shownPeriod()}`),
      }),
      axis: (each) => (onlyChanges ? format.signed(each, digits) : format.tick(each, unit)),
      time: (tick) => timeText(tick, this.span, format),
      offset: (at) => format.offset(at),
      tip: (index) => {
        const [at, each, , isAside, fat] = points[index] ?? [0, 0, "", 0, null];
        const before = weighingBefore(points, index);
        const more = [
          before && !isAside ? change(each - before[1]) : "",
          fat === null || onlyChanges ? "" : this.t("fat_is", { percent: format.number(fat) }),
          isAside ? this.t("set_aside") : "",
        ];
        return {
          when: format.dateTime(at),
          value: value(each),
          more: more.filter(Boolean).join(" · "),
        };
      },
      band: series.healthy
        ? this.t("healthy", {
            low: round(series.healthy.low),
            high: `${round(series.healthy.high)}${beside}`,
          })
        : "",
      goal: series.goal === null ? "" : this.t("goal_is", { weight: value(series.goal) }),
    };
  }
}

function timeText(
  tick: TimeTick,
  span: Range,
  format: {
    date(at: number, short: boolean): string;
    month(at: number, withYear: boolean): string;
    isoDay(at: number): string;
  },
): string {
  if (tick.kind === "day") return format.date(tick.at, true);
  if (tick.kind === "year") return format.isoDay(tick.at).slice(0, 4);
  return format.month(tick.at, span.to - span.from > 300 * DAY_MS);
}

/** Return the person's own weighing before one. */
function weighingBefore(points: readonly SeriesPoint[], index: number): SeriesPoint | undefined {
  for (let at = index - 1; at >= 0; at -= 1) if (!points[at]?.[3]) return points[at];
  return undefined;
}

/** Return a series of changes since its first weighing. */
function relative(series: Series, pounds: string): Series {
  const first = series.points.find(([, , , isAside]) => !isAside)?.[1] ?? 0;
  return {
    ...series,
    // Stones are of whole weights.
    unit: series.unit === "st_lb" ? pounds : series.unit,
    points: series.points.map(([at, value, ...rest]) => [at, value - first, ...rest]),
    trend: series.trend.map(([at, value]) => [at, value - first]),
    healthy: null,
    goal: series.goal === null ? null : series.goal - first,
    low: series.low === null ? null : series.low - first,
    high: series.high === null ? null : series.high - first,
  };
}
