import type { Card, Snapshot } from "@sdk";
import { useSession, useShell, useStrings } from "../../context";
import { count } from "../../format";
import { Icon } from "../../ui/icon";
import { moderates } from "../view";
import { cardWords } from "./card-words";

/** The card on the table, folded to a chip for who wants the room. */
export function CardPlace() {
  const session = useSession();
  const snapshot = session.snapshot.value;
  if (snapshot === null || snapshot.card === null) return null;
  const folded = session.folded.value === snapshot.card.id;
  return folded ? <Folded card={snapshot.card} /> : <Open card={snapshot.card} snapshot={snapshot} />;
}

function Folded({ card }: { card: Card }) {
  const session = useSession();
  const { card: words } = useStrings().exchange;
  return (
    <button type="button" class="chip card-chip" aria-expanded="false" data-testid="card-unfold" onClick={() => (session.folded.value = "")}>
      <Icon name="cards" />{words.unfold}<span class="soft figures">{useNumber(card)}</span>
    </button>
  );
}

/** A sheet of paper: the person's own language large, the others beneath it. */
function Open({ card, snapshot }: { card: Card; snapshot: Snapshot }) {
  const session = useSession();
  const { card: words } = useStrings().exchange;
  const locale = useShell().locale.value;
  const [main, ...others] = cardWords(card, [...snapshot.you.speaks, locale]);
  return (
    <section class="paper" aria-label={words.heading} data-testid="card">
      <header class="paper-head">
        <span class="soft figures"><Icon name="cards" />{useNumber(card)}{card.level !== "" && <span class="tag">{card.level}</span>}</span>
        <button
          type="button"
          class="icon-button"
          aria-label={words.fold}
          aria-expanded="true"
          data-testid="card-fold"
          onClick={() => (session.folded.value = card.id)}
        >
          <Icon name="minus" />
        </button>
      </header>
      {main !== undefined && <p class="paper-main" lang={main.language} dir="auto">{main.text}</p>}
      {others.map(({ language, text }) => <p key={language} class="paper-other" lang={language} dir="auto">{text}</p>)}
      {moderates(snapshot.you.role) && <Dealing card={card} />}
    </section>
  );
}

function Dealing({ card }: { card: Card }) {
  const session = useSession();
  const { card: words } = useStrings().exchange;
  const { client } = session;
  return (
    <div class="actions">
      <button type="button" class="button" data-testid="card-another" onClick={() => void session.run(() => client.dealCard(card.pack))}>{words.another}</button>
      <button type="button" class="button" data-testid="card-away" onClick={() => void session.run(() => client.clearCard())}>{words.away}</button>
    </div>
  );
}

function useNumber(card: Card): string {
  const { card: words } = useStrings().exchange;
  const locale = useShell().locale.value;
  return words.number(count(card.number, locale), count(card.of, locale));
}
