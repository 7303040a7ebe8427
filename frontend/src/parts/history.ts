/** Weighings as a list, newest first, with what can be done to each. */

import { css, html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { MassUnit, WeighingRecord } from "../types/contract";
import { openRecord } from "../dialogs/record-dialog";
import { byWhom, shownMass, when } from "../ui/context";
import { faceOf, faceStyles } from "../ui/face";
import { Part } from "../ui/part";
import { shared } from "../ui/styles";
import { menuStyles, recordMenu } from "./record-menu";

const PAGE = 20;
const SEARCH_AFTER_MS = 300;

export class History extends Part {
  static override styles = [
    shared,
    faceStyles,
    menuStyles,
    css`
      ha-card {
        padding: 16px;
      }
      .filters {
        margin: 8px 0;
      }
      .filters input {
        flex: 1 1 160px;
        min-width: 0;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: flex;
        align-items: center;
        gap: 8px;
        border-bottom: 1px solid var(--line);
      }
      .record {
        flex: 1;
        min-width: 0;
        min-height: 56px;
        padding: 6px 4px;
      }
      /* Each line by itself: a long one takes no room from the other. */
      .line {
        display: flex;
        justify-content: space-between;
        gap: 12px;
      }
      .line > :first-child {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .line > :last-child {
        text-align: end;
      }
      .nowrap {
        white-space: nowrap;
      }
      .show-more {
        margin-top: 12px;
      }
      .aside {
        font-style: italic;
      }
    `,
  ];

  @state() private records: WeighingRecord[] | undefined;
  @state() private total = 0;
  @state() private whose = "";
  @state() private wanted = "";
  @state() private failed = false;
  private cursor: string | null = null;
  private shown = PAGE;
  private asked = "";
  /** What was read in another unit can't be shown in this one. */
  private unit: MassUnit | undefined;
  private later: ReturnType<typeof setTimeout> | undefined;

  protected override willUpdate(): void {
    const { person, revision, overview } = this.at;
    if (this.unit !== overview.unit) {
      this.unit = overview.unit;
      this.records = undefined;
    }
    const asked = [person?.person_id ?? this.whose, this.wanted, revision].join("\n");
    if (asked === this.asked) return;
    this.asked = asked;
    void this.read(asked);
  }

  protected override render(): TemplateResult {
    const { person } = this.at;
    return html`<ha-card>
      <h2>${this.t("weighings")}</h2>
      ${person ? nothing : this.filters()} ${this.list()}
      ${
        this.cursor
          ? html`<button class="pill show-more" @click=${this.more}>${this.t("show_more")}</button>`
          : nothing
      }
    </ha-card>`;
  }

  private filters(): TemplateResult {
    return html`<div class="row filters">
      <select
        aria-label=${this.t("person")}
        @change=${(event: Event) => (this.whose = (event.target as HTMLSelectElement).value)}
      >
        <option value="">${this.t("everybody")}</option>
        ${this.at.overview.people.map(
          (each) => html`<option value=${each.person_id}>${each.name}</option>`,
        )}
        <option value="guest">${this.t("guest")}</option>
      </select>
      <input
        type="search"
        placeholder=${this.t("search")}
        aria-label=${this.t("search")}
        @input=${this.search}
      />
    </div>`;
  }

  private list(): TemplateResult {
    if (this.failed)
      return html`<button class="pill" @click=${() => this.read(this.asked)}>${this.t("again")}</button>`;
    if (!this.records) return html`<div aria-busy="true" style="min-height:120px"></div>`;
    if (!this.records.length) return html`<p class="quiet">${this.t("nothing_here")}</p>`;
    return html`<div class="small quiet">
        ${this.t("of_all", { shown: this.records.length, total: this.total })}
      </div>
      <ul>
        ${repeat(
          this.records,
          (record) => record.weighing_id,
          (record) => html`<li>${this.row(record)} ${recordMenu(this, record)}</li>`,
        )}
      </ul>`;
  }

  private row(record: WeighingRecord): TemplateResult {
    const { person, overview, format, onlyChanges } = this.at;
    const name = record.person ?? this.t(record.person_id === "guest" ? "guest" : "who");
    const fat = record.metrics["body_fat"];
    const change = record.difference === null ? "" : format.massChange(record.difference);
    return html`${person ? nothing : faceOf(record, overview.people)}
      <button class="record" @click=${() => openRecord(this, record)}>
        <span class="line">
          ${person ? html`<span class="nowrap">${when(this.at, record)}</span>` : html`<span>${name}</span>`}
          <span class="number nowrap"><b>${shownMass(this.at, record.weight)}</b></span>
        </span>
        <span class="line small quiet">
          <span>${this.about(record)}</span>
          <span class="number nowrap"
            >${[
              change,
              typeof fat !== "number" || onlyChanges
                ? ""
                : this.t("fat_is", { percent: format.number(fat) }),
            ]
              .filter(Boolean)
              .join(" · ")}</span
          >
        </span>
      </button>`;
  }

  /** Say what else there is of a weighing: in everybody's history when it was. */
  private about(record: WeighingRecord): unknown[] {
    const parts = this.at.person
      ? [record.scale, byWhom(this.at, record)]
      : [when(this.at, record)];
    const shown: unknown[] = parts
      .filter(Boolean)
      .map((part) => html`<span class="nowrap">${part}</span>`);
    if (record.set_aside) shown.push(html`<span class="aside">${this.t("set_aside")}</span>`);
    return shown.map((part, index) => (index ? [" · ", part] : part));
  }

  private search(event: Event): void {
    const { value } = event.target as HTMLInputElement;
    clearTimeout(this.later);
    this.later = setTimeout(() => (this.wanted = value.trim()), SEARCH_AFTER_MS);
  }

  /** Read what is shown; after a change as much of it as there was. */
  private async read(asked: string): Promise<void> {
    try {
      const page = await this.at.commands.weighings({ ...this.query(), limit: this.shown });
      if (asked !== this.asked) return;
      this.records = page.weighings;
      this.cursor = page.before;
      this.total = page.total;
      this.failed = false;
    } catch {
      this.failed = asked === this.asked && !this.records;
    }
  }

  private async more(): Promise<void> {
    const { asked, cursor } = this;
    if (!cursor) return;
    await this.attempt(async () => {
      const page = await this.at.commands.weighings({
        ...this.query(),
        before: cursor,
        limit: PAGE,
      });
      if (asked !== this.asked) return;
      this.cursor = page.before;
      this.records = [...(this.records ?? []), ...page.weighings];
      this.shown = Math.min(500, this.records.length);
    });
  }

  private query() {
    const person_id = this.at.person?.person_id ?? this.whose;
    return { person_id, search: this.wanted };
  }
}
