import { phaseOf } from "@sdk";
import { useEffect, useState } from "preact/hooks";
import { useSession, useShell } from "../../context";
import { duration, languageName } from "../../format";
import { cardWords } from "../cards/card-words";
import { leftOf } from "./view";

/** Tells a screen reader that another language has its turn, and what a new card says; politely, and no more than that. */
export function RoundLive() {
  const shell = useShell();
  const session = useSession();
  const flipped = session.flipped.value;
  const [text, setText] = useState("");
  useEffect(() => {
    const language = flipped === null ? undefined : phaseOf(flipped)?.language;
    if (flipped === null || language === undefined) return;
    const locale = shell.locale.peek();
    const left = duration(leftOf(flipped, session.client.serverNow()), locale);
    setText(shell.strings.peek().exchange.round.said(languageName(language, locale), left));
  }, [flipped]);
  return (
    <>
      <p class="hidden" aria-live="polite" data-testid="round-live">{text}</p>
      <CardLive />
    </>
  );
}

/** The card that was there on arrival is read where it lies; a new one is said. */
function CardLive() {
  const shell = useShell();
  const session = useSession();
  const snapshot = session.snapshot.value;
  const card = snapshot?.card ?? null;
  const [seen, setSeen] = useState(card?.id ?? "");
  const [text, setText] = useState("");
  useEffect(() => {
    if (card === null || card.id === seen || snapshot === null) return;
    setSeen(card.id);
    const main = cardWords(card, [...snapshot.you.speaks, shell.locale.peek()])[0];
    if (main !== undefined) setText(shell.strings.peek().exchange.card.read(main.text));
  }, [card?.id]);
  return <p class="hidden" aria-live="polite" data-testid="card-live">{text}</p>;
}
