/** The menu of a weighing in the history. */

import { css, html, nothing, type TemplateResult } from "lit";
import { openEdit } from "../dialogs/edit-dialog";
import { openMove } from "../dialogs/move-dialog";
import type { WeighingRecord } from "../types/contract";
import { when } from "../ui/context";
import { removeWithUndo } from "../ui/doing";
import type { Part } from "../ui/part";

export const menuStyles = css`
  details {
    position: relative;
  }
  summary {
    width: 44px;
    height: 44px;
    display: grid;
    place-items: center;
    cursor: pointer;
    list-style: none;
    border-radius: 50%;
    font-size: 1.25rem;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary:focus-visible {
    outline: 2px solid var(--primary-color);
  }
  .menu {
    position: absolute;
    inset-inline-end: 0;
    z-index: 2;
    display: grid;
    min-width: 160px;
    padding: 4px;
    border-radius: 12px;
    border: 1px solid var(--line);
    background: var(--card-background-color, #fff);
  }
  .menu button {
    min-height: 44px;
    padding: 0 12px;
  }
  .menu button:hover {
    background: color-mix(in srgb, var(--primary-color) 10%, transparent);
  }
`;

/** Show the menu of a weighing. */
export function recordMenu(part: Part, record: WeighingRecord): TemplateResult {
  const { texts, overview } = part.at;
  const choose = (action: () => void) => (event: Event) => {
    (event.currentTarget as HTMLElement).closest("details")?.removeAttribute("open");
    action();
  };
  return html`<details @focusout=${closeBehind} @keydown=${closeByEscape}>
    <summary role="button" aria-label=${texts.of("menu_of", { what: when(part.at, record) })}>
      <span aria-hidden="true">⋮</span>
    </summary>
    <div class="menu">
      <button tabindex="0" @click=${choose(() => openMove(part, record))}>${texts.of("move")}</button>
      ${
        overview.admin
          ? html`<button tabindex="0" @click=${choose(() => openEdit(part, record))}>${texts.of("edit")}</button>
            <button
              tabindex="0"
              @click=${choose(() => void part.attempt(() => removeWithUndo(part.at, record)))}
            >
              ${texts.of("delete")}
            </button>`
          : nothing
      }
    </div>
  </details>`;
}

function closeBehind(event: FocusEvent): void {
  const menu = event.currentTarget as HTMLDetailsElement;
  if (!menu.contains(event.relatedTarget as Node | null)) menu.removeAttribute("open");
}

function closeByEscape(event: KeyboardEvent): void {
  if (event.key !== "Escape") return;
  const menu = event.currentTarget as HTMLDetailsElement;
  menu.removeAttribute("open");
  menu.querySelector("summary")?.focus();
}
