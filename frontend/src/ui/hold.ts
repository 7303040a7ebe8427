/** Tells a tap from a hold. */

const HOLD_MS = 500;

export class Hold {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private held = false;

  constructor(
    private onHold: () => void,
    private onTap: () => void,
  ) {}

  press = (): void => {
    this.held = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.held = true;
      this.onHold();
    }, HOLD_MS);
  };

  release = (): void => clearTimeout(this.timer);

  cancel = (): void => clearTimeout(this.timer);

  /** A keyboard clicks without pressing. */
  click = (): void => {
    if (!this.held) this.onTap();
    this.held = false;
  };
}
