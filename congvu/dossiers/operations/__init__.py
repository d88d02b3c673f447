"""The only code that writes dossiers: verbs an official or a citizen would use."""

from congvu.dossiers.lifecycle import MoveNotAllowed
from congvu.dossiers.operations import outside
from congvu.dossiers.operations.apologies import (
    DayNotFit,
    ReappointedAlready,
    drop_apology,
    prepare_apology,
    sign_apology,
)
from congvu.dossiers.operations.by_post import post_result
from congvu.dossiers.operations.charging import payment_met, tell_paid
from congvu.dossiers.operations.citizen import NotAsked, pay_for, request_withdrawal, supplement, write_message
from congvu.dossiers.operations.consulting import (
    NobodyToAsk,
    NotYetSilent,
    answer,
    consult,
    go_without,
    pass_over_silence,
)
from congvu.dossiers.operations.decisions import decide_withdrawal, record_payment, require_payment, stop
from congvu.dossiers.operations.duty import tell_duty
from congvu.dossiers.operations.escalation import agencies_to_tell, tell_head, warn_holder
from congvu.dossiers.operations.intake import (
    AgencyClosed,
    ConditionsNotMet,
    FormIncomplete,
    LoginTooWeak,
    PaperIn,
    PapersMissing,
    missing_papers,
    submit,
)
from congvu.dossiers.operations.mandates import ConsentMissing, end_mandate, record_mandate
from congvu.dossiers.operations.moves import DossierUnknown
from congvu.dossiers.operations.new_days import (
    ChangeDecided,
    accept_new_days,
    give_new_day,
    give_new_days,
    leave_days,
    propose_new_days,
)
from congvu.dossiers.operations.posting import StillHanging, notice_rows, put_up, take_down
from congvu.dossiers.operations.reading import count_lookup, note_listed, read, read_file
from congvu.dossiers.operations.reception import (
    ReasonMissing,
    RunElsewhere,
    SupplementAskedTwice,
    TooLateToAsk,
    accept,
    refuse_reception,
    request_supplement,
    take_in,
)
from congvu.dossiers.operations.records import keep_minutes
from congvu.dossiers.operations.results import (
    NotSigned,
    OfficerFieldWrong,
    refuse,
    register_result,
    result_paper,
    result_pictures,
    return_result,
    seal_result,
    sign_result,
)
from congvu.dossiers.operations.scans import ScanUnfit, Sheet, digitise, keep_scan
from congvu.dossiers.operations.secrecy import remove_secret
from congvu.dossiers.operations.sharing import SharingWrong, set_sharing
from congvu.dossiers.operations.sheets import NothingToHandOver, print_course, print_label, print_results
from congvu.dossiers.operations.slips import print_control_sheet, visit_receipt
from congvu.dossiers.operations.takeover import (
    TakeoverRefused,
    choose_heir,
    confirm_takeover,
    prepare_takeover,
    take_over,
    take_over_all,
)
from congvu.dossiers.operations.timing import (
    ReasonUnknown,
    RuleRefused,
    explain_lateness,
    set_clock_rule,
    set_lateness_reason,
    withdraw_clock_rule,
)
from congvu.dossiers.operations.unanswered import (
    StillWaiting,
    close_unanswered,
    note_unanswered,
    remind_unanswered,
)
from congvu.dossiers.operations.unclaimed import remind_unclaimed
from congvu.dossiers.operations.work import (
    StepHasOwnAction,
    UnitUnfit,
    assign,
    check_paper,
    finish_step,
    may_be_given,
    pass_to_unit,
    send_back,
    take,
)

__all__ = [
    "AgencyClosed",
    "ChangeDecided",
    "ConditionsNotMet",
    "ConsentMissing",
    "DayNotFit",
    "DossierUnknown",
    "FormIncomplete",
    "LoginTooWeak",
    "MoveNotAllowed",
    "NobodyToAsk",
    "NotAsked",
    "NotSigned",
    "NotYetSilent",
    "NothingToHandOver",
    "OfficerFieldWrong",
    "PaperIn",
    "PapersMissing",
    "ReappointedAlready",
    "ReasonMissing",
    "ReasonUnknown",
    "RuleRefused",
    "RunElsewhere",
    "ScanUnfit",
    "SharingWrong",
    "Sheet",
    "StepHasOwnAction",
    "StillHanging",
    "StillWaiting",
    "SupplementAskedTwice",
    "TakeoverRefused",
    "TooLateToAsk",
    "UnitUnfit",
    "accept",
    "accept_new_days",
    "agencies_to_tell",
    "answer",
    "assign",
    "check_paper",
    "choose_heir",
    "close_unanswered",
    "confirm_takeover",
    "consult",
    "count_lookup",
    "decide_withdrawal",
    "digitise",
    "drop_apology",
    "end_mandate",
    "explain_lateness",
    "finish_step",
    "give_new_day",
    "give_new_days",
    "go_without",
    "keep_minutes",
    "keep_scan",
    "leave_days",
    "may_be_given",
    "missing_papers",
    "note_listed",
    "note_unanswered",
    "notice_rows",
    "outside",
    "pass_over_silence",
    "pass_to_unit",
    "pay_for",
    "payment_met",
    "post_result",
    "prepare_apology",
    "prepare_takeover",
    "print_control_sheet",
    "print_course",
    "print_label",
    "print_results",
    "propose_new_days",
    "put_up",
    "read",
    "read_file",
    "record_mandate",
    "record_payment",
    "refuse",
    "refuse_reception",
    "register_result",
    "remind_unanswered",
    "remind_unclaimed",
    "remove_secret",
    "request_supplement",
    "request_withdrawal",
    "require_payment",
    "result_paper",
    "result_pictures",
    "return_result",
    "seal_result",
    "send_back",
    "set_clock_rule",
    "set_lateness_reason",
    "set_sharing",
    "sign_apology",
    "sign_result",
    "stop",
    "submit",
    "supplement",
    "take",
    "take_down",
    "take_in",
    "take_over",
    "take_over_all",
    "tell_duty",
    "tell_head",
    "tell_paid",
    "visit_receipt",
    "warn_holder",
    "withdraw_clock_rule",
    "write_message",
]
