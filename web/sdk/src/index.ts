/** The Corner SDK: a voice room in a web page. See README.md. */
export { VoiceRoom } from "./voice-room";
export { prepareMedia } from "./prepared";
export type { PreparedMedia } from "./prepared";
export { Microphone } from "./microphone";
export { Refusal } from "./refusal";
export { loadGuestToken, saveGuestToken } from "./guest";
export { awake, createRoom, getRoom, listRooms, quickStart } from "./http";
export type { Busiest, CreatedRoom, NewRoom, RoomList, RoomListing } from "./http";
export { lobbyAfter, LobbyStream } from "./lobby";
export type { LobbyEvents, LobbyOptions } from "./lobby";
export {
  about, calendarUrl, cancelPlan, cancelSession, changePlan, createPlan, dropPush, findOverlap, getAgenda, getFeeds,
  getPlan, getReplies, makeFeed, moveSession, myPlans, pushKey, reply, restoreSession, revokeFeed, savePush,
} from "./schedule";
export type { At } from "./schedule";
export type * from "./schedule-types";
export { nextOf, noRound, phaseOf, roundAt } from "./rounds";
export { cefrLevels, cutIns, reactions, reasons, signals } from "./types";
export type * from "./lobby-types";
export type * from "./client";
export type * from "./types";
