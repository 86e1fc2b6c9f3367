import { beforeEach, describe, expect, it, vi } from "vitest";

/** The hooks by hand: what a component remembers, and what it wants done once it has been drawn. */
const hooks = vi.hoisted(() => ({ told: [] as unknown[], effects: [] as (() => unknown)[] }));
vi.mock("preact/hooks", async (original) => ({
  ...(await original<object>()),
  useState: (first: unknown) => [first, (next: unknown) => hooks.told.push(next)],
  useEffect: (effect: () => unknown) => void hooks.effects.push(effect),
}));

const { part } = await import("../ui/part");
const Shown = () => null;
const Stand = () => null;

describe("a part whose stand-in was drawn", () => {
  beforeEach(() => {
    hooks.told.length = hooks.effects.length = 0;
  });

  it.each(["before", "after"])("is drawn when it comes %s the page looks for it", async (when) => {
    const one = part(async () => Shown, Stand);
    (one.View as (props: object) => unknown)({});
    if (when === "before") await one.fetch(); // somebody else fetched it, between the drawing and the effect
    for (const effect of hooks.effects) effect();
    await one.fetch();
    await Promise.resolve();
    expect(hooks.told).toEqual(["here"]);
  });
});
