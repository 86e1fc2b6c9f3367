/** What a page with a voice room needs: the room itself, and how it is found and opened. */
export { VoiceRoom } from "../voice-room";
export { prepareMedia } from "../prepared";
export type { PreparedMedia } from "../prepared";
export { Microphone } from "../microphone";
export { Refusal } from "../refusal";
export { loadGuestToken, saveGuestToken } from "../guest";
export { createRoom, getRoom, listRooms } from "../http";
export type { CreatedRoom, NewRoom, RoomList, RoomListing } from "../http";
export { nextOf, noRound, phaseOf, roundAt } from "../rounds";
export { cefrLevels, cutIns, reactions, reasons, signals } from "../types";
export type * from "../client";
export type * from "../types";
