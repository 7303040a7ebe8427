/** The browser's own dialog, in Home Assistant's look: keyboard, focus and Escape come with it. */

import { css, html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { Part } from "./part";
import { shared } from "./styles";

export abstract class Dialog extends Part {
  static override styles: CSSResultGroup = [
    shared,
    css`
      dialog {
        font-family: var(--ha-font-family-body, inherit);
        color: var(--primary-text-color);
        background: var(--card-background-color, #fff);
        border: 1px solid var(--line);
        border-radius: var(--ha-dialog-border-radius, 24px);
        padding: 16px 24px 24px;
        width: min(var(--dialog-width, 480px), calc(100vw - 32px));
        max-height: calc(100dvh - 32px);
        overflow: auto;
      }
      dialog::backdrop {
        background: rgba(0, 0, 0, 0.5);
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        min-height: 48px;
      }
      header button {
        width: 44px;
        height: 44px;
        text-align: center;
        font-size: 1.5rem;
        border-radius: 50%;
      }
      h2 {
        font-size: 1.25rem;
      }
      form {
        display: grid;
        gap: 16px;
      }
      label {
        display: grid;
        gap: 4px;
      }
      .two {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 16px;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        justify-content: flex-end;
        margin-top: 16px;
      }
    `,
  ];

  @query("dialog") protected dialog!: HTMLDialogElement;
  /** Whether it closes itself when what it shows is gone. */
  @property({ attribute: false }) closed: (() => void) | undefined;
  @state() private complaint = "";

  protected abstract heading(): string;
  protected abstract body(): unknown;

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  close(): void {
    this.dialog.close();
  }

  override async attempt(action: () => Promise<unknown>): Promise<boolean> {
    this.complaint = "";
    return super.attempt(action);
  }

  /** Say it in the dialog: nothing outside of it is read by a screen reader while it is open. */
  protected override complain(error: string): void {
    if (this.dialog.open) this.complaint = this.t("failed", { error });
    else super.complain(error);
  }

  protected override render(): TemplateResult {
    return html`<dialog
      aria-labelledby="heading"
      @close=${this.leave}
      @click=${(event: Event) => event.target === this.dialog && this.close()}
    >
      <header>
        <h2 id="heading">${this.heading()}</h2>
        <button aria-label=${this.t("close")} @click=${this.close}>
          <span aria-hidden="true">×</span>
        </button>
      </header>
      ${this.body()} ${this.complaint ? html`<p role="alert">${this.complaint}</p>` : nothing}
    </dialog>`;
  }

  private leave(): void {
    this.closed?.();
    this.remove();
  }
}

/** Open a dialog at the end of the page, so that no card cuts it off. */
export function open<T extends Dialog>(tag: string, from: Part, values: Partial<T>): T {
  const dialog = Object.assign(document.createElement(tag) as T, { at: from.at }, values);
  document.body.append(dialog);
  return dialog;
}
