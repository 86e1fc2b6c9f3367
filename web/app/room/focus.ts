/**
 * Gives the focus a place to go when what held it has left the page: an answered invitation, a lowered hand, a button
 * that became another. Without it a keyboard starts again at the top.
 */
export class FocusKeeper {
  private last: Element | null = null;
  private readonly note = (event: Event): void => {
    this.last = event.target instanceof Element ? event.target : null;
  };

  constructor(private readonly page: Document, private readonly home: () => HTMLElement | null) {
    page.addEventListener("focusin", this.note);
  }

  /** Call after the page has changed. A focus that the person took away by a click elsewhere is left alone. */
  check(): void {
    const { last, page } = this;
    if (last === null || last.isConnected || page.activeElement !== page.body) return;
    this.last = null;
    this.home()?.focus({ preventScroll: true });
  }

  /** Ends the watch. */
  stop(): void {
    this.page.removeEventListener("focusin", this.note);
  }
}
