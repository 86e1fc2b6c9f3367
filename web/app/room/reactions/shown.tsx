import { useSession, useShell, useStrings } from "../../context";
import { count } from "../../format";
import type { ShownAsk } from "./tally";

/** The room's reactions, counted, at the foot of the stage: they come, stay a moment and go; nothing flies about. */
export function Reactions() {
  const { pulse } = useSession();
  const words = useStrings().reactions;
  const locale = useShell().locale.value;
  const shown = pulse.reactions.value;
  if (shown.length === 0) return null;
  return (
    <ul class="floating" data-testid="reactions-shown">
      {shown.map(({ emoji, count: times }) => (
        <li key={emoji} class="float">
          <span class="emoji" role="img" aria-label={words.names[emoji] ?? emoji}>{emoji}</span>
          <span class="figures">{count(times, locale)}</span>
        </li>
      ))}
    </ul>
  );
}

/** What is asked of the person on a seat, quietly beside their face. */
export function AskChip({ id }: { id: string }) {
  const { pulse } = useSession();
  const words = useStrings().reactions;
  const locale = useShell().locale.value;
  const asks = pulse.asks.value.filter((ask) => ask.participant === id);
  if (asks.length === 0) return null;
  return (
    <span class="ask-chip" data-testid="ask-chip">
      {asks.map((ask) => (
        <span key={ask.signal}>{words.signals[ask.signal]}<span class="figures"> {count(ask.count, locale)}</span></span>
      ))}
    </span>
  );
}

/** The same for the speaker alone, as a sentence over the microphone. */
export function AsksOfYou() {
  const { pulse, snapshot } = useSession();
  const you = snapshot.value?.you.id;
  const asks = pulse.asks.value.filter((ask) => ask.participant === you);
  return (
    <div class="asks" role="status">
      {asks.map((ask) => <AskLine key={ask.signal} ask={ask} />)}
    </div>
  );
}

function AskLine({ ask }: { ask: ShownAsk }) {
  const words = useStrings().reactions;
  const locale = useShell().locale.value;
  return <p class="figures" data-testid="asked">{words.asks[ask.signal](count(ask.count, locale), ask.count)}</p>;
}
