/** What the integration is asked for beside the overview, and told to do. */

import type {
  FamilyLine,
  MassUnit,
  Series,
  WeighingRecord,
  WeighingsPage,
} from "../types/contract";
import type { Hass } from "../types/hass";

const DOMAIN = "body_scale";

export interface WeighingsQuery {
  person_id?: string | undefined;
  start?: string;
  end?: string;
  before?: string;
  limit?: number;
  search?: string;
}

export interface SeriesQuery {
  person_id: string;
  metric: string;
  start?: string | undefined;
  end?: string | undefined;
  points?: number;
}

export const EXPORT_FORMATS = ["csv", "json", "openscale", "fit"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
/** These have the weighings of one person: they don't say whose each is. */
export const OF_ONE_PERSON: ReadonlySet<ExportFormat> = new Set<ExportFormat>(["openscale", "fit"]);

export interface ExportQuery {
  format: ExportFormat;
  person_id?: string | undefined;
}

export interface Download {
  path: string;
  file_name?: string;
}

/** Return what is really said: no field without a value. */
function compact(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ""),
  );
}

/** A weight that was typed, as the actions take it. */
export interface Typed {
  weight: number;
  unit: Exclude<MassUnit, "st_lb">;
}

export class Commands {
  constructor(private hass: () => Hass) {}

  weighings(query: WeighingsQuery): Promise<WeighingsPage> {
    return this.hass().callWS({ type: `${DOMAIN}/weighings`, ...compact(query) });
  }

  series(query: SeriesQuery): Promise<Series> {
    return this.hass().callWS({ type: `${DOMAIN}/series`, ...compact(query) });
  }

  family(days: number): Promise<{ lines: FamilyLine[] }> {
    return this.hass().callWS({ type: `${DOMAIN}/family`, days });
  }

  async assign(record: WeighingRecord, person: string): Promise<void> {
    await this.call("assign_weighing", { weighing_id: record.weighing_id, person });
  }

  /** Give a weighing back to whom it belonged before, or let it wait again. */
  async giveBack(record: WeighingRecord): Promise<void> {
    if (record.person_id) await this.assign(record, record.person_id);
    else await this.hass().callWS({ type: `${DOMAIN}/unassign`, weighing_id: record.weighing_id });
  }

  /** Change a weight, a time or both. */
  async edit(
    weighingId: string,
    change: { weight?: Typed | undefined; time?: string | undefined },
  ): Promise<void> {
    const { weight, time } = change;
    await this.call("edit_weighing", compact({ weighing_id: weighingId, ...weight, time }));
  }

  async remove(weighingId: string): Promise<void> {
    await this.call("delete_weighing", { weighing_id: weighingId });
  }

  async restore(weighingId: string): Promise<void> {
    await this.call("restore_weighing", { weighing_id: weighingId });
  }

  async record(weight: Typed, person?: string, time?: string): Promise<void> {
    await this.call("record_weighing", compact({ ...weight, person, time }));
  }

  /** Weigh somebody by difference: an adult steps on with them, and alone. */
  async assist(person: string, adult?: string): Promise<void> {
    await this.call("assisted_weighing", compact({ person, adult }));
  }

  async cancelAssisted(): Promise<void> {
    await this.call("cancel_assisted_weighing", {});
  }

  async press(button: string): Promise<void> {
    await this.call("press", { entity_id: button }, "button");
  }

  get canExport(): boolean {
    return Boolean(this.hass().services?.[DOMAIN]?.["export_weighings"]);
  }

  /** Return where weighings can be downloaded, for some minutes. */
  async exported(query: ExportQuery): Promise<Download> {
    const { path, file_name } = await this.hass().callWS<Download>({
      type: `${DOMAIN}/export`,
      ...compact(query),
    });
    return { path: this.hass().hassUrl?.(path) ?? path, file_name };
  }

  private async call(
    service: string,
    data: Record<string, unknown>,
    domain = DOMAIN,
  ): Promise<void> {
    // What goes wrong is said by us, where it happened, and not by Home Assistant as well.
    await this.hass().callService(domain, service, data, undefined, false);
  }
}
