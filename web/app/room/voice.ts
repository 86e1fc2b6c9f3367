/**
 * What only a room needs before it is drawn: its session, and of the SDK the client, its largest part. A file of its own,
 * so that nobody waits for it before the first view.
 */
export { prepareMedia, VoiceRoom } from "@sdk";
export { RoomSession } from "./session";
