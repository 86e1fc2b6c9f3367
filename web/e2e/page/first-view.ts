/** What a visitor waits for: the first view, and the answer to the first tap. Runs in the page, before everything else. */

/** The moments of one load, milliseconds from its beginning, and the bytes that came before the first view. */
export interface Load {
  viewMs: number;
  answerMs: number;
  bytes: number;
}

declare global {
  interface Window {
    /** Resolves when the first tap was answered. */
    firstLoad: Promise<Load>;
  }
}

/** What stands when the view does, and is tapped then; what that brings. */
export interface Wanted {
  view: string;
  answer: string;
}

/** watchFirstView notes when the view is painted, taps at once, and notes when the answer is painted. */
export function watchFirstView({ view, answer }: Wanted): void {
  const painted = () => new Promise<number>((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))));
  const appears = (selector: string) =>
    new Promise<HTMLElement>((resolve) => {
      const look = () => {
        const found = document.querySelector<HTMLElement>(selector);
        if (found !== null) resolve(found);
        else requestAnimationFrame(look);
      };
      look();
    });
  window.firstLoad = (async () => {
    const tapped = await appears(view);
    // What comes from now on is for later: the view stands, and is only painted.
    const came = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")] as PerformanceResourceTiming[];
    const viewMs = await painted();
    const before = came.filter(({ responseEnd, name }) => responseEnd > 0 && !new URL(name).pathname.startsWith("/v1/"));
    tapped.click();
    await appears(answer);
    const answerMs = await painted();
    return { viewMs, answerMs, bytes: before.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) };
  })();
}
