/** Nearer than this to the end counts as being there; a finger does not stop to the pixel. */
const nearPx = 40;

/** What is needed of the scrolled element, so that a test can bring its own. */
export interface Scroller {
  scrollTop: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
  readonly children: ArrayLike<object>;
}

/** A row of it; one without an id (a button, a hint) is no place to hold on to. */
interface RowBox {
  readonly offsetTop: number;
  readonly offsetHeight: number;
  readonly dataset: { readonly id?: string };
}

/**
 * Keeps the reader where they are: at the end they see what comes, further up nothing moves under their eyes, whether
 * messages come below, are paged in above or fall away.
 */
export class ScrollKeeper {
  /** Whether the newest message is in view. */
  atEnd = true;
  private anchor: { id: string; offset: number } | null = null;

  /** Call on each scroll; returns whether the end is in view. */
  note(log: Scroller): boolean {
    this.atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < nearPx;
    const first = rowsIn(log).find((row) => row.dataset.id !== undefined && row.offsetTop + row.offsetHeight > log.scrollTop);
    this.anchor = first === undefined ? null : { id: first.dataset.id!, offset: first.offsetTop - log.scrollTop };
    return this.atEnd;
  }

  /** Call after the rows have changed. */
  restore(log: Scroller): void {
    if (this.atEnd) return this.toEnd(log);
    const row = rowsIn(log).find((one) => one.dataset.id === this.anchor?.id);
    if (row !== undefined && this.anchor !== null) log.scrollTop = row.offsetTop - this.anchor.offset;
  }

  /** Goes to the newest message. */
  toEnd(log: Scroller): void {
    this.atEnd = true;
    log.scrollTop = log.scrollHeight;
  }
}

function rowsIn(log: Scroller): RowBox[] {
  return Array.from(log.children) as RowBox[];
}
