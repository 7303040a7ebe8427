/** Lets the browser save a file. */

import type { Download } from "../data/commands";

/** Download what is at a path. */
export function download({ path, file_name }: Download): void {
  const link = document.createElement("a");
  link.href = path;
  link.download = file_name ?? "";
  // On the page: Home Assistant's apps notice only such links.
  link.style.display = "none";
  document.body.append(link);
  link.click();
  link.remove();
}
