import { describe, expect, it } from "vitest";
import { endedReason, isExclusion, showsOthers, waysFrom } from "../room/ended";
import { tables } from "./tables";

/** The names of PROTOCOL.md "Close codes", but "left", which is no end a person needs told. */
const protocol = {
  reconnect: [
    "internal", "slow_consumer", "heartbeat_timeout", "session_lost", "token_expired", "server_draining", "moved", "rate_limited",
    "server_busy",
  ],
  stop: [
    "bad_request", "unsupported_version", "unauthenticated", "not_allowed", "replaced", "kicked", "banned", "room_closed", "room_full",
    "denied", "room_locked",
  ],
};

describe("the end of a visit", () => {
  it.each([...protocol.reconnect, ...protocol.stop, "network", "not_found", "unsupported", "timeout"])("%s has words and a way on", (code) => {
    const reason = endedReason(code);
    expect(code === "internal" || reason !== "internal").toBe(true);
    expect(waysFrom(reason).length).toBeGreaterThan(0);
    for (const { ended } of Object.values(tables)) expect(ended[reason].title).not.toBe("");
  });

  it.each(["a_code_of_next_year", "", "toString", "again", "others"])("calls the unknown code %j internal", (code) => {
    expect(endedReason(code)).toBe("internal");
  });

  it.each(["kicked", "banned", "denied", "room_closed", "not_found", "not_allowed"] as const)("never offers to go back after %s", (reason) => {
    expect(waysFrom(reason)).not.toContain("again");
    expect(waysFrom(reason)).not.toContain("here");
  });

  it("lets the older tab take the visit back", () => {
    expect(waysFrom("replaced")[0]).toBe("here");
  });

  it.each(protocol.reconnect)("offers to join again after %s", (code) => {
    expect(waysFrom(endedReason(code))[0]).toBe("again");
  });

  it("shows other rooms where this one has no place or is gone", () => {
    expect(["room_full", "room_locked", "room_closed", "not_found", "kicked", "network"].map((code) => showsOthers(endedReason(code))))
      .toEqual([true, true, true, true, false, false]);
  });

  it("says who decided it where somebody did", () => {
    const decided = [...protocol.reconnect, ...protocol.stop].filter((code) => isExclusion(endedReason(code)));
    expect(decided).toEqual(["kicked", "banned", "denied"]);
  });
});
