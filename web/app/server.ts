import { createRoom, getRoom, listRooms, loadGuestToken, type PreparedMedia, prepareMedia, saveGuestToken, VoiceRoom } from "@sdk";
import type { Services } from "./services";

/** The real outside: a Corner server at this origin, through the SDK. */
export function server(url: string): Services {
  let prepared: PreparedMedia | null = null;
  return {
    url,
    listRooms: () => listRooms(url),
    room: (id) => getRoom(url, id),
    createRoom: async (wish, profile) => {
      const { room, guestToken } = await createRoom(url, { ...wish, profile }, loadGuestToken());
      // Who opened the room is its host only as the same person.
      if (guestToken !== "") saveGuestToken(guestToken);
      return room;
    },
    prepare: () => {
      if (prepared?.good) return;
      prepared?.close();
      prepared = prepareMedia();
    },
    unprepare: () => {
      prepared?.close();
      prepared = null;
    },
    client: (options) => new VoiceRoom({ ...options, ...(prepared && { prepared }) }),
    loadToken: loadGuestToken,
    saveToken: saveGuestToken,
  };
}
