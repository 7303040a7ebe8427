/** Makes all parts known to the browser. */

import { Plot } from "../chart/plot";
import { define } from "../ui/part";
import { Assist } from "./assist";
import { Bars } from "./bars";
import { ChartPanel } from "./chart-panel";
import { Composition } from "./composition";
import { Days } from "./days";
import { Family } from "./family";
import { Hero } from "./hero";
import { History } from "./history";
import { Live } from "./live";
import { PersonCard } from "./person-card";
import { Recent } from "./recent";
import { Scales } from "./scales";
import { Waiting } from "./waiting";

export function defineParts(): void {
  define("body-scale-plot", Plot);
  define("body-scale-assist", Assist);
  define("body-scale-bars", Bars);
  define("body-scale-chart", ChartPanel);
  define("body-scale-composition", Composition);
  define("body-scale-days", Days);
  define("body-scale-family", Family);
  define("body-scale-hero", Hero);
  define("body-scale-history", History);
  define("body-scale-live", Live);
  define("body-scale-person", PersonCard);
  define("body-scale-recent", Recent);
  define("body-scale-scales", Scales);
  define("body-scale-waiting", Waiting);
}
