/** A zone of many who speak a language: what is looked at first when nobody has said where the other side is. */
const homes: Readonly<Record<string, string>> = {
  zh: "Asia/Shanghai", yue: "Asia/Hong_Kong", en: "America/New_York", es: "America/Mexico_City", ar: "Africa/Cairo", ja: "Asia/Tokyo", ko: "Asia/Seoul",
  fr: "Europe/Paris", de: "Europe/Berlin", pt: "America/Sao_Paulo", ru: "Europe/Moscow", it: "Europe/Rome", hi: "Asia/Kolkata", vi: "Asia/Ho_Chi_Minh",
  th: "Asia/Bangkok", id: "Asia/Jakarta", tr: "Europe/Istanbul", pl: "Europe/Warsaw", nl: "Europe/Amsterdam", sv: "Europe/Stockholm", bn: "Asia/Dhaka",
};

/** Returns where people speak the first of these languages that is not at home here. */
export function otherZone(languages: readonly string[], here: string): string {
  const zones = languages.map((tag) => homes[tag.split("-")[0] ?? ""] ?? "");
  return zones.find((zone) => zone !== "" && zone !== here) ?? (here === homes.en ? homes.zh! : homes.en!);
}

/** Returns the zones to choose from, those given among them even if this browser does not list them. */
export function zonesWith(present: readonly string[]): string[] {
  const known = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : Object.values(homes);
  return [...new Set([...present.filter((zone) => zone !== ""), ...known])];
}
