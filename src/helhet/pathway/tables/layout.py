"""Where everything stands in the four flat arrays that the stepping works on.

`table`    what the pathway says: a header, then records of fixed size, then the calendar
`entries`  what was recorded: one record an entry, then the keys they carry
`work`     where a course is: a header, then for each course a record, its ages, tallies and runs
`out`      what comes of it: rows of one size, told apart by their first number
A name is an offset; `table[row + ROW_CLOCK]` reads the field ROW_CLOCK of the row record at `row`.
Plain ints on lists and on arrays alike: plain Python runs it, numba compiles it, unchanged.
"""

FAR = 1 << 62  # an instant that never comes
NONE = -1  # no code, no key, no entry
MISSING = -(1 << 62)  # a form field left empty
TICKS_PER_HOUR = 3_600_000_000
TICKS_PER_DAY = 24 * TICKS_PER_HOUR
DAYS = 47_847  # 1970-01-01 to 2100-12-31
MONTHS = 131 * 12
N_FEW = 4  # empty bits of a mask are passed over so many at a time
FEW = (1 << N_FEW) - 1
MOST = 62  # rows, conditions, tallies, states: one bit each in an int64

# --- table: header -------------------------------------------------------------------------------
N_CLOCKS = 0
N_ROWS = 1
N_TALLIES = 2
N_AGES = 3
N_EDITIONS = 4
N_DEEDS = 5
N_STATES = 6
ENTRY_SIZE = 7
AT_DEEDS = 8
AT_WAYS = 9
AT_STATES = 10
AT_CONDITIONS = 11
AT_TALLIES = 12
AT_AGES = 13
AT_EDITIONS = 14
AT_ROWS = 15
AT_CALENDAR = 16
WHILE_ROWS = 17  # masks of rows
CHANGING_ROWS = 18
ENDS = 19  # mask of final and resting states
FINALS = 20  # mask of final states
TALLIES_IN_COURSE = 21  # where a course record's tallies and runs begin
RUNS_IN_COURSE = 22
KEY_SIZE = 23  # how far the runs of one key stand from those of the next
AT_NO_SIGNAL = 24  # a signal record that nobody hears
TABLE_HEADER = 25

# A signal record: which rows, conditions and tallies listen to it, and as what (masks).
STARTS = 0
STOPS = 1
CANCELS = 2
SETS = 3
PATIENT = 4
SERVICE = 5
TURNS_ON = 6
TURNS_OFF = 7
COUNTS = 8
RESETS = 9
HEARD = 10  # whether anybody listens at all
SIGNAL_SIZE = 11

# A deed record: an event with one of its outcomes, or with none.
DEED_FLAGS = SIGNAL_SIZE
DEED_GATES = DEED_FLAGS + 1
DEED_RIGHTS = DEED_FLAGS + 2
DEED_SETTING = DEED_FLAGS + 3
DEED_SIZE = DEED_FLAGS + 4
IS_ACT = 1
IS_BIRTH = 2
NEEDS_TIME = 4
BIRTH = 0  # the code of the birth date, which every pathway can hear

# A way record, for each edition and deed: from which states it may happen, and what it leads to.
WAY_FROM = 0
WAY_TO = 1
WAY_FLAGS = 2
WAY_SIZE = 3
NEEDS_OUTCOME = 8  # no bit of a deed's flags: both are looked at together
OPENS = 16

# A state record: the signals of leaving and of entering it. Code 0 is "not opened".
STATE_LEFT = 0
STATE_ENTERED = SIGNAL_SIZE
STATE_SIZE = 2 * SIGNAL_SIZE

# A condition record: the signals of its turning on and off.
CONDITION_ON = 0
CONDITION_OFF = SIGNAL_SIZE
CONDITION_SIZE = 2 * SIGNAL_SIZE

# A tally record.
TALLY_REACHES = SIGNAL_SIZE
TALLY_WITHIN = SIGNAL_SIZE + 1
TALLY_SIZE = SIGNAL_SIZE + 2
TALLY_DAYS = 9  # how many counted days it remembers, newest first: one more than it can reach

