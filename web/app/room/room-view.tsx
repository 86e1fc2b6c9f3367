import { useEffect, useRef } from "preact/hooks";
import { SessionContext, useSession, useStrings } from "../context";
import { Audience } from "./audience";
import { Bar } from "./bar";
import { FocusKeeper } from "./focus";
import { Hands } from "./hands";
import { RoomHeader } from "./header";
import { InvitationPlace } from "./invitation-card";
import { bindKeys } from "./keys";
import { LiveRegion } from "./live-region";
import { MicrophoneSheet } from "./microphone-sheet";
import { NoticeBanner } from "./notice";
import { PeopleSheet } from "./people-sheet";
import { PersonSheet } from "./person-sheet";
import type { RoomSession } from "./session";
import { SettingsSheet } from "./settings-sheet";
import { Stage } from "./stage";

/** The room: header, stage, hands, listeners, and the bar in reach of the thumb. */
export function RoomView({ session }: { session: RoomSession }) {
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
    });
  }, [session]);
  // A screen reader begins at the room's name, not at the button that is gone.
  useEffect(() => document.querySelector<HTMLElement>(".room h1")?.focus({ preventScroll: true }), [session]);
  useKeptFocus(session);
  const title = session.snapshot.value?.room.title ?? "";
  useEffect(() => {
    document.title = title === "" ? strings.app.name : `${title} · ${strings.app.name}`;
    return () => {
      document.title = strings.app.name;
    };
  }, [title, strings]);
  return (
    <SessionContext.Provider value={session}>
      <div class="page room" data-connection={session.connection.value} data-testid="room">
        <RoomHeader />
        <main id="main" class="room-main">
          <NoticeBanner />
          <Stage />
          <aside class="room-side" aria-label={strings.people.heading}>
            <Hands />
            <Audience />
          </aside>
        </main>
        <div class="room-foot">
          <InvitationPlace />
          <Bar />
        </div>
        <LiveRegion />
        <RoomSheets />
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
  useEffect(() => {
    // After the components below have drawn this snapshot.
    const frame = requestAnimationFrame(() => keeper.current?.check());
    return () => cancelAnimationFrame(frame);
  }, [snapshot]);
}

/** One sheet at a time: a new one replaces the old. */
function RoomSheets() {
  const session = useSession();
  const sheet = session.sheet.value;
  const close = () => (session.sheet.value = null);
  switch (sheet?.kind) {
    case "person":
      return <PersonSheet key={sheet.id} id={sheet.id} picked={sheet.picked} onClose={close} />;
    case "people":
      return <PeopleSheet onClose={close} />;
    case "settings":
      return <SettingsSheet onClose={close} />;
    case "microphone":
      return <MicrophoneSheet fault={sheet.fault} onClose={close} />;
    default:
      return null;
  }
}
