import { useEffect, useRef } from "preact/hooks";
import { useRoomWords } from "../console/use-room-words";
import { useShell } from "../context";
import { languageName, list } from "../format";
import type { Snapshot } from "@sdk";
import { MediaControls } from "./media-controls";
import type { RoomSession } from "./session";
import { ScreenWake } from "./wake-lock";

/** Keeps the screen on for who is on the stage, and shows the room in the system's media controls. */
export function RoomOnDevice({ session, snapshot }: { session: RoomSession; snapshot: Snapshot }) {
  useScreenWake(snapshot.you.seat >= 0);
  useMediaControls(session, snapshot);
  return null;
}

function useScreenWake(wanted: boolean): void {
  const { window } = useShell();
  const wake = useRef<ScreenWake | null>(null);
  useEffect(() => {
    const made = new ScreenWake(window);
    wake.current = made;
    return () => made.stop();
  }, [window]);
  useEffect(() => wake.current?.want(wanted), [wanted]);
}

function useMediaControls(session: RoomSession, { room, you }: Snapshot): void {
  const shell = useShell();
  const { title } = useRoomWords(room);
  const locale = shell.locale.value;
  const artist = list(room.languages.map((tag) => languageName(tag, locale)), locale);
  const open = session.open.value;
  const staged = you.seat >= 0;
  const controls = useRef<MediaControls | null>(null);
  useEffect(() => {
    const made = new MediaControls(shell.window.navigator.mediaSession, {
      toggleMicrophone: () => {
        if ((session.snapshot.peek()?.you.seat ?? -1) >= 0) void session.microphone.toggle();
      },
      leave: () => shell.leave(),
      listen: () => session.listenAgain(),
    });
    controls.current = made;
    return () => made.stop();
  }, [session, shell]);
  useEffect(() => controls.current?.show({ title, artist, staged, open }), [title, artist, staged, open]);
}
