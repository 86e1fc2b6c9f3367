/** The lobby as one person sees it, and how strangers are brought together. */
export { lobbyAfter, LobbyStream } from "../lobby";
export type { LobbyEvents, LobbyOptions } from "../lobby";
export { awake, quickStart } from "../http";
export type { Busiest } from "../http";
export type * from "../lobby-types";
