import { useState } from "preact/hooks";
import { useGiveUp, useNow, useShell, useStrings } from "../context";
import { duration } from "../format";
import { Icon } from "../ui/icon";
import { RoomPreview, useListing } from "./join-card";

/** Before the door: what one waits for, for how long already, and a way to go. Why one was chosen to wait is not said. */
export function WaitingView({ room }: { room: string }) {
  const { waiting: words } = useStrings();
  const leave = useGiveUp();
  const listing = useListing(room);
  return (
    <main id="main" class="page ended" data-testid="waiting">
      <Icon name="lamp" />
      <h1>{words.title}</h1>
      <p>{words.text}</p>
      <Since />
      {listing !== null && typeof listing !== "string" && <div class="door"><RoomPreview room={listing} level={2} /></div>}
      <div class="actions"><button type="button" class="button" data-testid="leave" onClick={leave}>{words.leave}</button></div>
    </main>
  );
}

/** For how long; by the minute after the first, since seconds would only make it longer. */
function Since() {
  const { waiting: words } = useStrings();
  const locale = useShell().locale.value;
  const now = useNow(5000);
  const [begun] = useState(now);
  const waited = now - begun;
  return <p class="soft figures">{waited < 20_000 ? "" : words.since(duration(waited, locale))}</p>;
}
