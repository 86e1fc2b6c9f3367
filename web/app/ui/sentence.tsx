import type { ComponentChild } from "preact";

/** Marks that no sentence has of its own. */
const marks = ["\uE000", "\uE001"] as const;

interface SentenceProps {
  /** The sentence with its two gaps, in the order each language wants them. */
  of: (first: string, second: string) => string;
  /** What stands in the gaps. */
  children: [ComponentChild, ComponentChild];
}

/** Puts parts of the page into a sentence of any language. */
export function Sentence({ of, children }: SentenceProps) {
  const pieces = of(marks[0], marks[1]).split(/([\uE000\uE001])/);
  return <>{pieces.map((piece) => (piece === marks[0] ? children[0] : piece === marks[1] ? children[1] : piece))}</>;
}
