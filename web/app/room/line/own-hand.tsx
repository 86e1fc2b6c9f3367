import type { Snapshot } from "@sdk";
import { useShell, useStrings } from "../../context";
import { Icon } from "../../ui/icon";
import { hasHand } from "../view";
import { placeWords } from "./place";

/** The place in the line, for who waits, and what puts the others before them. */
export function OwnHand({ snapshot }: { snapshot: Snapshot }) {
  const strings = useStrings();
  const locale = useShell().locale.value;
  if (!hasHand(snapshot, snapshot.you.id)) return null;
  const { place, why, atMost } = placeWords(snapshot, strings, locale);
  return (
    <div class="note hand-note figures" role="status" data-testid="own-hand">
      <Icon name="hand" />
      <div>
        <p><strong data-testid="hand-place">{place}</strong>{atMost !== "" && <span class="soft"> · {atMost}</span>}</p>
        {why !== "" && <p class="soft" data-testid="hand-why">{why}</p>}
      </div>
    </div>
  );
}
