import { useEffect, useRef, useState } from "preact/hooks";
import { type Participant, reactions, type Signal, signals } from "@sdk";
import { useSession, useShell, useStrings } from "../../context";
import { isolate } from "../../format";
import { FaceView } from "../../ui/face-view";
import { askable } from "./askable";
import { Say } from "./say-form";

/**
 * Over the bar: what one can say without a word, and what one may ask of who speaks. It stays open for a second
 * reaction; a wish closes it, since one is enough.
 */
export function Tray() {
  const { pulse } = useSession();
  return pulse.tray.value ? <OpenTray /> : null;
}

function OpenTray() {
  const session = useSession();
  const words = useStrings().reactions;
  const people = useAskable();
  const tray = useRef<HTMLElement>(null);
  useEffect(() => tray.current?.querySelector("button")?.focus({ preventScroll: true }), []);
  const close = () => {
    session.pulse.tray.value = false;
    document.querySelector<HTMLElement>('[data-testid="reactions-button"]')?.focus({ preventScroll: true });
  };
  const escape = (event: KeyboardEvent) => event.key === "Escape" && close();
  return (
    <section ref={tray} id="tray" class="tray" aria-label={words.heading} data-testid="tray" onKeyDown={escape}>
      <ul class="tray-reactions">{reactions.map((emoji) => <li key={emoji}><Reaction emoji={emoji} /></li>)}</ul>
      <Wishes people={people} onDone={close} />
      <Say people={people} onDone={close} />
    </section>
  );
}

function Reaction({ emoji }: { emoji: string }) {
  const session = useSession();
  const words = useStrings().reactions;
  const name = words.names[emoji] ?? emoji;
  const [sent, setSent] = useState(0);
  const send = async () => {
    if (await session.run(() => session.client.react(emoji))) setSent((times) => times + 1);
  };
  return (
    <>
      <button type="button" class="tray-reaction" data-testid="reaction" aria-label={words.react(name)} onClick={() => void send()}>
        <span key={sent} class={sent > 0 ? "emoji sent" : "emoji"}>{emoji}</span>
      </button>
      <span class="hidden" role="status">{sent > 0 ? words.sent(name) : ""}</span>
    </>
  );
}

/** Slower, again, explain: to who speaks; to whom of them, when they are several. */
function Wishes({ people, onDone }: { people: Participant[]; onDone: () => void }) {
  const session = useSession();
  const shell = useShell();
  const words = useStrings().reactions;
  const [chosen, setChosen] = useState("");
  const target = people.find(({ id }) => id === chosen) ?? people[0];
  if (target === undefined) return <p class="hint">{words.nobody}</p>;
  const ask = async (signal: Signal) => {
    onDone();
    if (await session.run(() => session.client.signal(target.id, signal))) shell.tell(words.asked(target.name));
  };
  return (
    <div class="wishes" role="group" aria-labelledby="wishes-to">
      {people.length === 1
        ? <p id="wishes-to" class="label">{words.ask(isolate(target.name))}</p>
        : <Choice people={people} chosen={target.id} onChoose={setChosen} />}
      <div class="actions">
        {signals.map((signal) => (
          <button key={signal} type="button" class="button" data-testid={`ask-${signal}`} onClick={() => void ask(signal)}>
            {words.signals[signal]}
          </button>
        ))}
      </div>
    </div>
  );
}

interface ChoiceProps {
  people: Participant[];
  chosen: string;
  onChoose: (id: string) => void;
}

function Choice({ people, chosen, onChoose }: ChoiceProps) {
  const words = useStrings().reactions;
  return (
    <div class="wish-people" role="group" aria-labelledby="wishes-to">
      <p id="wishes-to" class="label">{words.askWhom}</p>
      {people.map(({ id, name }) => (
        <button key={id} type="button" class="chip" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
          <FaceView id={id} /><bdi>{name}</bdi>
        </button>
      ))}
    </div>
  );
}

/** Chosen when the tray opens and kept: a choice must not change under the finger. Filled when somebody begins to speak. */
function useAskable(): Participant[] {
  const { client, pulse, snapshot, speaking } = useSession();
  const find = () => (snapshot.peek() === null ? [] : askable(snapshot.peek()!, client.speakers, pulse.heard, Date.now()));
  const [people, setPeople] = useState(find);
  const now = speaking.value;
  useEffect(() => setPeople((before) => (before.length > 0 ? before : find())), [now]);
  return people;
}
