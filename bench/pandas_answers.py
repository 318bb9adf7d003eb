"""What a user would write in pandas: three waits, their mean, median, p90, and the share that came too late."""

import json
import sys

import duckdb
import numpy as np
import pandas as pd

from helhet.packs.pack import open_pack

path = sys.argv[1]
is_csv = path.endswith("csv")
log = (
    pd.read_csv(path, dtype=str, keep_default_na=False)
    if is_csv
    else duckdb.read_parquet(path).df().fillna("")
)
log["day"] = pd.to_datetime(log["happened_at"].str[:10])


def first(event: str, outcome: str | None = None) -> "pd.Series[pd.Timestamp]":
    """Return the first day of an event in each course."""
    rows = log[(log["event"] == event) & ((log["outcome"] == outcome) if outcome else True)]
    return rows.groupby("course")["day"].min()


right = log[log["event"] == "right-decided"].groupby("course")
firsts = pd.DataFrame(
    {
        "referral": first("referral"),
        "notice": first("notice-sent"),
        "right_day": right["day"].min(),
        "start_by": pd.to_datetime(right["right.start-by"].min()),
        "attended": first("attended"),
        "treated": first("decided", "treatment"),
    }
)
calendar = open_pack().calendar
working, nth_working = np.array(calendar.working_index), np.array(calendar.nth_working)
days = firsts.apply(lambda column: (column - pd.Timestamp("1970-01-01")).dt.days)
told = days.dropna(subset=["referral", "notice"]).astype({"referral": int, "notice": int})
care, wait = days.dropna(subset=["attended"]), days.dropna(subset=["treated"])
runs = {
    "told-of-right": (
        told.notice - told.referral,
        told.notice > nth_working[working[told.referral] + 10],
    ),
    "start-of-care": (care.attended - care.right_day, care.attended > care.start_by),
    "whole-wait": (wait.treated - wait.referral, wait.treated < 0),
}
answers = {
    clock: [
        len(waited),
        int(late.sum()),
        round(waited.mean(), 6),
        waited.median(),
        int(waited.quantile(0.9, interpolation="higher")),
    ]
    for clock, (waited, late) in runs.items()
}
print(json.dumps(answers))
