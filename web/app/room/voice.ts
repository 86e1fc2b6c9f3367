/** What only a room needs of the SDK, and its largest part: a file of its own, so that nobody waits for it before the first view. */
export { prepareMedia, VoiceRoom } from "@sdk";
