/** The Corner SDK: a voice room in a web page. See README.md. */
export { VoiceRoom } from "./voice-room";
export { prepareMedia } from "./prepared";
export type { PreparedMedia } from "./prepared";
export { Refusal } from "./refusal";
export { loadGuestToken, saveGuestToken } from "./guest";
export { createRoom, getRoom, listRooms } from "./http";
export type { CreatedRoom, NewRoom, RoomList, RoomListing } from "./http";
export { reactions, reasons, signals } from "./types";
export type * from "./client";
export type * from "./types";
