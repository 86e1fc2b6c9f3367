/** Parts of a page that are a place of their own to whoever goes by keyboard or hears the page. */
const places = "li, form, section, dialog, main";

/**
 * Keeps the place of who uses the page by keyboard: when what had the focus is gone (a button that became another one, a
 * page that followed a page), the focus goes to the part around it that is still there, or else to the new page's
 * heading. Not to the next button: a key that is still held down would press it. A room has places of its own.
 */
export class KeptPlace {
  private held: Element | null = null;
  /** What had the focus within the page, and all around it: what is taken out does not know any more where it was. */
  private around: Element[] = [];
  private readonly watch: MutationObserver;

  constructor(private readonly page: Document) {
    page.addEventListener("focusin", this.note);
    this.watch = new MutationObserver(this.check);
    this.watch.observe(page.body, { childList: true, subtree: true });
  }

  private readonly note = ({ target }: Event): void => {
    if (!(target instanceof Element)) return;
    this.held = target;
    // A short message is no place to be: who answers it goes on where they were.
    if (target.closest(".toast-place") === null) this.around = withParents(target);
  };

  private readonly check = (): void => {
    const { held, page } = this;
    if (held === null || held.isConnected || page.activeElement !== page.body) return;
    const left = this.around.find((element) => element.isConnected);
    if (left?.closest(".room") != null) return;
    this.held = null;
    const place = left === this.around[0] ? left : left?.closest(places);
    const goal = place == null || place.localName === "main" ? page.querySelector("h1") : place;
    if (!(goal instanceof HTMLElement)) return;
    if (goal.tabIndex < 0) goal.tabIndex = -1;
    goal.focus({ preventScroll: true });
  };

  /** Ends the watch. */
  stop(): void {
    this.page.removeEventListener("focusin", this.note);
    this.watch.disconnect();
  }
}

function withParents(element: Element): Element[] {
  const all: Element[] = [];
  for (let one: Element | null = element; one !== null; one = one.parentElement) all.push(one);
  return all;
}
