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
const WITHOUT_YEAR_MS = 300 * 86_400_000;
const MINUS = "−";
const RIGHT_TO_LEFT = new Set(["ar", "dv", "fa", "he", "ku", "ps", "ur", "yi"]);

export interface Home {
  locale: FrontendLocale;
  timeZone: string;
  unit: MassUnit;
  /** What stands beside a number of that unit. */
  unitName: string;
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

  /** What stands beside a number: beside stones and pounds, the pounds'. */
  get unitName(): string {
    return this.home.unitName;
  }

  number(value: number, digits = 1): string {
    return this.numberFormat(digits).format(value).replace("-", MINUS);
  }

  /** Return a difference with its sign; what rounds to nothing has none. */
  signed(value: number, digits = 1): string {
    return this.isolate(this.sign(value, digits) + this.number(Math.abs(value), digits));
  }

  private sign(value: number, digits: number): string {
    if (this.number(Math.abs(value), digits) === this.number(0, digits)) return "±";
    return value < 0 ? MINUS : "+";
  }

  /** Return a weight in the household's unit. */
  mass(value: number): string {
    return this.amount(value, this.massUnit, this.home.precision);
  }

  /** Return a value of 0 or more with its unit, as the answers name it: `st_lb` is pounds. */
  amount(value: number, unit: string | null, digits = this.digits(unit)): string {
    return this.isolate(this.written(value, unit, digits));
  }

  /** Return where a grade or a range begins, where there is little room; the unit stands elsewhere. */
  bound(value: number, unit: string | null, digits = this.digits(unit)): string {
    if (unit !== "st_lb") return this.number(value, Number.isInteger(value) ? 0 : digits);
    const [stones, pounds] = stonesAndPounds(value, 0);
    return stones
      ? `${this.number(stones, 0)} st ${this.number(pounds, 0)}`
      : this.number(pounds, 0);
  }

  /** Return a round value beside an axis. */
  tick(value: number, unit: string | null): string {
    if (unit !== "st_lb")
      return this.number(value, [0, 1].find((each) => isRound(value, each)) ?? 2);
    const [stones, pounds] = stonesAndPounds(value, 0);
    return stones && !pounds ? `${this.number(stones, 0)} st` : this.amount(value, unit, 0);
  }

  /** Return how a weight changed; beside stones and pounds that needs its unit. */
  massChange(value: number): string {
    if (this.home.unit === "st_lb") return this.massChangeWithUnit(value);
    return this.signed(value, this.home.precision);
  }

  massChangeWithUnit(value: number): string {
    return this.change(value, this.massUnit, this.home.precision);
  }

  /** Return how a value changed, with its unit. */
  change(value: number, unit: string | null, digits = this.digits(unit)): string {
    return this.isolate(this.sign(value, digits) + this.written(Math.abs(value), unit, digits));
  }

  private written(value: number, unit: string | null, digits: number): string {
    if (unit !== "st_lb") return `${this.number(value, digits)} ${unit ?? ""}`.trim();
    const [stones, pounds] = stonesAndPounds(value, digits);
    const rest = `${this.number(pounds, digits)} lb`;
    return stones ? `${this.number(stones, 0)} st ${rest}` : rest;
  }

  private get massUnit(): string {
    return this.home.unit === "st_lb" ? "st_lb" : this.home.unitName;
  }

  /** Return how many decimals a value has. */
  private digits(unit: string | null): number {
    return unit === this.massUnit ? this.home.precision : 1;
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

  /** Return how long ago something was: "2 hours ago". */
  ago(at: number, now: number): string {
    const seconds = Math.max(0, (now - at) / 1000);
    const [unit, size] = DURATIONS.find(([, each]) => seconds >= each) ?? (["second", 0] as const);
    return new Intl.RelativeTimeFormat(this.home.locale.language, { numeric: "auto" }).format(
      size ? -Math.floor(seconds / size) : 0,
      unit,
    );
  }

  /** Return a day to come in words, with its year where it could be taken for one of another year. */
  dayAhead(day: string, now: number): string {
    const at = Date.parse(`${day}T12:00:00Z`);
    return new Intl.DateTimeFormat(this.home.locale.language, {
      day: "numeric",
      month: "long",
      ...(at - now > WITHOUT_YEAR_MS ? { year: "numeric" } : {}),
      timeZone: "UTC",
    }).format(at);
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
      })
        .format(seconds / size)
        .replace("-", MINUS),
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

/** Return whole stones, and the pounds beyond them: so many that rounding makes no stone. */
export function stonesAndPounds(value: number, digits: number): [number, number] {
  const steps = 10 ** digits;
  // By its digits, as numbers are written: 1.005 times a hundred is a little less than 100.5.
  const rounded = Math.round(Number(`${value}e${digits}`));
  const stone = POUNDS_IN_STONE * steps;
  return [Math.floor(rounded / stone), (rounded % stone) / steps];
}

function isRound(value: number, digits: number): boolean {
  return Math.abs(value - Number(value.toFixed(digits))) < 1e-9;
}
