/** The whole Corner SDK, as the app takes it; each entry is a file of its own in the package. See README.md. */
export * from "./entry/room";
export * from "./entry/lobby";
export * from "./entry/plans";
