/** The dashboard of ours among Home Assistant's: found, or made by its own commands. */

import type { Hass } from "../types/hass";

interface Dashboard {
  url_path: string;
}

interface DashboardConfig {
  strategy?: { type?: string };
}

const STRATEGY = "custom:body-scale";
const NAME = "body-scale";

/** Return the path of the dashboard that shows everything, which is made if there is none. */
export async function dashboardPath(hass: Hass): Promise<string> {
  const found = await find(hass);
  if (found) return found;
  try {
    return await make(hass);
  } catch (error) {
    // Another page may have made it meanwhile.
    const made = await find(hass);
    if (made) return made;
    throw error;
  }
}

/** Return the one with our strategy; else the one that bears our name, by now somebody's own. */
async function find(hass: Hass): Promise<string | undefined> {
  const dashboards = await hass.callWS<Dashboard[]>({ type: "lovelace/dashboards/list" });
  const paths = dashboards.map(({ url_path }) => url_path);
  const configs = await Promise.all(paths.map((path) => configOf(hass, path)));
  const ours = paths.find((_, index) => configs[index]?.strategy?.type === STRATEGY);
  if (ours || !paths.includes(NAME)) return ours;
  // Making it ended half-way.
  if (!configs[paths.indexOf(NAME)]) await fill(hass, NAME);
  return NAME;
}

/** Return what a dashboard is made of; nothing where nobody has said so yet. */
async function configOf(hass: Hass, url_path: string): Promise<DashboardConfig | undefined> {
  try {
    return await hass.callWS<DashboardConfig>({ type: "lovelace/config", url_path });
  } catch (error) {
    const { code } = (error ?? {}) as { code?: string };
    if (code === "config_not_found") return undefined;
    // One that can't be read is somebody's, all the same.
    return {};
  }
}

async function make(hass: Hass): Promise<string> {
  const url_path = freeName(hass);
  await hass.callWS({
    type: "lovelace/dashboards/create",
    url_path,
    title: "Body Scale",
    icon: "mdi:scale-bathroom",
    mode: "storage",
    show_in_sidebar: true,
    require_admin: false,
  });
  await fill(hass, url_path);
  return url_path;
}

async function fill(hass: Hass, url_path: string): Promise<void> {
  const config = { strategy: { type: STRATEGY } };
  await hass.callWS({ type: "lovelace/config/save", url_path, config });
}

/** Return a name that no other page has. */
function freeName({ panels = {} }: Hass): string {
  let name = NAME;
  for (let number = 2; name in panels; number += 1) name = `${NAME}-${number}`;
  return name;
}
