const rules = new Intl.PluralRules("es");

/** Returns "1 oyente", "2 oyentes", and from a round million on, as Spanish has it, "1.000.000 de oyentes". */
export function counted(shown: string, count: number, one: string, several: string): string {
  const form = rules.select(count);
  if (form === "one") return `${shown} ${one}`;
  return form === "many" ? `${shown} de ${several}` : `${shown} ${several}`;
}