# An age record: the condition it turns, the value column of the day it turns, whether it holds from then on.
AGE_CONDITION = 0
AGE_VALUE = 1
AGE_HOLDS_FROM = 2
AGE_SIZE = 3

# An edition record: its first instant, then for each state code what it has become.
EDITION_START = 0
EDITION_STATES = 1

# A guard: masks of states (bit 0: not opened), settings (bit 0: none yet), conditions on and off.
GUARD_STATES = 0
GUARD_SETTINGS = 1
GUARD_ON = 2
GUARD_OFF = 3
GUARD_SIZE = 4

# A limit record.
LIMIT_KIND = GUARD_SIZE
LIMIT_AMOUNT = GUARD_SIZE + 1
LIMIT_VALUE = GUARD_SIZE + 2
LIMIT_LESS_KIND = GUARD_SIZE + 3
LIMIT_SIZE = GUARD_SIZE + 4
HOURS = 0
IN_DAYS = 1
WORKING_DAYS = 2
IN_MONTHS = 3
DATE = 4  # from here on a day is read, not counted
AGE = 5

# A row record: one definition of a clock, for runs that start from one day to another.
ROW_CLOCK = 0
ROW_RUN = 1  # where in a course record the clock's run without a key stands
ROW_FLAGS = 2
ROW_EACH = 3
ROW_FROM_DAY = 4
ROW_TO_DAY = 5
ROW_START_VALUE = 6
ROW_BIT = 7  # its own bit in every mask of rows
ROW_GUARD = 8
ROW_LIMITS = ROW_GUARD + GUARD_SIZE
ROW_LIMITS_END = ROW_LIMITS + 1
ROW_MINIMA = ROW_LIMITS + 2
ROW_MINIMA_END = ROW_LIMITS + 3
ROW_ON_SETTING = ROW_LIMITS + 4
ROW_RECOUNTS = ROW_LIMITS + 5
ROW_RESTARTS = ROW_LIMITS + 6
ROW_NOT_BEFORE_KIND = ROW_LIMITS + 7
ROW_NOT_BEFORE = ROW_LIMITS + 8
ROW_WARN_KIND = ROW_LIMITS + 9
ROW_WARN = ROW_LIMITS + 10
ROW_DUE_SIGNAL = ROW_LIMITS + 11
ROW_WARN_SIGNAL = ROW_DUE_SIGNAL + SIGNAL_SIZE
ROW_SIZE = ROW_WARN_SIGNAL + SIGNAL_SIZE
IS_WHILE = 1
OUTLIVES = 2
IS_RIGHT = 4
SUPERSEDES = 8
IS_DUE_HEARD = 16
IS_WARN_HEARD = 32
HAS_MINIMUM = 64
ASKS = 128  # has a `when` beside `start`
KEEP = 0
RECOUNT = 1
RESTART = 2

# The calendar, at table[AT_CALENDAR].
DAY_START = 0
WORKING_INDEX = DAY_START + DAYS + 1
NTH_WORKING = WORKING_INDEX + DAYS
MONTH_OF_DAY = NTH_WORKING + DAYS + 1
MONTH_START = MONTH_OF_DAY + DAYS

# --- entries -------------------------------------------------------------------------------------
ENTRY_DAY = 0
ENTRY_POSITION = 1
ENTRY_MOMENT = 2
ENTRY_DEED = 3
ENTRY_SETTING = 4
ENTRY_UNIT = 5
ENTRY_NUMBER = 6
ENTRY_TIMED = 7
ENTRY_KEYS = 8  # where its keys begin in `entries`, and how many: pairs of (field, key)
ENTRY_N_KEYS = 9
ENTRY_VALUES = 10

# --- work: header, then course records -----------------------------------------------------------
N_OUT = 0
OUT_FULL = 1
WORK_HEADER = 2

