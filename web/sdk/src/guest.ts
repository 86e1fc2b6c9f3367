const key = "corner.guest";

/** The guest token this browser keeps, "" for none: with it a guest stays the same person. */
export function loadGuestToken(): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return ""; // storage is forbidden here: a new person each time
  }
}

/** Keeps a guest token; "" forgets it. */
export function saveGuestToken(token: string): void {
  try {
    if (token === "") localStorage.removeItem(key);
    else localStorage.setItem(key, token);
  } catch {
    // Storage is forbidden here: the token lives as long as the page.
  }
}
