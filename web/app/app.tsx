import { useEffect, useState } from "preact/hooks";
import { ShellContext, useShell, useStrings } from "./context";
import { Lobby } from "./lobby/lobby";
import { pages } from "./pages";
import { RoomPage } from "./room/room-page";
import type { Shell } from "./shell";
import { KeptPlace } from "./ui/kept-place";
import { ToastPlace } from "./ui/toast";
import { wordedPart } from "./ui/worded-part";
import { followZone } from "./zone";

/** The whole app around one shell. */
export function App({ shell }: { shell: Shell }) {
  useEffect(() => {
    const kept = new KeptPlace(document);
    const away = followZone(shell);
    return () => {
      kept.stop();
      away();
    };
  }, [shell]);
  return (
    <ShellContext.Provider value={shell}>
      <Skip />
      <Reminders />
      <Page />
      <ToastPlace />
    </ShellContext.Provider>
  );
}

function Page() {
  const route = useShell().router.route.value;
  if (route.page === "room") return <RoomPage id={route.id} />;
  if (route.page === "lobby") return <Lobby />;
  const { View } = pages[route.page];
  return <View />;
}

const reminders = wordedPart<object>("schedule", async () => (await import("./schedule/remind-banner")).RemindBanner, () => null);

/** After the page has come to rest, for who may have planned something. */
const restMs = 2000;

/** What one comes to begins soon. Its code and its words come late, and never to somebody who is new. */
function Reminders() {
  const { services, planned } = useShell();
  const changed = planned.value > 0;
  const [rested, setRested] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setRested(true), restMs);
    return () => clearTimeout(timer);
  }, []);
  return (changed || rested) && services.loadToken() !== "" ? <reminders.View /> : null;
}

/** The first stop of the Tab key. */
function Skip() {
  return <a class="skip" href="#main">{useStrings().app.skip}</a>;
}
