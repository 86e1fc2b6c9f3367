import { useState } from "preact/hooks";
import { useShell, useStrings } from "../context";
import { pages } from "../pages";
import { pathOf } from "../router";
import { Icon } from "../ui/icon";
import { LocaleSelect } from "../ui/locale-select";
import { sheetPart } from "../ui/part";
import { wordedPart } from "../ui/worded-part";
import { AwakeLineView } from "./awake-line";
import { pairsOf } from "./choices";
import { FilterRow } from "./filter-row";
import { ProfileSheet } from "./profile-sheet";
import { QuickStart } from "./quick-start";
import { RoomListView } from "./room-list";

const createSheet = sheetPart(async () => (await import("./create-sheet")).CreateSheet);
const hoursSheet = sheetPart(async () => (await import("./hours-sheet")).HoursSheet);

/** Seen once in a browser's life. */
const installHint = wordedPart<object>("settings", async () => (await import("../pwa/install-hint")).InstallHint, () => null);

type LobbySheet = { kind: "create" } | { kind: "profile"; then?: "quick" } | { kind: "hours"; pair: [string, string] };

/** The first page: one tap to somebody to talk to, which rooms are open, and a way to open one. */
export function Lobby() {
  const shell = useShell();
  const strings = useStrings();
  const [sheet, setSheet] = useState<LobbySheet | null>(null);
  const close = () => setSheet(null);
  const toMeetups = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the person wants another tab
    event.preventDefault();
    shell.router.go({ page: "schedule" });
  };
  const showHours = () => {
    const [pair] = pairsOf(shell.rooms.list.peek().rooms, shell.profile.peek(), shell.rooms.filter.peek().pair);
    setSheet({ kind: "hours", pair: [pair?.[0] ?? "zh", pair?.[1] ?? "en"] });
  };
  return (
    <div class="page lobby">
      <header class="lobby-head" data-known={shell.known.value}>
        <p class="brand"><Icon name="lamp" />{strings.app.name}</p>
        <LocaleSelect />
        <button type="button" class="button quiet-button" data-testid="profile" onClick={() => setSheet({ kind: "profile" })}>
          {shell.known.value
            ? <><span class="hidden">{strings.lobby.editProfile}: </span><bdi>{shell.profile.value.name}</bdi></>
            : strings.lobby.editProfile}
        </button>
        <button type="button" class="icon-button" aria-label={strings.room.settings} data-testid="settings" onClick={() => shell.router.go({ page: "settings" })}>
          <Icon name="settings" />
        </button>
      </header>
      <main id="main">
        <p class="soft tagline">{strings.app.tagline}</p>
        {shell.hintsInstall.value && <installHint.View />}
        <div class="lobby-top">
          <QuickStart onProfile={(then) => setSheet({ kind: "profile", then })} />
          <AwakeLineView onHours={showHours} />
        </div>
        <div class="lobby-title">
          <h1 id="rooms" tabIndex={-1}>{strings.lobby.heading}</h1>
          <a class="button" href={pathOf({ page: "schedule" })} data-testid="meetups" onPointerEnter={() => void pages.schedule.fetch()} onClick={toMeetups}>
            <Icon name="later" />{strings.lobby.meetups}
          </a>
          <button type="button" class="button" data-testid="create" onPointerEnter={() => void createSheet.fetch()} onClick={() => setSheet({ kind: "create" })}>
            <Icon name="plus" />{strings.lobby.create}
          </button>
        </div>
        <FilterRow />
        <RoomListView />
      </main>
      {sheet?.kind === "create" && <createSheet.View onClose={close} />}
      {sheet?.kind === "hours" && <hoursSheet.View pair={sheet.pair} onClose={close} />}
      {sheet?.kind === "profile" && <ProfileSheet {...(sheet.then && { then: sheet.then })} onClose={close} />}
    </div>
  );
}
