/** What a place is called when a language has no other word for it: the last part of its time zone, "New York". */
export function placeOf(zone: string | undefined): string {
  return (zone ?? "").split("/").at(-1)?.replaceAll("_", " ") ?? "";
}
