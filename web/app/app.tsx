import { ShellContext, useShell, useStrings } from "./context";
import { Lobby } from "./lobby/lobby";
import { pages } from "./pages";
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
  if (route.page === "room") return <RoomPage id={route.id} />;
  if (route.page === "lobby") return <Lobby />;
  const { View } = pages[route.page];
  return <View />;
}

/** The first stop of the Tab key. */
function Skip() {
  return <a class="skip" href="#main">{useStrings().app.skip}</a>;
}
