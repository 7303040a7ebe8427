/** What a finger or a mouse does on a chart: point, tap, drag a span, pinch. */

export interface Doings {
  point(x: number): void;
  /** A span is being dragged; null when it ends. */
  choose(from: number | null, to: number | null): void;
  zoom(factor: number, x: number): void;
  tap(): void;
  leave(): void;
}

const DRAG_AFTER_PX = 8;
const WHEEL_STEP = 1.2;

export class Gestures {
  private down = new Map<number, number>();
  private begin: { x: number; moved: boolean } | undefined;
  private pinched: number | undefined;

  constructor(private doings: Doings) {}

  listen(target: HTMLElement): void {
    target.addEventListener("pointerdown", this.press);
    target.addEventListener("pointermove", this.drag);
    target.addEventListener("pointerup", this.release);
    target.addEventListener("pointercancel", this.cancel);
    target.addEventListener("pointerleave", this.leave);
    target.addEventListener("wheel", this.wheel, { passive: false });
  }

  stop(target: HTMLElement): void {
    target.removeEventListener("pointerdown", this.press);
    target.removeEventListener("pointermove", this.drag);
    target.removeEventListener("pointerup", this.release);
    target.removeEventListener("pointercancel", this.cancel);
    target.removeEventListener("pointerleave", this.leave);
    target.removeEventListener("wheel", this.wheel);
  }

  private place(event: MouseEvent): number {
    return event.clientX - (event.currentTarget as HTMLElement).getBoundingClientRect().left;
  }

  private press = (event: PointerEvent): void => {
    const x = this.place(event);
    this.down.set(event.pointerId, x);
    this.begin = this.down.size === 1 ? { x, moved: false } : undefined;
    this.pinched = this.spread();
    this.doings.point(x);
  };

  private drag = (event: PointerEvent): void => {
    const x = this.place(event);
    if (!this.down.has(event.pointerId)) {
      if (event.pointerType === "mouse") this.doings.point(x);
      return;
    }
    this.down.set(event.pointerId, x);
    if (this.down.size === 2) this.pinch();
    else if (this.begin) this.slide(event, x);
  };

  /** A mouse drags a span; a finger looks along the dots. */
  private slide(event: PointerEvent, x: number): void {
    const begin = this.begin;
    if (!begin) return;
    if (Math.abs(x - begin.x) > DRAG_AFTER_PX) begin.moved = true;
    if (!begin.moved) return;
    if (event.pointerType === "mouse") this.doings.choose(begin.x, x);
    else this.doings.point(x);
  }

  private pinch(): void {
    const spread = this.spread();
    if (!spread || !this.pinched) return;
    const factor = spread / this.pinched;
    if (factor > 0.8 && factor < 1.25) return;
    const [first = 0, second = 0] = [...this.down.values()];
    this.pinched = spread;
    this.doings.zoom(factor, (first + second) / 2);
  }

  private spread(): number | undefined {
    const [first, second] = [...this.down.values()];
    if (first === undefined || second === undefined) return undefined;
    return Math.max(20, Math.abs(first - second));
  }

  private release = (event: PointerEvent): void => {
    this.down.delete(event.pointerId);
    if (this.begin && !this.begin.moved) this.doings.tap();
    else if (event.pointerType === "mouse") this.doings.choose(null, null);
    this.begin = undefined;
  };

  private cancel = (event: PointerEvent): void => {
    this.down.delete(event.pointerId);
    this.begin = undefined;
  };

  private leave = (event: PointerEvent): void => {
    this.down.delete(event.pointerId);
    this.begin = undefined;
    this.doings.choose(null, null);
    this.doings.leave();
  };

  private wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.doings.zoom(event.deltaY < 0 ? WHEEL_STEP : 1 / WHEEL_STEP, this.place(event));
  };
}
