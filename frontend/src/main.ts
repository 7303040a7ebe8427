/** What is loaded when the first card, editor, dashboard or page of ours is shown. */

import { Editor } from "./card/editor";
import { View } from "./card/view";
import { DashboardPanel } from "./panel/dashboard-panel";
import { defineParts } from "./parts";
import { define } from "./ui/part";

export { generateDashboard } from "./card/strategy";

defineParts();
define("body-scale-view", View);
define("body-scale-card-editor", Editor);
define("body-scale-dashboard-panel", DashboardPanel);
