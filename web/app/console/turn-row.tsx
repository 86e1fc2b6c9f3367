import type { ComponentChildren } from "preact";
import type { Participant } from "@sdk";
import { useNow, useSession, useShell, useStrings } from "../context";
import { count } from "../format";
import { Icon } from "../ui/icon";
import { useDeeds } from "./hooks";
import { turnChoices, turnClock, turnPhase } from "./turns";

/** How long somebody may speak from now, with one tap. */
export function TurnRow({ person, onClose }: { person: Participant; onClose: () => void }) {
  const { turns } = useStrings();
  const locale = useShell().locale.value;
  const deeds = useDeeds();
  const give = (seconds: number) => {
    onClose();
    void deeds.setTurn(person, seconds);
  };
  return (
    <section class="turn-row" aria-label={turns.heading}>
      <h3 class="section-title"><Icon name="later" />{turns.heading}<TurnRest person={person} /></h3>
      <div class="turn-buttons">
        {turnChoices.map((seconds) => (
          <button
            key={seconds}
            type="button"
            class="button"
            data-testid={`turn-${seconds}`}
            aria-label={seconds === 0 ? turns.none : `${turns.heading}: ${turns.minutes(count(seconds / 60, locale))}`}
            disabled={seconds === 0 && person.turn_ends_ms === 0}
            onClick={() => give(seconds)}
          >
            {seconds === 0 ? turns.none : turns.minutes(count(seconds / 60, locale))}
          </button>
        ))}
      </div>
    </section>
  );
}

/** What is left of the turn, in words. */
function TurnRest({ person }: { person: Participant }) {
  const { turns } = useStrings();
  const now = useServerNow();
  const phase = turnPhase(person.turn_ends_ms, now);
  if (phase === null) return null;
  return <span class="figures"> · {phase === "over" ? turns.over : turns.left(turnClock(person.turn_ends_ms, now))}</span>;
}

/**
 * The turn on a seat, in the place of what else stands there: a small clock that turns to the lamp's colour when it
 * ends soon. Screen readers have it in the seat's name.
 */
export function SeatTurn({ person, children }: { person: Participant; children: ComponentChildren }) {
  const { turns } = useStrings();
  const now = useServerNow();
  const phase = turnPhase(person.turn_ends_ms, now);
  if (phase === null) return <>{children}</>;
  return (
    <span class="seat-turn figures" data-phase={phase} data-testid="seat-turn" aria-hidden="true">
      <Icon name="later" />{phase === "over" ? turns.over : turnClock(person.turn_ends_ms, now)}
    </span>
  );
}

/** The server's time, every half second: a clock that shows seconds must not skip one. */
function useServerNow(): number {
  const session = useSession();
  return useNow(500) + session.client.clockOffsetMs;
}
