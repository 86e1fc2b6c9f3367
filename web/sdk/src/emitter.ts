/** Typed events: a listener is called in the order of subscription, and one that throws stops no other. */
export class Emitter<Events> {
  private readonly listeners = new Map<keyof Events, Set<(event: never) => void>>();

  /** Subscribes; the answer unsubscribes. */
  on<K extends keyof Events>(type: K, listener: (event: Events[K]) => void): () => void {
    const set = this.listeners.get(type) ?? new Set();
    this.listeners.set(type, set);
    // Wrapped, so that one function given twice is called twice and unsubscribed one by one.
    const entry = (event: Events[K]) => listener(event);
    set.add(entry);
    return () => set.delete(entry);
  }

  emit<K extends keyof Events>(type: K, event: Events[K]): void {
    for (const listener of [...(this.listeners.get(type) ?? [])]) {
      try {
        (listener as (event: Events[K]) => void)(event);
      } catch (error) {
        // A fault of the app must not take the connection with it, nor be swallowed.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
