/** Changes smaller than this are not worth a style calculation. */
const step = 0.02;
/** How much of the old level stays each frame when the voice falls: the ring breathes out instead of flickering. */
const release = 0.82;

interface Ring {
  id: string;
  level: number;
  /** What the element was last told; the level may have moved a little since. */
  written: number;
}

/**
 * One animation-frame loop for all rings: it reads the live levels and writes the CSS variable --level (0–1) on the
 * elements, past the components. It runs only while there is a ring, and the browser pauses it in a hidden tab.
 */
export class LevelLoop {
  private readonly rings = new Map<HTMLElement, Ring>();
  private frame = 0;

  constructor(
    private readonly read: (id: string) => number,
    private readonly window: Pick<Window, "requestAnimationFrame" | "cancelAnimationFrame">,
  ) {}

  /** Gives an element the level of a person; the returned function ends it. */
  add(element: HTMLElement, id: string): () => void {
    this.rings.set(element, { id, level: 0, written: 0 });
    if (this.frame === 0) this.frame = this.window.requestAnimationFrame(this.draw);
    return () => {
      this.rings.delete(element);
      element.style.removeProperty("--level");
      if (this.rings.size === 0) this.stop();
    };
  }

  /** Ends the loop; the rings stay as they are. */
  stop(): void {
    if (this.frame !== 0) this.window.cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  private readonly draw = (): void => {
    for (const [element, ring] of this.rings) {
      ring.level = smooth(ring.level, this.read(ring.id));
      const moved = Math.abs(ring.level - ring.written);
      // Silence is always written, so that no ring stays a hair's breadth thick.
      if (moved < step && (ring.level !== 0 || moved === 0)) continue;
      ring.written = ring.level;
      element.style.setProperty("--level", ring.level.toFixed(2));
    }
    this.frame = this.window.requestAnimationFrame(this.draw);
  };
}

/** Follows a rising level at once and a falling one gently; below one step it is silence. */
export function smooth(shown: number, heard: number): number {
  const level = heard >= shown ? Math.min(1, heard) : Math.max(heard, shown * release);
  return level < step ? 0 : level;
}
