"""What a user would write in SQL: three waits, their mean, median, p90, and the share that came too late."""

import json
import sys

import duckdb

from helhet.packs.pack import open_pack

calendar = open_pack().calendar
log = sys.argv[1]
source = f"read_csv('{log}', all_varchar=true)" if log.endswith("csv") else f"'{log}'"
duckdb.execute("CREATE TABLE calendar (day DATE, working INT)")
days = [
    f"(DATE '1970-01-01' + {day}, {calendar.working_index[day]})" for day in range(16_000, 21_000)
]
duckdb.execute(f"INSERT INTO calendar VALUES {', '.join(days)}")  # noqa: S608 - numbers
rows = duckdb.execute(
    f"""
    WITH entries AS (SELECT course, event, outcome, CAST(happened_at[1:10] AS DATE) AS day, "right.start-by" AS start_by FROM {source}),
    firsts AS (
        SELECT course,
            min(day) FILTER (event = 'referral') AS referral,
            min(day) FILTER (event = 'notice-sent') AS notice,
            min(day) FILTER (event = 'right-decided') AS right_day,
            CAST(min(start_by) FILTER (event = 'right-decided') AS DATE) AS start_by,
            min(day) FILTER (event = 'attended') AS attended,
            min(day) FILTER (event = 'decided' AND outcome = 'treatment') AS treated
        FROM entries GROUP BY course),
    runs AS (
        SELECT 'told-of-right' AS clock, notice - referral AS days, notice > due.day AS late
        FROM firsts JOIN calendar r ON r.day = referral
        JOIN (SELECT working, min(day) AS day FROM calendar GROUP BY working) due ON due.working = r.working + 10
        UNION ALL SELECT 'start-of-care', attended - right_day, attended > start_by FROM firsts WHERE attended IS NOT NULL
        UNION ALL SELECT 'whole-wait', treated - referral, FALSE FROM firsts WHERE treated IS NOT NULL)
    SELECT clock, count(*), count(*) FILTER (late), round(avg(days), 6), round(median(days), 6), quantile_disc(days, 0.9)
    FROM runs GROUP BY clock"""  # noqa: S608 - our own path
).fetchall()
print(json.dumps({clock: list(figures) for clock, *figures in rows}))
