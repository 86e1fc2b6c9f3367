import type { LobbyRoom, Profile } from "@sdk";

/** How many topics a list offers. */
const mostTags = 30;

/** The pairs of languages to choose from: the person's own first, then those of the rooms, each once whichever way round. */
export function pairsOf(rooms: readonly Pick<LobbyRoom, "languages">[], profile: Profile, chosen: readonly string[]): string[][] {
  const own = profile.speaks.flatMap((give) => profile.learns.map((get) => [give, get]));
  const theirs = rooms.map(({ languages }) => languages.slice(0, 2));
  const pairs = new Map<string, string[]>();
  for (const pair of [[...chosen], ...own, ...theirs]) {
    const key = [...pair].sort().join(" ");
    if (pair.length === 2 && pair[0] !== pair[1] && !pairs.has(key)) pairs.set(key, pair);
  }
  return [...pairs.values()];
}

/** The topics to choose from, those of most rooms first. */
export function tagsOf(rooms: readonly Pick<LobbyRoom, "tags">[], chosen: string): string[] {
  const times = new Map<string, number>(chosen === "" ? [] : [[chosen, Number.POSITIVE_INFINITY]]);
  for (const tag of rooms.flatMap(({ tags }) => tags)) times.set(tag, (times.get(tag) ?? 0) + 1);
  return [...times.entries()].sort(([, a], [, b]) => b - a || 0).map(([tag]) => tag).slice(0, mostTags);
}
