/** A person's chart: weighings as dots, the trend as a line, the healthy band and the goal. */

import { LitElement, html, nothing, svg, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Series } from "../types/contract";
import { shared } from "../ui/styles";
import { MARGIN, layout, type Layout } from "./layout";
import { plotStyles } from "./plot-styles";
import { Gestures } from "./gestures";
import { nearest, timeTicks, type Range, type TimeTick } from "./scale";

export interface PlotWords {
  label: string;
  /** A value on the axis. */
  axis: (value: number) => string;
  time: (tick: TimeTick) => string;
  offset: (at: number) => number;
  /** What is said of the weighing with this index: when, what, and what else. */
  tip: (index: number) => { when: string; value: string; more: string };
  band: string;
  goal: string;
}

const DEFAULT_WIDTH = 600;

export class Plot extends LitElement {
  static override styles = [shared, plotStyles];

  @property({ attribute: false }) series!: Series;
  @property({ attribute: false }) span!: Range;
  @property({ attribute: false }) words!: PlotWords;
  @property({ type: Boolean }) band = true;
  @property({ type: Boolean }) goal = true;
  @property({ type: Number }) height = 260;
  @state() private width = DEFAULT_WIDTH;
  @state() private active = -1;
  @state() private chosen: Range | null = null;

  private drawn!: Layout;
  private times: number[] = [];
  private observer = new ResizeObserver(([entry]) => {
    const width = Math.round(entry?.contentRect.width ?? 0);
    if (width) this.width = width;
  });
  private gestures = new Gestures({
    point: (x) => this.pointAt(x),
    choose: (from, to) => this.choose(from, to),
    zoom: (factor, x) => this.zoomAround(factor, x),
    tap: () => this.openActive(),
    leave: () => this.forget(),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer.observe(this);
    this.gestures.listen(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.gestures.stop(this);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.size === 1 && (changed.has("active") || changed.has("chosen"))) return;
    const size = { width: this.width, height: this.height };
    this.drawn = layout(this.series, this.span, size, { band: this.band, goal: this.goal });
    this.times = this.drawn.points.map(([at]) => at);
    if (changed.has("series") || changed.has("span")) this.active = -1;
  }

  protected override render(): TemplateResult {
    const { points } = this.drawn;
    const shown = this.active < 0 ? undefined : this.words.tip(this.active);
    return html`<div
        class="frame"
        role="slider"
        tabindex="0"
        aria-label=${this.words.label}
        aria-valuemin="0"
        aria-valuemax=${Math.max(0, points.length - 1)}
        aria-valuenow=${Math.max(0, this.active)}
        aria-valuetext=${shown ? `${shown.when}: ${shown.value} ${shown.more}` : this.words.label}
        @keydown=${this.move}
        @blur=${this.forget}
      >
        ${this.picture()}
      </div>
      ${shown ? this.tip(shown) : nothing}`;
  }

  private picture(): TemplateResult {
    const { size, start, dots, hollow, trend, band, goal } = this.drawn;
    const end = size.width - MARGIN.end;
    return html`<svg
      viewBox="0 0 ${size.width} ${size.height}"
      style="--plot-height:${size.height}px"
      aria-hidden="true"
    >
      ${this.axes()}
      ${
        band
          ? svg`<rect class="band" x=${start} width=${end - start} y=${band.top}
            height=${Math.max(1, band.bottom - band.top)} />`
          : nothing
      }
      ${
        goal === null
          ? nothing
          : svg`<line class="goal" x1=${start} x2=${end} y1=${goal} y2=${goal} />
            <text x=${end} y=${goal - 5} text-anchor="end">${this.words.goal}</text>`
      }
      ${svg`<path class="dots" d=${dots} /><path class="hollow" d=${hollow} />
        <path class="hollow inside" d=${hollow} />
        <path class="trend" d=${trend.solid} /><path class="trend dotted" d=${trend.dotted} />`}
      ${this.edges()} ${this.cursor()}
    </svg>`;
  }

  private axes() {
    const { size, start, x, y, ticks } = this.drawn;
    const end = size.width - MARGIN.end;
    const wanted = Math.max(2, Math.floor(size.width / 80));
    return svg`${ticks.map(
      (value) => svg`<line class="grid" x1=${start} x2=${end} y1=${y(value)} y2=${y(value)} />
        <text x=${start - 6} y=${y(value) + 4} text-anchor="end">${this.words.axis(value)}</text>`,
    )}${timeTicks(this.span, wanted, this.words.offset).map(
      (tick) => svg`<text x=${x(tick.at)} y=${size.height - 7} text-anchor="middle">
        ${this.words.time(tick)}</text>`,
    )}`;
  }

  /** Write at the edge what lies outside. */
  private edges() {
    const { size, beyond, goalBeyond } = this.drawn;
    const lines = { above: 0, below: 0 };
    const note = (where: "above" | "below" | null, text: string) => {
      if (!where) return nothing;
      const line = lines[where]++ * 14;
      const y = where === "above" ? MARGIN.top + 10 + line : size.height - MARGIN.bottom - 6 - line;
      return svg`<text x=${size.width - MARGIN.end} y=${y} text-anchor="end">
        ${where === "above" ? "↑" : "↓"} ${text}</text>`;
    };
    return svg`${note(beyond, this.words.band)}${note(goalBeyond, this.words.goal)}`;
  }

  private cursor() {
    const { size, x, y, points } = this.drawn;
    const point = points[this.active];
    const bottom = size.height - MARGIN.bottom;
    const chosen = this.chosen && {
      from: x(this.chosen.from),
      to: x(this.chosen.to),
    };
    return svg`${
      chosen
        ? svg`<rect class="chosen" x=${chosen.from} width=${chosen.to - chosen.from} y=${MARGIN.top}
            height=${bottom - MARGIN.top} />`
        : nothing
    }${
      point
        ? svg`<line class="cursor" x1=${x(point[0])} x2=${x(point[0])} y1=${MARGIN.top} y2=${bottom} />
            <circle class="marker" cx=${x(point[0])} cy=${y(point[1])} r="6" />`
        : nothing
    }`;
  }

  private tip(shown: { when: string; value: string; more: string }): TemplateResult {
    const at = this.drawn.x(this.times[this.active] ?? 0);
    const right = at > this.width / 2;
    const place = right ? `right:${this.width - at + 12}px` : `left:${at + 12}px`;
    return html`<div class="tip" style=${place} aria-hidden="true" dir="auto">
      <div>${shown.when}</div>
      <b class="number">${shown.value}</b>
      <div class="number quiet">${shown.more}</div>
    </div>`;
  }

  private pointAt(x: number): void {
    if (this.times.length) this.active = nearest(this.times, this.moment(x));
  }

  private moment(x: number): number {
    const { start } = this.drawn;
    const inner = this.width - start - MARGIN.end;
    const part = Math.max(0, Math.min(1, (x - start) / inner));
    return this.span.from + part * (this.span.to - this.span.from);
  }

  private choose(from: number | null, to: number | null): void {
    if (from === null || to === null) {
      const chosen = this.chosen;
      this.chosen = null;
      if (chosen) this.tell(chosen);
      return;
    }
    const [first, last] = [this.moment(from), this.moment(to)].sort((a, b) => a - b);
    this.chosen = { from: first ?? 0, to: last ?? 0 };
  }

  private zoomAround(factor: number, x: number): void {
    const middle = this.moment(x);
    this.tell({
      from: middle - (middle - this.span.from) / factor,
      to: middle + (this.span.to - middle) / factor,
    });
  }

  private tell(span: Range): void {
    this.dispatchEvent(new CustomEvent("zoomed", { detail: span }));
  }

  private forget(): void {
    this.active = -1;
  }

  private move(event: KeyboardEvent): void {
    const last = this.times.length - 1;
    const from = this.active < 0 ? last + (event.key === "ArrowLeft" ? 1 : 0) : this.active;
    const steps: Record<string, number> = {
      ArrowLeft: from - 1,
      ArrowDown: from - 1,
      ArrowRight: from + 1,
      ArrowUp: from + 1,
      PageUp: from + 10,
      PageDown: from - 10,
      Home: 0,
      End: last,
    };
    const wanted = steps[event.key];
    if (wanted !== undefined && last >= 0) {
      this.active = Math.max(0, Math.min(last, wanted));
      event.preventDefault();
    } else if (event.key === "Enter") {
      // Else it would also press what has the focus in the dialog.
      event.preventDefault();
      this.openActive();
    } else if (event.key === "Escape" && this.active >= 0) this.forget();
  }

  private openActive(): void {
    const point = this.drawn.points[this.active];
    if (!point) return;
    const [at, , id, isAside] = point;
    const detail = { at, id, isAside: Boolean(isAside) };
    this.dispatchEvent(new CustomEvent("opened", { detail }));
  }
}
