// Build what the browser loads. Prints nothing; the same source always gives the same bytes.
//   node build.mjs [FOLDER]   default: the integration's own folder
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, "../custom_components/body_scale/frontend");

const common = {
  absWorkingDir: here,
  outdir: folder,
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

await build({
  ...common,
  entryPoints: { "body-scale": "src/main.ts", loader: "src/loader.ts" },
  format: "esm",
  // What Home Assistant's own modern build is for.
  target: ["chrome115", "firefox115", "safari16.4"],
  // Each asks for the other by its address, when it is needed.
  external: ["./body-scale.js", "./loader.js"],
});

await build({
  ...common,
  entryPoints: { "old-browser": "src/old-browser.js" },
  format: "iife",
  target: ["es5"],
});
