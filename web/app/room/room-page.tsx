import { useEffect } from "preact/hooks";
import { useShell, useStrings } from "../context";
import { Icon } from "../ui/icon";
import { EndedView } from "./ended-view";
import { JoinCard } from "./join-card";
import { RoomView } from "./room-view";
import { screenOf } from "./view";

/** Everything at /r/{id}: the card, the way in, the room, the end. */
export function RoomPage({ id }: { id: string }) {
  const shell = useShell();
  const current = shell.session.value;
  const session = current?.room === id ? current : null;

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
      return <Connecting />;
    case "room":
      return <RoomView session={session} />;
    case "ended":
      return <EndedView room={id} code={session.ended.value ?? ""} />;
  }
}

/** The way in takes a moment on a far network: said in words, with a way back. */
function Connecting() {
  const shell = useShell();
  const strings = useStrings();
  const stop = () => {
    shell.session.peek()?.leave();
    shell.drop();
    shell.router.go({ page: "lobby" });
  };
  return (
    <main id="main" class="page ended" data-testid="connecting">
      <Icon name="lamp" />
      <h1>{strings.join.connecting}</h1>
      <div class="actions"><button type="button" class="button" onClick={stop}>{strings.app.back}</button></div>
    </main>
  );
}
