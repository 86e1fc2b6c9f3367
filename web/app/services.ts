import type { NewRoom, Profile, RoomList, RoomListing, VoiceRoomClient, VoiceRoomOptions } from "@sdk";

/** What a person chooses when they open a room. */
export interface RoomWish extends Omit<NewRoom, "profile"> {
  topic: string;
  seats: number;
}

/** Everything the app asks of the outside; the tests bring their own. */
export interface Services {
  /** Origin of the server. */
  url: string;
  listRooms(): Promise<RoomList>;
  /** Reads one room; rejects with the code "not_found" when there is none. */
  room(id: string): Promise<RoomListing>;
  /** Opens a room whose host is the person with this token; keeps the token that comes back. */
  createRoom(wish: RoomWish, profile: Profile): Promise<{ id: string }>;
  /** Gets ready for a join that is likely, so that its tap is sound sooner. As often as one likes. */
  prepare(): void;
  /** It has become unlikely: what was got ready is given up. */
  unprepare(): void;
  /** Makes a client, of what is ready; it does nothing until its join is called. */
  client(options: VoiceRoomOptions): VoiceRoomClient;
  loadToken(): string;
  saveToken(token: string): void;
}
