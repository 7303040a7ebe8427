/** A line at the foot of the page that says what was done, and takes it back. */

import { LitElement, css, html, nothing } from "lit";
import type { Texts } from "../words/texts";
import { shared } from "./styles";

export interface Toast {
  message: string;
  texts: Texts;
  undo?: () => void | Promise<void>;
}

const TAG = "body-scale-toast";
const SHOWN_MS = 8000;

export class ToastElement extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        position: fixed;
        inset: auto 0 16px 0;
        margin: 0 auto;
        width: fit-content;
        max-width: calc(100vw - 32px);
        border: 0;
        padding: 4px 8px 4px 16px;
        padding-inline: 16px 8px;
        border-radius: 8px;
        background: var(--primary-text-color, #212121);
        color: var(--primary-background-color, #fff);
        font-family: var(--ha-font-family-body, inherit);
        z-index: 1000;
      }
      .row {
        min-height: 44px;
        flex-wrap: nowrap;
      }
      button {
        min-height: 44px;
        padding: 0 12px;
        font-weight: 500;
        text-decoration: underline;
        white-space: nowrap;
      }
    `,
  ];

  private shown: Toast | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  show(toast: Toast): void {
    this.shown = toast;
    this.hidden = false;
    if (!this.hasAttribute("popover")) this.setAttribute("popover", "manual");
    // Above the dialogs that are open; anew, because the last one opened is on top.
    if (this.matches(":popover-open")) this.hidePopover();
    this.showPopover?.();
    this.requestUpdate();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.close(), SHOWN_MS);
  }

  close(): void {
    clearTimeout(this.timer);
    this.shown = undefined;
    if (this.matches(":popover-open")) this.hidePopover();
    this.hidden = true;
    this.requestUpdate();
  }

  protected override render() {
    if (!this.shown) return nothing;
    const { message, texts, undo } = this.shown;
    return html`<div class="row">
      <span role="status" aria-live="polite">${message}</span>
      ${
        undo
          ? html`<button
            @click=${() => {
              this.close();
              void undo();
            }}
          >
            ${texts.of("undo")}
          </button>`
          : nothing
      }
    </div>`;
  }
}

/** Say something for some seconds; what was said before gives way. */
export function toast(shown: Toast): void {
  if (!customElements.get(TAG)) customElements.define(TAG, ToastElement);
  let element = document.querySelector<ToastElement>(TAG);
  if (!element) {
    element = document.createElement(TAG) as ToastElement;
    document.body.append(element);
  }
  element.show(shown);
}
