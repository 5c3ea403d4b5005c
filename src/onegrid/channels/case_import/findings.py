"""What the import has to say of single rows: why one is refused, what is odd about one that is taken."""

from enum import StrEnum

from django.utils.translation import gettext_lazy


class Reason(StrEnum):
    """Why a row is refused."""

    FIELDS = "fields"
    QUOTE = "quote"
    NO_ID = "no_id"
    TWICE = "twice"
    NO_OPENING = "no_opening"
    BAD_TIME = "bad_time"
    FUTURE = "future"
    NO_CLOSING = "no_closing"
    NOT_FILED = "not_filed"


REASONS = {
    Reason.FIELDS: gettext_lazy("It has more or fewer fields than there are columns"),
    Reason.QUOTE: gettext_lazy("A quotation mark is opened and never closed"),
    Reason.NO_ID: gettext_lazy("It has no id, or one that cannot be read"),
    Reason.TWICE: gettext_lazy("Its id stood in an earlier row"),
    Reason.NO_OPENING: gettext_lazy("It does not say when it was opened"),
    Reason.BAD_TIME: gettext_lazy("A time cannot be read"),
    Reason.FUTURE: gettext_lazy("It was opened or closed in the future"),
    Reason.NO_CLOSING: gettext_lazy("It is said to be closed, but not when"),
    Reason.NOT_FILED: gettext_lazy("It cannot be filed"),
}


class Remark(StrEnum):
    """What is odd about a row that is taken as it stands."""

    CLOSED_EARLY = "closed_early"
    TARGET_EARLY = "target_early"
    CLOSED_UNSAID = "closed_unsaid"
    LABEL_UNREAD = "label_unread"
    LABEL_CONTRARY = "label_contrary"
    LABEL_UNKNOWN = "label_unknown"
    BAD_POINT = "bad_point"
    POINT_OUTSIDE = "point_outside"
    DAMAGED = "damaged"
    OTHERWISE_HERE = "otherwise_here"


REMARKS = {
    Remark.CLOSED_EARLY: gettext_lazy("Closed before it was opened"),
    Remark.TARGET_EARLY: gettext_lazy("Its target is not after its opening"),
    Remark.CLOSED_UNSAID: gettext_lazy("It has a time of closing, but is not said to be closed"),
    Remark.LABEL_UNREAD: gettext_lazy("The label of its area cannot be read; it was put into the area above"),
    Remark.LABEL_CONTRARY: gettext_lazy("The labels of its areas contradict each other; the upper one counts"),
    Remark.LABEL_UNKNOWN: gettext_lazy("The plan in force has no such area; it was put into the area above"),
    Remark.BAD_POINT: gettext_lazy("Its point cannot be read; it has none now"),
    Remark.POINT_OUTSIDE: gettext_lazy("Its point lies in no area; it was put into the subdistrict itself"),
    Remark.DAMAGED: gettext_lazy("Some characters cannot be read in the file's encoding"),
    Remark.OTHERWISE_HERE: gettext_lazy("It is closed in the file, but still open here; nothing was changed"),
}


class Refused(Exception):
    """A row that cannot be taken. `detail` says which value is to blame."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail
