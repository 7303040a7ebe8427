/** What a chart shows, as a table. */

import { html, type TemplateResult } from "lit";
import type { PlotWords } from "../chart/plot";

/** Show so many weighings as rows, newest first. */
export function seriesTable(
  count: number,
  words: PlotWords,
  t: (key: string) => string,
): TemplateResult {
  const rows = Array.from({ length: count }, (_, index) => words.tip(index)).reverse();
  return html`<div class="table" tabindex="0" role="region" aria-label=${words.label}>
    <table>
      <thead>
        <tr>
          <th scope="col">${t("time")}</th>
          <th scope="col">${t("value")}</th>
          <th scope="col">${t("change")}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr>
            <td>${row.when}</td>
            <td class="number">${row.value}</td>
            <td class="number">${row.more}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
