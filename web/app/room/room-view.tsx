import "./styles";
import { useEffect, useRef } from "preact/hooks";
import { SessionContext, useShell, useStrings } from "../context";
import { sheetPart } from "../ui/part";
import { Audience } from "./audience";
import { Bar } from "./bar";
import { LiveChat } from "./chat/live-chat";
import { ChatPanel } from "./chat/panel";
import { FocusKeeper } from "./focus";
import { Hands } from "./hands";
import { RoomHeader } from "./header";
import { InvitationPlace } from "./invitation-card";
import { bindKeys } from "./keys";
import { OwnHandAbove } from "./line/own-hand";
import { LiveRegion } from "./live-region";
import { NoticeBanner, ToldBanner } from "./notice";
import { RoomOnDevice } from "./on-device";
import { AsksOfYou } from "./reactions/shown";
import { Tray } from "./reactions/tray";
import { RoundPlace } from "./rounds/round-bar";
import { RoundLive } from "./rounds/round-live";
import type { RoomSession } from "./session";
import { Stage } from "./stage";
import { TalkCard } from "./talk/talk-card";
import { moderates } from "./view";

/** What lies over the room. Fetched once the room stands, so that it is here before the first tap. */
const sheets = sheetPart(async () => (await import("./sheets")).RoomSheets);
/** How long the room is left alone with the network first. */
const fetchAfterMs = 2000;

/** The room: header, stage, hands, listeners, and the bar in reach of the thumb. */
export function RoomView({ session }: { session: RoomSession }) {
  const shell = useShell();
  const strings = useStrings();
  useEffect(() => {
    const usable = () => {
      const you = session.snapshot.peek()?.you;
      return you !== undefined && you.seat >= 0 && session.sheet.peek() === null;
    };
    return bindKeys(document, {
      usable,
      isOpen: () => session.open.peek(),
      toggle: () => void session.microphone.toggle(),
      want: (open) => void session.microphone.want(open),
      now: () => performance.now(),
      undo: () => shell.undo(),
      rounds: () => {
        const you = session.snapshot.peek()?.you;
        if (you === undefined || !moderates(you.role) || session.sheet.peek() !== null) return false;
        session.sheet.value = { kind: "rounds" };
        return true;
      },
    });
  }, [session, shell]);
  // A screen reader begins at the room's name, not at the button that is gone.
  useEffect(() => document.querySelector<HTMLElement>(".room h1")?.focus({ preventScroll: true }), [session]);
  useKeptFocus(session);
  useEffect(() => {
    const timer = setTimeout(() => void sheets.fetch(), fetchAfterMs);
    return () => clearTimeout(timer);
  }, []);
  const snapshot = session.snapshot.value;
  const title = snapshot?.room.title ?? "";
  useEffect(() => {
    document.title = title === "" ? strings.app.name : `${title} · ${strings.app.name}`;
    return () => {
      document.title = strings.app.name;
    };
  }, [title, strings]);
  return (
    <SessionContext.Provider value={session}>
      <div class="page room" data-connection={session.connection.value} data-chat={session.chat.open.value} data-testid="room">
        <div class="room-top">
          <RoomHeader />
          <RoundPlace />
        </div>
        <main id="main" class="room-main">
          <div class="banners">
            <ToldBanner />
            <NoticeBanner />
            <OwnHandAbove />
          </div>
          <Stage />
          <aside class="room-side" aria-label={strings.people.heading}>
            <Hands />
            <TalkCard />
            <Audience />
          </aside>
          <ChatPanel />
        </main>
        <div class="room-foot">
          <InvitationPlace />
          <AsksOfYou />
          <Tray />
          <Bar />
        </div>
        <LiveRegion />
        <LiveChat />
        <RoundLive />
        {snapshot !== null && <RoomOnDevice session={session} snapshot={snapshot} />}
        <SheetPlace session={session} />
      </div>
    </SessionContext.Provider>
  );
}

/** The big button is where the focus goes when its holder is gone. */
function useKeptFocus(session: RoomSession): void {
  const keeper = useRef<FocusKeeper | null>(null);
  useEffect(() => {
    const made = new FocusKeeper(document, () => document.querySelector<HTMLElement>(".big-button"));
    keeper.current = made;
    return () => made.stop();
  }, []);
  const snapshot = session.snapshot.value;
  const notice = session.notice.value;
  useEffect(() => {
    // After the components below have drawn this snapshot.
    const frame = requestAnimationFrame(() => keeper.current?.check());
    return () => cancelAnimationFrame(frame);
  }, [snapshot, notice]);
}

function SheetPlace({ session }: { session: RoomSession }) {
  const sheet = session.sheet.value;
  return sheet === null ? null : <sheets.View sheet={sheet} onClose={() => (session.sheet.value = null)} />;
}
