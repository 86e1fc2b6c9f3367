import { useState } from "preact/hooks";
import { useShell, useStrings } from "../context";
import { Icon } from "../ui/icon";
import { LocaleSelect } from "../ui/locale-select";
import { sheetPart } from "../ui/part";
import { ProfileSheet } from "./profile-sheet";
import { RoomListView } from "./room-list";

const createSheet = sheetPart(async () => (await import("./create-sheet")).CreateSheet);

/** The first page: which rooms are open, and a way to open one. */
export function Lobby() {
  const shell = useShell();
  const strings = useStrings();
  const [sheet, setSheet] = useState<"create" | "profile" | null>(null);
  return (
    <div class="page lobby">
      <header class="lobby-head">
        <p class="brand"><Icon name="lamp" />{strings.app.name}</p>
        <LocaleSelect />
        <button type="button" class="button quiet-button" data-testid="profile" onClick={() => setSheet("profile")}>
          {shell.known.value
            ? <><span class="hidden">{strings.lobby.editProfile}: </span><bdi>{shell.profile.value.name}</bdi></>
            : strings.lobby.editProfile}
        </button>
      </header>
      <main id="main">
        <p class="soft tagline">{strings.app.tagline}</p>
        <div class="lobby-title">
          <h1>{strings.lobby.heading}</h1>
          <button type="button" class="button primary" data-testid="create" onPointerEnter={() => void createSheet.fetch()} onClick={() => setSheet("create")}>
            <Icon name="plus" />{strings.lobby.create}
          </button>
        </div>
        <RoomListView />
      </main>
      {sheet === "create" && <createSheet.View onClose={() => setSheet(null)} />}
      {sheet === "profile" && <ProfileSheet onClose={() => setSheet(null)} />}
    </div>
  );
}
