import { useEffect } from "preact/hooks";
import { useGiveUp, useShell, useStrings } from "../context";
import { afterPaint } from "../ui/after-paint";
import { Icon } from "../ui/icon";
import { part, PartFailed } from "../ui/part";
import { DelayedView } from "./delayed-view";
import { EndedView } from "./ended-view";
import { JoinCard } from "./join-card";
import type { RoomSession } from "./session";
import { WaitingView } from "./waiting-view";
import { screenOf } from "./view";

/** The room itself: fetched while its card is being read. */
const roomView = part<{ session: RoomSession }>(async () => (await import("./room-view")).RoomView, Connecting);

/** Everything at /r/{id}: the card, the way in, the room, the end. */
export function RoomPage({ id }: { id: string }) {
  const shell = useShell();
  const current = shell.session.value;
  const session = current?.room === id ? current : null;

  useEffect(() => afterPaint(() => {
    void roomView.fetch();
    shell.equip()?.catch(() => undefined); // who joins is told
  }), [shell]);

  // A reload goes straight back in: the seat is kept, and at worst one tap is asked for the sound.
  useEffect(() => {
    if (session === null && shell.known.peek() && shell.memory.room() === id) void shell.enter(id);
  }, [shell, id]);

  if (session === null) return <JoinCard key={id} room={id} fault="" busy={false} />;
  const screen = screenOf(session.connection.value, session.snapshot.value !== null, session.ended.value);
  switch (screen) {
    case "card":
      return <JoinCard key={id} room={id} fault={session.profileFault.value} busy={false} />;
    case "connecting":
      return <Connecting failed={false} />;
    case "delayed":
      return <DelayedView delay={session.delay.value} />;
    case "waiting":
      return <WaitingView room={id} />;
    case "room":
      return <roomView.View session={session} />;
    case "ended":
      return <EndedView room={id} code={session.ended.value ?? ""} exclusion={session.exclusion.value} />;
  }
}

/** The way in takes a moment on a far network: said in words, with a way back. */
function Connecting({ failed }: { failed: boolean }) {
  const strings = useStrings();
  const stop = useGiveUp();
  return (
    <main id="main" class="page ended" data-testid="connecting">
      <Icon name="lamp" />
      <h1>{failed ? strings.app.partFailed : strings.join.connecting}</h1>
      {failed && <PartFailed />}
      <div class="actions"><button type="button" class="button" onClick={stop}>{strings.app.back}</button></div>
    </main>
  );
}
