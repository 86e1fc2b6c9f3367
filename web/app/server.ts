import {
  about, awake, createRoom, dropPush, getRoom, LobbyStream, loadGuestToken, type PreparedMedia, pushKey, quickStart, saveGuestToken, savePush,
} from "@sdk";
import type { Services } from "./services";

/** The real outside: a Corner server at this origin, through the SDK. */
export function server(url: string): Services {
  let prepared: PreparedMedia | null = null;
  let wanted = false;
  let voice: typeof import("./room/voice") | null = null;
  const fetchVoice = async () => {
    voice ??= await import("./room/voice");
    if (wanted && !prepared?.good) {
      prepared?.close();
      prepared = voice.prepareMedia();
    }
  };
  return {
    url,
    lobby: (viewer) => {
      const stream = new LobbyStream({ url, viewer, token: loadGuestToken });
      // Who looked at the lobby is the same person in a room: nobody is counted twice.
      stream.on("guestToken", saveGuestToken);
      return stream;
    },
    quickStart: (profile, give, get, not) => quickStart(url, profile, give, get, loadGuestToken(), not),
    awake: (pair) => awake(url, pair),
    room: (id) => getRoom(url, id),
    createRoom: async (wish, profile) => {
      const { room, guestToken } = await createRoom(url, { ...wish, profile }, loadGuestToken());
      // Who opened the room is its host only as the same person.
      if (guestToken !== "") saveGuestToken(guestToken);
      return room;
    },
    prepare: () => {
      wanted = true;
      void fetchVoice().catch(() => undefined); // whoever joins is told
    },
    unprepare: () => {
      wanted = false;
      prepared?.close();
      prepared = null;
    },
    ready: () => (voice === null ? fetchVoice() : null),
    client: (options) => {
      if (voice === null) throw new Error("a client before its code");
      wanted = false;
      return new voice.VoiceRoom({ ...options, ...(prepared && { prepared }) });
    },
    session: (...visit) => {
      if (voice === null) throw new Error("a session before its code");
      return new voice.RoomSession(...visit);
    },
    plans: async () => (await import("./schedule/plans")).plansOf(url, { load: loadGuestToken, save: saveGuestToken }),
    about: () => about(url),
    push: () => {
      const token = loadGuestToken();
      return { key: () => pushKey(url), save: (address) => savePush(url, address, token), drop: (endpoint) => dropPush(url, endpoint, token) };
    },
    loadToken: loadGuestToken,
    saveToken: saveGuestToken,
  };
}
