/** How long a finger rests before it means "what can be done here". */
const restMs = 500;
/** A finger that wanders further than this scrolls. */
const wanderPx = 10;

type Point = Pick<PointerEvent, "clientX" | "clientY" | "button">;

/**
 * A long press, for those who look for actions there; the tap always does the same. Where the browser knows long
 * presses itself (Android, a right click) its contextmenu event comes first.
 */
export class LongPress {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private start: Point | null = null;
  private fired = false;

  constructor(private readonly run: () => void) {}

  /** Handlers to spread on the element. */
  readonly handlers = {
    onPointerDown: (at: Point) => {
      this.cancel();
      this.fired = false;
      if (at.button !== 0) return;
      this.start = at;
      this.timer = setTimeout(() => this.fire(), restMs);
    },
    onPointerMove: (at: Point) => {
      if (this.start === null) return;
      if (Math.hypot(at.clientX - this.start.clientX, at.clientY - this.start.clientY) > wanderPx) this.cancel();
    },
    onPointerUp: () => this.cancel(),
    onPointerCancel: () => this.cancel(),
    onPointerLeave: () => this.cancel(),
    /** The click that ends a long press is no tap; one from the keyboard (detail 0) always counts. */
    onClickCapture: (event: Pick<MouseEvent, "detail" | "stopPropagation">) => {
      if (this.fired && event.detail > 0) event.stopPropagation();
      this.fired = false;
    },
    onContextMenu: (event: Pick<Event, "preventDefault">) => {
      event.preventDefault();
      this.fire();
    },
  };

  private fire(): void {
    this.cancel();
    if (this.fired) return; // the browser's own long press and ours are one
    this.fired = true;
    this.run();
  }

  private cancel(): void {
    clearTimeout(this.timer);
    this.start = null;
  }
}
