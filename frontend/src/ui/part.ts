/** What all parts of a card share. */

import { LitElement, type CSSResultGroup } from "lit";
import { property } from "lit/decorators.js";
import { explain } from "../words/faults";
import type { Values } from "../words/texts";
import type { Context } from "./context";
import { shared } from "./styles";
import { toast } from "./toast";

export abstract class Part extends LitElement {
  static override styles: CSSResultGroup = shared;

  @property({ attribute: false }) at!: Context;

  protected t(key: string, values?: Values): string {
    return this.at.texts.of(key, values);
  }

  /** Do something, and say so if it fails. */
  async attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.complain(await explain(this.at.hass(), error));
      return false;
    }
  }

  /** Say why something failed. */
  protected complain(error: string): void {
    toast({ message: this.t("failed", { error }), texts: this.at.texts });
  }
}

/** Make an element known, unless an earlier version of it is. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
