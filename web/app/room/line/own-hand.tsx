import type { Snapshot } from "@sdk";
import { useSession, useShell, useStrings, useWide } from "../../context";
import { Icon } from "../../ui/icon";
import { hasHand, moderates } from "../view";
import { placeWords } from "./place";

/** On a phone the place in the line stands over the stage: beneath it, it would be out of sight. */
export function OwnHandAbove() {
  const snapshot = useSession().snapshot.value;
  const wide = useWide();
  return wide || snapshot === null || moderates(snapshot.you.role) ? null : <OwnHand snapshot={snapshot} />;
}

/** Where there is room beside the stage, it stands there. */
export function OwnHandBeside({ snapshot }: { snapshot: Snapshot }) {
  return useWide() ? <OwnHand snapshot={snapshot} /> : null;
}

/** The place in the line, for who waits, and what puts the others before them. */
function OwnHand({ snapshot }: { snapshot: Snapshot }) {
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
