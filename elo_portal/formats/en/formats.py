"""English as the Finnish ministries write it: day before month, so that a date never means two days."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j.n.Y"
MONTH_DAY_FORMAT = "j.n."
TIME_FORMAT = "G:i"
EXACT_TIME_FORMAT = "G:i:s"
DATETIME_FORMAT = r"j F Y \a\t G:i"
SHORT_DATETIME_FORMAT = r"j.n.Y \a\t G:i"
DATE_INPUT_FORMATS = ["%d.%m.%Y", "%Y-%m-%d"]
TIME_INPUT_FORMATS = ["%H:%M", "%H.%M"]
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = "\xa0"
NUMBER_GROUPING = 3
