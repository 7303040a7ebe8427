/** Numbers, weights and times as the user's profile wants them. */

import type { MassUnit } from "../types/contract";
import type { FrontendLocale } from "../types/hass";

const NUMBER_LOCALES: Record<string, string[]> = {
  comma_decimal: ["en-US", "en"],
  decimal_comma: ["de", "es", "it"],
  space_comma: ["fr", "sv", "cs"],
  quote_decimal: ["de-CH"],
};
const DATE_LOCALES: Record<string, string> = { DMY: "en-GB", MDY: "en-US", YMD: "sv" };

const POUNDS_IN_STONE = 14;
const DURATIONS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;
const MINUS = "−";
const RIGHT_TO_LEFT = new Set(["ar", "dv", "fa", "he", "ku", "ps", "ur", "yi"]);

export interface Home {
  locale: FrontendLocale;
  timeZone: string;
  unit: MassUnit;
  precision: number;
}

export class Format {
  private numbers = new Map<string, Intl.NumberFormat>();
  private dates = new Map<string, Intl.DateTimeFormat>();

  constructor(private home: Home) {}

  /** Keep a number with its sign and unit together where text runs from right to left. */
  isolate(text: string): string {
    const [language = ""] = this.home.locale.language.split("-");
    return RIGHT_TO_LEFT.has(language) ? `\u2066${text}\u2069` : text;
  }

  get unit(): MassUnit {
    return this.home.unit;
  }

  /** The unit of differences and of what is typed: pounds where stones are shown. */
  get smallUnit(): string {
    return this.home.unit === "st" ? "lb" : this.home.unit;
  }

  number(value: number, digits = 1): string {
    return this.numberFormat(digits).format(value).replace("-", MINUS);
  }

  /** Return a difference with its sign; what rounds to nothing has none. */
  signed(value: number, digits = 1): string {
    const text = this.number(Math.abs(value), digits);
    if (text === this.number(0, digits)) return this.isolate(`±${text}`);
    return this.isolate((value < 0 ? MINUS : "+") + text);
  }

  mass(value: number): string {
    if (this.home.unit !== "st")
      return this.isolate(`${this.number(value, this.home.precision)} ${this.home.unit}`);
    const stones = Math.floor(value / POUNDS_IN_STONE);
    const pounds = value - stones * POUNDS_IN_STONE;
    return this.isolate(`${stones} st ${this.number(pounds, this.home.precision)} lb`);
  }

  massChange(value: number): string {
    return this.signed(value, this.home.precision);
  }

  massChangeWithUnit(value: number): string {
    return this.isolate(`${this.massChange(value)} ${this.smallUnit}`);
  }

  percent(value: number, digits = 0): string {
    return this.isolate(`${this.number(value, digits)} %`);
  }

  date(at: Date | number, short = false): string {
    return this.dateFormat(short ? "short" : "long").format(at);
  }

  time(at: Date | number): string {
    return this.dateFormat("time").format(at);
  }

  dateTime(at: Date | number): string {
    return `${this.date(at)}, ${this.time(at)}`;
  }

  month(at: Date | number, withYear: boolean): string {
    return this.dateFormat(withYear ? "monthYear" : "month").format(at);
  }

  weekday(at: Date | number): string {
    return this.dateFormat("weekday").format(at);
  }

  /** Return "4 days ago" in the user's language. */
  daysAgo(days: number): string {
    return new Intl.RelativeTimeFormat(this.home.locale.language, { numeric: "auto" }).format(
      -days,
      "day",
    );
  }

  /** Return when something was, as short as it is clear. */
  when(at: number, now: number): string {
    const sameYear = this.isoDay(at).slice(0, 4) === this.isoDay(now).slice(0, 4);
    return `${this.date(at, sameYear)}, ${this.time(at)}`;
  }

  /** Return a span of time with its sign, in the unit that fits. */
  duration(seconds: number): string {
    const [unit, size] =
      DURATIONS.find(([, each]) => Math.abs(seconds) >= each * 2) ?? (["second", 1] as const);
    return this.isolate(
      new Intl.NumberFormat(this.home.locale.language, {
        style: "unit",
        unit,
        unitDisplay: "short",
        signDisplay: "exceptZero",
        maximumFractionDigits: 0,
      }).format(seconds / size),
    );
  }

  /** Return the local day of a moment, as ISO date. */
  isoDay(at: Date | number): string {
    return this.dateFormat("iso").format(at);
  }

  /** Return what the local clock is ahead of UTC, in milliseconds. */
  offset(at: number): number {
    const local = Date.parse(`${this.dateFormat("clock").format(at).replace(" ", "T")}Z`);
    return local - Math.floor(at / 1000) * 1000;
  }

  private numberFormat(digits: number): Intl.NumberFormat {
    const key = String(digits);
    let format = this.numbers.get(key);
    if (!format) {
      const { number_format: wanted = "language", language } = this.home.locale;
      format = new Intl.NumberFormat(NUMBER_LOCALES[wanted] ?? language, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        useGrouping: wanted !== "none",
      });
      this.numbers.set(key, format);
    }
    return format;
  }

  private dateFormat(kind: string): Intl.DateTimeFormat {
    let format = this.dates.get(kind);
    if (!format) {
      format = this.makeDateFormat(kind);
      this.dates.set(kind, format);
    }
    return format;
  }

  private makeDateFormat(kind: string): Intl.DateTimeFormat {
    const { language, date_format: order = "language" } = this.home.locale;
    const timeZone = this.home.timeZone;
    switch (kind) {
      case "iso":
        return new Intl.DateTimeFormat("sv", { dateStyle: "short", timeZone });
      case "clock":
        return new Intl.DateTimeFormat("sv", { dateStyle: "short", timeStyle: "medium", timeZone });
      case "time":
        return new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone, ...this.clock() });
      case "month":
        return new Intl.DateTimeFormat(language, { month: "short", timeZone });
      case "monthYear":
        return new Intl.DateTimeFormat(language, { month: "short", year: "2-digit", timeZone });
      case "weekday":
        return new Intl.DateTimeFormat(language, { weekday: "narrow", timeZone });
      case "short":
        return new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone });
      default:
        return DATE_LOCALES[order]
          ? new Intl.DateTimeFormat(DATE_LOCALES[order], { dateStyle: "short", timeZone })
          : new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone });
    }
  }

  private clock(): Intl.DateTimeFormatOptions {
    const wanted = this.home.locale.time_format;
    if (wanted === "12") return { hour12: true };
    return wanted === "24" ? { hour12: false } : {};
  }
}
