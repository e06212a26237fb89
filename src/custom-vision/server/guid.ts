/** Whether Postgres accepts the text as a uuid. Identifiers come from clients, so they may be anything. */
export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
