/** What is loaded when the first card, editor or dashboard of ours is shown. */

import { Editor } from "./card/editor";
import { View } from "./card/view";
import { defineParts } from "./parts";
import { define } from "./ui/part";

export { generateDashboard } from "./card/strategy";

defineParts();
define("body-scale-view", View);
define("body-scale-card-editor", Editor);
