/** In which order people are shown. Pure. */

import type { Person } from "../types/contract";

/** Return the people, who weighed last first. */
export function byNewest(people: readonly Person[]): Person[] {
  const last = ({ latest }: Person): number => (latest ? Date.parse(latest.measured_at) : 0);
  return [...people].sort((a, b) => last(b) - last(a));
}
