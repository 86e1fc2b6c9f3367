import { createRoom, getRoom, listRooms, loadGuestToken, saveGuestToken, VoiceRoom } from "@sdk";
import type { Services } from "./services";

/** The real outside: a Corner server at this origin, through the SDK. */
export function server(url: string): Services {
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
    client: (options) => new VoiceRoom(options),
    loadToken: loadGuestToken,
    saveToken: saveGuestToken,
  };
}
