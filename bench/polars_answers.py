"""What a user would write in Polars: three waits, their mean, median, p90, and the share that came too late."""

import json
import sys

import polars as pl

from helhet.packs.pack import open_pack

path = sys.argv[1]
scan = pl.scan_csv(path, infer_schema=False) if path.endswith("csv") else pl.scan_parquet(path)
calendar = open_pack().calendar
working, nth_working = pl.Series(calendar.working_index), pl.Series(calendar.nth_working)
day = pl.col("happened_at").str.slice(0, 10).str.to_date()


def first(event: str, outcome: str | None = None) -> pl.Expr:
    """Return the first day of an event in each course."""
    wanted = pl.col("event") == event
    wanted = wanted & (pl.col("outcome") == outcome) if outcome else wanted
    return day.filter(wanted).min()


firsts = (
    scan.group_by("course")
    .agg(
        referral=first("referral"),
        notice=first("notice-sent"),
        right_day=first("right-decided"),
        start_by=pl.col("right.start-by")
        .filter(pl.col("event") == "right-decided")
        .min()
        .str.to_date(),
        attended=first("attended"),
        treated=first("decided", "treatment"),
    )
    .with_columns(pl.exclude("course").cast(pl.Int32))
    .collect()
)
told = firsts.drop_nulls(["referral", "notice"])
due = nth_working.gather(working.gather(told["referral"]) + 10)
care, wait = firsts.drop_nulls("attended"), firsts.drop_nulls("treated")
runs = {
    "told-of-right": (told["notice"] - told["referral"], (told["notice"] > due).sum()),
    "start-of-care": (
        care["attended"] - care["right_day"],
        (care["attended"] > care["start_by"]).sum(),
    ),
    "whole-wait": (wait["treated"] - wait["referral"], 0),
}
answers = {
    clock: [
        len(waited),
        late,
        round(float(str(waited.mean())), 6),
        waited.median(),
        int(waited.quantile(0.9, "higher") or 0),
    ]
    for clock, (waited, late) in runs.items()
}
print(json.dumps(answers))
