import { useShell } from "../context";
import { type RoomWords, roomWords, type Written } from "./room-words";

/** Returns a room's title and rules in the language of the app, else in one the person speaks. */
export function useRoomWords(room: Written): RoomWords {
  const shell = useShell();
  return roomWords(room, [shell.locale.value, ...shell.profile.value.speaks]);
}