COURSE_ID = 0
STATE = 1
SETTING = 2
UNIT = 3
CONDITIONS = 4
EDITION = 5
NOW = 6  # the position of what happens now
AT = 7  # its moment, as printed and counted from
DAY = 8
NUMBER = 9  # of the entry that speaks, 0 when time does
ENTRY = 10  # where it stands in `entries`, NONE when time speaks
KEY_FIELD = 11  # what a due or warn of a keyed run carries
KEY = 12
N_KEYS = 13  # how many keys the course has in all
NEXT = 14  # no time signal is nearer than this instant
OPEN_ROWS = 15  # mask of rows that may have an open run
HAS_CHANGED = 16  # state, setting or a condition, in this step
OLD_SETTING = 17
TURNED = 18  # mask of conditions that turned in this step
SPELL_DAY = 19
SPELL_AT = 20
SPELL_STATE = 21
SPELL_SETTING = 22
SPELL_UNIT = 23
PENDING = 24  # the signals raised in this step, as one signal record
BORN = PENDING + SIGNAL_SIZE  # where the birth date stands in `entries`, NONE without
COURSE_SIZE = BORN + 1  # then the ages, the tallies, the runs

# A tally while it counts: how many days it remembers, then the days.
COUNTED = 0
COUNTED_DAYS = 1
COUNTED_SIZE = COUNTED_DAYS + TALLY_DAYS

# A run while it lasts. One for each clock and key; key 0 is "without a key".
RUN_ROW = 0  # address of its row in the table; 0: none open
RUN_NUMBER = 1
RUN_START_DAY = 2
RUN_START_AT = 3
RUN_COUNT_DAY = 4  # where its limit is counted from: the start, or the last restart
RUN_COUNT_AT = 5
RUN_DUE = 6
RUN_EARLIEST = 7
RUN_SPEAKS_DUE = 8  # when its due is to be spoken; FAR once it was, or if nobody listens
RUN_SPEAKS_WARN = 9
RUN_MARK = 10
RUN_PASSED = 11
RUN_SETTING = 12
RUN_UNIT = 13
RUN_STARTED_BY = 14
RUN_ENTRY = 15
RUN_SIZE = 16

# --- courses: what `read_courses` is given, one record a course ----------------------------------
GIVEN_ID = 0
GIVEN_FROM = 1
GIVEN_TO = 2
GIVEN_KEYS = 3
GIVEN_SIZE = 4

# --- out -----------------------------------------------------------------------------------------
OUT_KIND = 0
OUT_COURSE = 1
RUN_OUT = 1
SPELL_OUT = 2
DEVIATION_OUT = 3
LAST_OUT = 4  # where the course stood at the end
OUT_SIZE = 17

OUT_CLOCK = 2
OUT_KEY = 3
OUT_NUMBER = 4
OUT_ROW = 5
OUT_UNIT = 6
OUT_SETTING = 7
OUT_START_DAY = 8
OUT_START_AT = 9
OUT_DUE = 10
OUT_EARLIEST = 11
OUT_STOP_DAY = 12
OUT_STOP_AT = 13
OUT_OUTCOME_BREACH = 14  # outcome * 8 + breach
OUT_STARTED_BY = 15
OUT_STOPPED_BY = 16

OUT_STATE = 2  # spells: state, unit, setting, from day, from moment, to day, to moment
OUT_SPELL_UNIT = 3
OUT_SPELL_SETTING = 4
OUT_FROM_DAY = 5
OUT_FROM_AT = 6
OUT_TO_DAY = 7
OUT_TO_AT = 8

OUT_WHY = 3  # deviations: state, why, entry number, clock, day, moment
OUT_ENTRY_NUMBER = 4
OUT_GATE = 5
OUT_ON_DAY = 6
OUT_ON_AT = 7

OUT_CONDITIONS = 3  # last: state, conditions, setting, unit, next change
OUT_LAST_SETTING = 4
OUT_LAST_UNIT = 5
OUT_NEXT = 6

# Codes, in the order of the enums in `course`.
OPEN, MET, LATE, DONE, EARLY, USED, LAPSED, CANCELLED, CLOSED, SUPERSEDED = range(10)
UNBROKEN, BY_SERVICE, BY_PATIENT, GATE_PASSED, TOO_EARLY = range(5)
(
    NOT_OPEN,
    ALREADY_OPEN,
    AFTER_END,
    NOT_FROM_HERE,
    OUTCOME_MISSING,
    GATE_OPEN,
    NO_RIGHT,
    TIME_MISSING,
    BEFORE_FIRST_EDITION,
) = range(9)
