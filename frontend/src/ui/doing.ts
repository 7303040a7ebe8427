/** What people do with a weighing, and how they take it back. */

import type { WeighingRecord } from "../types/contract";
import { explain } from "../words/faults";
import type { Context } from "./context";
import { toast } from "./toast";

/** Give a weighing to somebody. */
export async function assignWithUndo(
  at: Context,
  record: WeighingRecord,
  person: string,
  name: string,
): Promise<void> {
  await at.commands.assign(record, person);
  done(at, at.texts.of("given_to", { name }), () => at.commands.giveBack(record));
}

/** Delete a weighing. */
export async function removeWithUndo(at: Context, record: WeighingRecord): Promise<void> {
  await at.commands.remove(record.weighing_id);
  done(at, at.texts.of("deleted"), () => at.commands.restore(record.weighing_id));
}

function done(at: Context, message: string, undo: () => Promise<void>): void {
  toast({
    message,
    texts: at.texts,
    undo: async () => {
      try {
        await undo();
        toast({ message: at.texts.of("undone"), texts: at.texts });
      } catch (error) {
        const why = await explain(at.hass(), error);
        toast({ message: at.texts.of("failed", { error: why }), texts: at.texts });
      }
    },
  });
}
