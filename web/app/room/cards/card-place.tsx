import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Card, Snapshot } from "@sdk";
import { useSession, useShell, useStrings } from "../../context";
import { count } from "../../format";
import { Icon } from "../../ui/icon";
import { moderates } from "../view";
import { cardWords } from "./card-words";

/** The card on the table, folded to a chip for who wants the room. */
export function CardPlace() {
  const session = useSession();
  const turned = useRef(false);
  const snapshot = session.snapshot.value;
  if (snapshot === null || snapshot.card === null) return null;
  const folded = session.folded.value === snapshot.card.id;
  const fold = (id: string) => {
    turned.current = true;
    session.folded.value = id;
  };
  return folded
    ? <Folded card={snapshot.card} turned={turned} onUnfold={() => fold("")} />
    : <Open card={snapshot.card} snapshot={snapshot} turned={turned} onFold={() => fold(snapshot.card?.id ?? "")} />;
}

/** Who has just folded or unfolded the card finds the focus on the way back. */
function useFocusAfterTurning(turned: RefObject<boolean>): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const found = turned.current === true ? button.current : null;
    turned.current = false;
    found?.focus({ preventScroll: true });
    found?.scrollIntoView?.({ block: "nearest" }); // the seats have grown or shrunk meanwhile
  }, []);
  return button;
}

function Folded({ card, turned, onUnfold }: { card: Card; turned: RefObject<boolean>; onUnfold: () => void }) {
  const button = useFocusAfterTurning(turned);
  const { card: words } = useStrings().exchange;
  return (
    <button ref={button} type="button" class="chip card-chip" aria-expanded="false" data-testid="card-unfold" onClick={onUnfold}>
      <Icon name="cards" />{words.unfold}<span class="soft figures">{useNumber(card)}</span>
    </button>
  );
}

/** A sheet of paper: the person's own language large, else the one they learn, and the others beneath it. */
function Open({ card, snapshot, turned, onFold }: { card: Card; snapshot: Snapshot; turned: RefObject<boolean>; onFold: () => void }) {
  const button = useFocusAfterTurning(turned);
  const { card: words } = useStrings().exchange;
  const locale = useShell().locale.value;
  const [main, ...others] = cardWords(card, [...snapshot.you.speaks, locale, ...snapshot.you.learns]);
  return (
    <section class="paper" aria-label={words.heading} data-testid="card">
      <header class="paper-head">
        <span class="soft figures"><Icon name="cards" />{useNumber(card)}{card.level !== "" && <span class="tag">{card.level}</span>}</span>
        <button ref={button} type="button" class="icon-button" aria-label={words.fold} aria-expanded="true" data-testid="card-fold" onClick={onFold}>
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
