/**
 * Puts somebody's name, a title or any text of theirs into a sentence (U+2068, U+2069): a name in Latin or Chinese letters
 * keeps to itself, and the sentence runs from the right whatever it begins with.
 */
export function named(text: string): string {
  return `\u2068${text}\u2069`;
}
