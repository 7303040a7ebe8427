/** How everybody's trend changed, in percent: no weights, so that nobody minds. */

import { css, html, nothing, svg, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { extent, line } from "../chart/paths";
import { DAY_MS } from "../chart/periods";
import { linear, ticks, timeTicks } from "../chart/scale";
import type { FamilyLine } from "../types/contract";
import { Part } from "../ui/part";
import { shared } from "../ui/styles";

const SPANS = [30, 90, 365] as const;
const GAP_MS = 14 * DAY_MS;
const HEIGHT = 200;
const WIDTH = 400;
const MARGIN = { top: 10, bottom: 22, start: 42, end: 10 };
/** Besides its colour each line has a dash of its own. */
const DASHES = ["none", "8 4", "2 4", "12 4 2 4", "4 2", "16 6"];
const COLOURS = [
  "--primary-color",
  "--orange-color",
  "--green-color",
  "--purple-color",
  "--cyan-color",
  "--pink-color",
];
const FALLBACKS = ["#03a9f4", "#ff9800", "#4caf50", "#926bc7", "#00bcd4", "#e91e63"];

export class Family extends Part {
  static override styles = [
    shared,
    css`
      ha-card {
        padding: 16px;
      }
      svg {
        display: block;
        width: 100%;
        height: auto;
        direction: ltr;
        margin: 8px 0;
      }
      text {
        fill: var(--quiet);
        font-size: 11px;
      }
      .grid {
        stroke: var(--line);
      }
      .grid.zero {
        stroke: var(--quiet);
      }
      path {
        fill: none;
        stroke-width: 2.5;
        stroke-linejoin: round;
      }
      .legend .pill {
        padding: 0 12px;
      }
      .key {
        width: 28px;
        height: 12px;
        margin: 0;
      }
      .off {
        opacity: 0.5;
        text-decoration: line-through;
      }
      .place {
        height: ${HEIGHT}px;
        display: grid;
        place-items: center;
      }
    `,
  ];

  @state() private days: number = 90;
  @state() private lines: FamilyLine[] | undefined;
  @state() private unseen = new Set<string>();
  private asked = "";

  protected override willUpdate(): void {
    const wanted = `${this.days} ${this.at.revision}`;
    if (wanted === this.asked) return;
    this.asked = wanted;
    void this.read(wanted);
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.at.overview.people.length) return nothing;
    return html`<ha-card>
      <div class="row spread">
        <h2>${this.t("family")}</h2>
        <div class="row" role="group" aria-label=${this.t("period")}>
          ${SPANS.map(
            (days) => html`<button
              class="pill"
              aria-pressed=${days === this.days}
              @click=${() => (this.days = days)}
            >
              ${this.t("days_short", { days })}
            </button>`,
          )}
        </div>
      </div>
      ${this.picture()}
      <div class="row legend" role="group" aria-label=${this.t("people")}>
        ${(this.lines ?? []).map((each, index) => this.entry(each, index))}
      </div>
    </ha-card>`;
  }

  private picture(): TemplateResult {
    const lines = (this.lines ?? []).filter(({ points }) => points.length > 1);
    if (!lines.length)
      return html`<div class="place quiet">${this.lines ? this.t("nothing_here") : ""}</div>`;
    const shown = lines.filter(({ person_id }) => !this.unseen.has(person_id));
    const now = Date.now();
    const span = { from: now - this.days * DAY_MS, to: now };
    const axis = extent([0, ...shown.flatMap(({ points }) => points.map(([, value]) => value))], 2);
    const x = linear(span, { from: MARGIN.start, to: WIDTH - MARGIN.end });
    const y = linear(axis, { from: HEIGHT - MARGIN.bottom, to: MARGIN.top });
    const { format } = this.at;
    return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${this.summary(shown)}>
      ${ticks(axis, 4).map(
        (value) => svg`<line class=${value === 0 ? "grid zero" : "grid"} x1=${MARGIN.start}
            x2=${WIDTH - MARGIN.end} y1=${y(value)} y2=${y(value)} />
          <text x=${MARGIN.start - 5} y=${y(value) + 4} text-anchor="end">
            ${format.signed(value, Number.isInteger(value) ? 0 : 1)} %</text>`,
      )}
      ${timeTicks(span, 4, (at) => format.offset(at)).map(
        (tick) => svg`<text x=${x(tick.at)} y=${HEIGHT - 6} text-anchor="middle">
          ${tick.kind === "day" ? format.date(tick.at, true) : format.month(tick.at, false)}</text>`,
      )}
      ${shown.map((each) => this.line(each, x, y))}
    </svg>`;
  }

  private line(each: FamilyLine, x: (at: number) => number, y: (value: number) => number) {
    const index = this.lines?.indexOf(each) ?? 0;
    const drawn = line(each.points, gaps(each), x, y);
    return svg`<path d=${drawn.solid} style=${this.stroke(index)} />
      <path d=${drawn.dotted} style="${this.stroke(index)};stroke-dasharray:1 6;stroke-linecap:round" />`;
  }

  private stroke(index: number): string {
    const which = index % COLOURS.length;
    return `stroke:var(${COLOURS[which]}, ${FALLBACKS[which]});stroke-dasharray:${DASHES[which]}`;
  }

  private entry(each: FamilyLine, index: number): TemplateResult {
    const off = this.unseen.has(each.person_id);
    return html`<button
      class="pill ${off ? "off" : ""}"
      aria-pressed=${!off}
      @click=${() => this.toggle(each.person_id)}
    >
      <svg class="key" viewBox="0 0 28 12" aria-hidden="true">
        <path d="M0 6H28" style=${this.stroke(index)} />
      </svg>
      ${each.name}
    </button>`;
  }

  private toggle(person_id: string): void {
    const unseen = new Set(this.unseen);
    if (!unseen.delete(person_id)) unseen.add(person_id);
    this.unseen = unseen;
  }

  private summary(shown: FamilyLine[]): string {
    return shown
      .map(({ name, points }) => `${name} ${this.at.format.signed(points.at(-1)?.[1] ?? 0)} %`)
      .join(", ");
  }

  private async read(wanted: string): Promise<void> {
    try {
      const { lines } = await this.at.commands.family(this.days);
      if (wanted === this.asked) this.lines = lines;
    } catch {
      this.lines ??= [];
    }
  }
}

/** Return the spans in which somebody didn't weigh for long. */
function gaps({ points }: FamilyLine): [number, number][] {
  return points.slice(1).flatMap(([at], index): [number, number][] => {
    const before = points[index]?.[0] ?? at;
    return at - before > GAP_MS ? [[before, at]] : [];
  });
}
