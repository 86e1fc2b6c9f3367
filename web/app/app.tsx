import { ShellContext, useShell, useStrings } from "./context";
import { Lobby } from "./lobby/lobby";
import { RoomPage } from "./room/room-page";
import type { Shell } from "./shell";
import { ToastPlace } from "./ui/toast";

/** The whole app around one shell. */
export function App({ shell }: { shell: Shell }) {
  return (
    <ShellContext.Provider value={shell}>
      <Skip />
      <Page />
      <ToastPlace />
    </ShellContext.Provider>
  );
}

function Page() {
  const route = useShell().router.route.value;
  return route.page === "room" ? <RoomPage id={route.id} /> : <Lobby />;
}

/** The first stop of the Tab key. */
function Skip() {
  return <a class="skip" href="#main">{useStrings().app.skip}</a>;
}
